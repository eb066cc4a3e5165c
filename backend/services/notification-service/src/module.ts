import { newId } from "@beacom/ids";
import { type FollowedEvent, follow, outboxMigrations } from "@beacom/outbox";
import { connect, type Tx } from "@beacom/postgres";
import { BillingEvents } from "@beacom/proto/billing/v1/billing";
import { IdentityEvents } from "@beacom/proto/identity/v1/identity";
import { NotificationService } from "@beacom/proto/notification/v1/notification";
import type { ServiceModule } from "@beacom/runtime";
import { listMessages } from "#adapters/message-list";
import { recordsIn } from "#adapters/records-postgres";
import { sweep } from "#adapters/sweep";
import type { Message } from "#application/ports";
import { sendWith } from "#application/send";
import { NotificationConfig } from "#config";
import { takeBillingEvents } from "#transport/billing-feed";
import { everyHour } from "#transport/every-hour";
import { takeIdentityEvents } from "#transport/identity-feed";
import { oneByOne } from "#transport/one-by-one";
import { notificationRpc } from "#transport/notification-rpc";

export const notificationService: ServiceModule<NotificationConfig> = {
  name: "notification-service",
  offers: [NotificationService],
  database: { schema: "notification", migrations: [outboxMigrations, new URL("../migrations/", import.meta.url)] },
  readConfig: (env) => NotificationConfig.parse(env),
  async start({ config, peers, clock, log, metrics }) {
    const sql = connect(config.databaseUrl, { max: 4, name: "notification" });
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
        send: sendWith({ records, newMessageId, clock, zone: config.zone, payAt: config.payAt, sent }),
      };
    };
    const passedOver = ({ position, type, key }: FollowedEvent, err: unknown): void =>
      log.error({ err, position, type, key }, "news that cannot be put into words were passed over");
    const chores = everyHour(
      async () => {
        const swept = await sweep(sql, clock());
        if (swept.forgotten > 0) log.info(swept, "expired codes were forgotten");
      },
      (err) => log.error({ err }, "sweeping failed"),
    );
    let followers: { close(): Promise<void> }[] = [];

    return {
      routes(router) {
        router.service(
          NotificationService,
          notificationRpc((wanted) => listMessages(sql, wanted)),
        );
      },
      async listen() {
        const identity = peers.client(IdentityEvents);
        const billing = peers.client(BillingEvents);
        followers = [
          follow({
            name: "identity",
            source: (request, options) => identity.follow(request, options),
            sql,
            log,
            apply: oneByOne((events, tx) => takeIdentityEvents(events, within(tx)), passedOver),
          }),
          follow({
            name: "billing",
            source: (request, options) => billing.follow(request, options),
            sql,
            log,
            apply: oneByOne((events, tx) => takeBillingEvents(events, within(tx)), passedOver),
          }),
        ];
      },
      ready: () =>
        sql`select 1`.then(
          () => undefined,
          () => "the database does not answer",
        ),
      async close() {
        await Promise.all(followers.map((follower) => follower.close()));
        await chores.close();
        await sql.end({ timeout: 5 });
      },
    };
  },
};
