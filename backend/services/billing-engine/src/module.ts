import { follow, serveFeed } from "@beacom/outbox";
import { connect } from "@beacom/postgres";
import { BillingEvents, BillingService } from "@beacom/proto/billing/v1/billing";
import { IdentityEvents } from "@beacom/proto/identity/v1/identity";
import { PaymentsEvents } from "@beacom/proto/payments/v1/payments";
import { RadiusEvents } from "@beacom/proto/radius/v1/radius";
import type { ServiceModule } from "@beacom/runtime";
import { BillingConfig } from "#config";
import { billingDatabase, billingUseCases } from "#engine";
import { billingRpc } from "#transport/billing-rpc";
import { customersVerified } from "#transport/customers-verified";
import { expiryTimer } from "#transport/expiry-timer";
import { paymentsReceived } from "#transport/payments-received";
import { usageReports } from "#transport/usage-reports";

export const billingEngine: ServiceModule<BillingConfig> = {
  name: "billing-engine",
  offers: [BillingService, BillingEvents],
  database: billingDatabase,
  readConfig: (env) => BillingConfig.parse(env),
  async start({ config, peers, clock, log, metrics }) {
    const sql = connect(config.databaseUrl, { name: "billing-engine", max: config.databaseConnections });
    const useCases = billingUseCases({ config, sql, clock, log });
    const feed = serveFeed({ sql, listenUrl: config.databaseUrl, log });
    const open: { close(): Promise<void> }[] = [];

    return {
      routes(router) {
        router.service(BillingService, billingRpc({ ...useCases, clock }));
        router.service(BillingEvents, { follow: (request, context) => feed.follow(request, context) });
      },
      async listen() {
        // Every effect has a key or a cumulative counter of its own, so events may come again after a crash.
        const follows = { sql, log, idempotent: true } as const;
        open.push(
          follow({
            ...follows,
            name: "identity",
            source: peers.client(IdentityEvents).follow,
            apply: customersVerified(useCases),
          }),
          follow({
            ...follows,
            name: "payments",
            source: peers.client(PaymentsEvents).follow,
            apply: paymentsReceived({ ...useCases, log, metrics }),
          }),
          follow({
            ...follows,
            name: "radius",
            source: peers.client(RadiusEvents).follow,
            apply: usageReports({ ...useCases, clock, log, metrics }),
          }),
          expiryTimer({ ...useCases, everyMs: config.expirySeconds * 1000, log }),
        );
      },
      ready: () =>
        sql`select 1`.then(
          () => undefined,
          () => "the database does not answer",
        ),
      async close() {
        await Promise.all(open.map((part) => part.close()));
        await feed.close();
        await useCases.close();
        await sql.end({ timeout: 5 });
      },
    };
  },
};
