import { follow, outboxMigrations, serveFeed } from "@beacom/outbox";
import { personalDataRpc } from "@beacom/personal-data";
import { connect } from "@beacom/postgres";
import { PaymentsEvents, PaymentsService } from "@beacom/proto/payments/v1/payments";
import { PaymentsPersonalData } from "@beacom/proto/payments/v1/personal_data";
import { WebhookEvents } from "@beacom/proto/webhooks/v1/webhooks";
import type { RunningService, ServiceModule } from "@beacom/runtime";
import { intentsIn } from "#adapters/intents-postgres";
import { noticesIn } from "#adapters/notices-postgres";
import { paymentMessage } from "#adapters/payment-message";
import { paystackProvider } from "#adapters/paystack";
import { paymentsPersonalData } from "#adapters/personal-data-walk";
import { forgetOld } from "#adapters/retention-postgres";
import { listPaymentsWith } from "#application/list-payments";
import { takeCallbacksWith } from "#application/take-callbacks";
import { PaymentsConfig } from "#config";
import { paymentFlow } from "#payment-flow";
import { takeEventsWith } from "#transport/callback-feed";
import { paymentsRpc } from "#transport/payments-rpc";
import { paymentsWatch } from "#transport/payments-watch";
import { startPoller } from "#transport/poller";

export const payments: ServiceModule<PaymentsConfig> = {
  name: "payments",
  offers: [PaymentsService, PaymentsPersonalData, PaymentsEvents],
  database: { schema: "payments", migrations: [outboxMigrations, new URL("../migrations/", import.meta.url)] },
  readConfig: (env) => PaymentsConfig.parse(env),
  async start({ config, peers, clock, log, metrics }): Promise<RunningService> {
    const sql = connect(config.databaseUrl, { name: "payments" });
    const feed = serveFeed({
      sql,
      listenUrl: config.databaseUrl,
      log,
      alsoTidy: () => forgetOld(sql, clock()),
    });
    const intents = intentsIn(sql);
    const provider = paystackProvider(config.paystack);
    const watch = paymentsWatch({ log, metrics, clock });
    const flow = paymentFlow({ ...config, intents, provider, watch, clock, log });
    let stopListening = async () => undefined as void;

    return {
      routes(router) {
        const listPayments = listPaymentsWith({ intents });
        router.service(
          PaymentsService,
          paymentsRpc({
            ...flow,
            listPayments,
            ofReference: (reference) => intents.ofReference(reference),
            paymentMessage,
          }),
        );
        router.service(PaymentsPersonalData, personalDataRpc(paymentsPersonalData(sql)));
        router.service(PaymentsEvents, { follow: (request, context) => feed.follow(request, context) });
      },
      async listen() {
        const poller = startPoller({ intents, askDue: flow.askDue, clock, log });
        const askSoon = () => poller.askSoon();
        const takeCallbacks = takeCallbacksWith({ notices: noticesIn(sql), provider, watch, askSoon });
        const source = peers.client(WebhookEvents);
        const following = follow({
          name: "webhooks",
          source: (request, options) => source.follow(request, options),
          sql,
          log,
          // Not in the follower's transaction: the poller may only be woken when the notices are committed. Taking one twice changes nothing.
          idempotent: true,
          apply: takeEventsWith(takeCallbacks),
        });
        stopListening = async () => {
          await following.close();
          await poller.close();
        };
      },
      ready: () =>
        sql`select 1`.then(
          () => undefined,
          () => "the database does not answer",
        ),
      async close() {
        flow.stop();
        await stopListening();
        await flow.finished();
        await feed.close();
        await sql.end({ timeout: 5 });
      },
    };
  },
};
