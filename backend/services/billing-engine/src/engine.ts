import { type EventStore, eventStoreMigrations, openEventStore } from "@beacom/event-store";
import { outboxMigrations } from "@beacom/outbox";
import { isConnectionLoss, type Sql } from "@beacom/postgres";
import { currentTraceparent, type Logger, type ServiceDatabase } from "@beacom/runtime";
import type { Clock } from "@beacom/time";
import { newsOf } from "#adapters/account-news";
import { accountViewsIn } from "#adapters/account-views-postgres";
import { accountsIn } from "#adapters/accounts-event-sourced";
import { catalogueIn } from "#adapters/catalogue-event-sourced";
import { dueExpiriesIn } from "#adapters/due-expiries-postgres";
import { ledgerHistoryIn } from "#adapters/ledger-history-stored";
import { plansIn } from "#adapters/plans-postgres";
import { project } from "#adapters/projections/project";
import { projectionsRebuildIn } from "#adapters/projections/rebuild";
import { sessionArchiveIn } from "#adapters/session-archive-postgres";
import { setAsideIn } from "#adapters/set-aside-postgres";
import { snapshotsIn } from "#adapters/snapshots-stored";
import { buyBundleWith } from "#application/buy-bundle";
import { chargeUsageWith } from "#application/charge-usage";
import { creditPaymentWith } from "#application/credit-payment";
import { expireBundlesWith } from "#application/expire-bundles";
import { openAccountWith } from "#application/open-account";
import { publishPlanWith, withdrawPlanWith } from "#application/publish-plan";
import { verifyLedgerWith } from "#application/verify-ledger";
import type { BillingConfig } from "#config";

export const billingDatabase: ServiceDatabase = {
  schema: "billing",
  migrations: [outboxMigrations, eventStoreMigrations, new URL("../migrations/", import.meta.url)],
};

export const openStore = (sql: Sql, log: Logger): EventStore => openEventStore({ sql, log, project });

/** Every use case on one database, without the doors through which they are called. */
export function billingUseCases(options: { config: BillingConfig; sql: Sql; clock: Clock; log: Logger }) {
  const { config, sql, clock, log } = options;
  const { currency, vatBasisPoints } = config;
  const store = openStore(sql, log);
  const accounts = accountsIn({
    store,
    newsOf: (decision, traceparent) => newsOf(decision, traceparent || currentTraceparent()),
    log,
    keep: config.accountsInMemory,
  });
  const catalogues = catalogueIn(store);
  const plans = plansIn(sql);
  const views = accountViewsIn(sql);
  return {
    plans,
    views,
    setAside: setAsideIn(sql),
    openAccount: openAccountWith({ accounts, clock, currency }),
    creditPayment: creditPaymentWith({ accounts, plans, clock, currency, vatBasisPoints }),
    buyBundle: buyBundleWith({ accounts, plans, views, clock, vatBasisPoints }),
    chargeUsage: chargeUsageWith({ accounts, archive: sessionArchiveIn(sql), clock, currency }),
    expireBundles: expireBundlesWith({
      accounts,
      due: dueExpiriesIn(sql),
      clock,
      failed(customerId, error) {
        // Without the database all of them would fail, and rest for no fault of theirs.
        if (isConnectionLoss(error)) throw error;
        log.error({ err: error, customerId }, "an account's bundles cannot be ended now");
      },
    }),
    publishPlan: publishPlanWith({ catalogues, clock, currency }),
    withdrawPlan: withdrawPlanWith({ catalogues, clock }),
    verifyLedger: verifyLedgerWith({
      history: ledgerHistoryIn(store),
      projections: projectionsRebuildIn({ store, url: config.databaseUrl }),
      snapshots: snapshotsIn(sql, store),
    }),
    async close() {
      await accounts.close();
      await store.close();
    },
  };
}
export type BillingUseCases = ReturnType<typeof billingUseCases>;
