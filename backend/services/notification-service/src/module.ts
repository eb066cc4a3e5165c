import { newId } from "@beacom/ids";
import { type FollowedEvent, follow, outboxMigrations, type Source, serveFeed } from "@beacom/outbox";
import { personalDataRpc } from "@beacom/personal-data";
import { connect, type Tx } from "@beacom/postgres";
import { BillingEvents } from "@beacom/proto/billing/v1/billing";
import { IdentityEvents } from "@beacom/proto/identity/v1/identity";
import { NotificationService } from "@beacom/proto/notification/v1/notification";
import { NotificationPersonalData } from "@beacom/proto/notification/v1/personal_data";
import { NotificationEvents, WebhookService } from "@beacom/proto/notification/v1/webhooks";
import { PaymentsEvents } from "@beacom/proto/payments/v1/payments";
import { RadiusEvents } from "@beacom/proto/radius/v1/radius";
import type { ServiceModule } from "@beacom/runtime";
import { listMessages } from "#adapters/message-list";
import { notificationPersonalData } from "#adapters/personal-data-walk";
import { recordsIn } from "#adapters/records-postgres";
import { sweep } from "#adapters/sweep";
import { sweepWebhooks } from "#adapters/webhooks/sweep-webhooks";
import type { Message } from "#application/ports";
import { sendWith } from "#application/send";
import { tellCustomerWith } from "#application/tell-customer";
import { NotificationConfig } from "#config";
import { takeBillingEvents } from "#transport/billing-feed";
import { identityEvents, paymentEvents, sessionEvents } from "#transport/business-events/other-events";
import { everyHour } from "#transport/every-hour";
import { takeIdentityEvents } from "#transport/identity-feed";
import { oneByOne } from "#transport/one-by-one";
import { notificationRpc } from "#transport/notification-rpc";
import { takeBillingForWebhooks, takeForWebhooks } from "#transport/webhook-feed";
import { openWebhooks } from "#webhooks-module";

export const notificationService: ServiceModule<NotificationConfig> = {
  name: "notification-service",
  offers: [NotificationService, WebhookService, NotificationPersonalData, NotificationEvents],
  database: { schema: "notification", migrations: [outboxMigrations, new URL("../migrations/", import.meta.url)] },
  readConfig: (env) => NotificationConfig.parse(env),
  async start({ config, peers, clock, log, metrics }) {
    const sql = connect(config.databaseUrl, { max: 8, name: "notification" });
    const counter = metrics.counter("beacom_notification_messages_total", "Messages written", ["kind"]);
    const sent = ({ kind, to, text }: Message): void => {
      counter.inc({ kind });
      // A text may hold a code: it is shown to developers only.
      if (config.developer) log.info({ to, text, kind }, "message");
    };
    const within = (tx: Tx) => {
      const records = recordsIn(tx);
      const newMessageId = () => newId("message", clock().getTime());
      return {
        records,
        newMessageId,
        send: sendWith({ records, newMessageId, clock, zone: config.zone, payAt: config.payAt, sent }),
      };
    };
    const passedOver = ({ position, type, key }: FollowedEvent, err: unknown): void =>
      log.error({ err, position, type, key }, "news that cannot be put into words were passed over");
    const webhooks = openWebhooks({ sql, config, name: notificationService.name, clock, log, metrics });
    const feed = serveFeed({ sql, listenUrl: config.databaseUrl, log });
    const chores = everyHour(
      async () => {
        const swept = await sweep(sql, clock());
        if (swept.forgotten > 0) log.info(swept, "expired codes were forgotten");
        const old = await sweepWebhooks(sql, clock());
        if (old.forgotten > 0) log.info(old, "old messages to webhooks were forgotten");
      },
      (err) => log.error({ err }, "sweeping failed"),
    );
    /** Each of those who take an event does so by itself: what one cannot put into words, the others still tell. */
    const followed = (name: string, source: Source, ...takes: readonly Take[]) => {
      const apply = takes.map((take) => oneByOne(take, passedOver));
      return follow({
        name,
        source,
        sql,
        log,
        async apply(events, tx) {
          for (const each of apply) await each(events, tx);
        },
      });
    };
    let running: { close(): Promise<void> }[] = [];

    return {
      routes(router) {
        router.service(
          NotificationService,
          notificationRpc({
            list: (wanted) => listMessages(sql, wanted),
            tell: (told) => sql.begin((tx) => tellCustomerWith({ ...within(tx), clock, sent })(told)),
            contactOf: (customerId) => sql.begin((tx) => recordsIn(tx).contactOf(customerId)),
          }),
        );
        router.service(NotificationPersonalData, personalDataRpc(notificationPersonalData(sql)));
        router.service(NotificationEvents, { follow: (request, context) => feed.follow(request, context) });
        webhooks.routes(router);
      },
      async listen() {
        const [identity, billing] = [peers.client(IdentityEvents), peers.client(BillingEvents)];
        const [payments, radius] = [peers.client(PaymentsEvents), peers.client(RadiusEvents)];
        const forWebhooks = (told: Parameters<typeof takeForWebhooks>[0]): Take => {
          const take = takeForWebhooks(told);
          return (events, tx) => take(events, webhooks.within(tx));
        };
        running = [
          followed(
            "identity",
            (request, options) => identity.follow(request, options),
            (events, tx) => takeIdentityEvents(events, within(tx)),
            forWebhooks(identityEvents),
          ),
          followed(
            "billing",
            (request, options) => billing.follow(request, options),
            (events, tx) => takeBillingEvents(events, within(tx)),
            (events, tx) => takeBillingForWebhooks(events, webhooks.within(tx)),
          ),
          followed("payments", (request, options) => payments.follow(request, options), forWebhooks(paymentEvents)),
          followed("radius-server", (request, options) => radius.follow(request, options), forWebhooks(sessionEvents)),
          webhooks.listen(),
        ];
      },
      ready: () =>
        sql`select 1`.then(
          () => undefined,
          () => "the database does not answer",
        ),
      async close() {
        await Promise.all(running.map((each) => each.close()));
        await chores.close();
        await feed.close();
        await sql.end({ timeout: 5 });
      },
    };
  },
};

type Take = (events: readonly FollowedEvent[], tx: Tx) => Promise<void>;
