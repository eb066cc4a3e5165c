import { type EventStore, eventStoreMigrations, openEventStore } from "@beacom/event-store";
import { outboxMigrations } from "@beacom/outbox";
import { isConnectionLoss, type Sql } from "@beacom/postgres";
import { currentStaff, currentTraceparent, type Logger, type Metrics, type ServiceDatabase } from "@beacom/runtime";
import type { Clock } from "@beacom/time";
import { accountViewsIn } from "#adapters/account-views-postgres";
import { foundAccountsIn } from "#adapters/many-customers/found-accounts-postgres";
import { commandsDoneIn } from "#adapters/commands-done-stored";
import { dueExpiriesIn } from "#adapters/due-expiries-postgres";
import { kinds } from "#adapters/kinds";
import { ledgerHistoryIn } from "#adapters/ledger-history-stored";
import { membersIn } from "#adapters/members-postgres";
import { plansIn } from "#adapters/plans-postgres";
import { project } from "#adapters/projections/project";
import { projectionsRebuildIn } from "#adapters/projections/rebuild";
import { sessionArchiveIn } from "#adapters/session-archive-postgres";
import { setAsideIn } from "#adapters/set-aside-postgres";
import { snapshotsIn } from "#adapters/snapshots-stored";
import { streamsIn } from "#adapters/streams-event-sourced";
import { windowsIn } from "#adapters/windows-postgres";
import { changeAccount } from "#application/accounts";
import { buyBundleWith } from "#application/buy-bundle";
import { chargeUsageWith } from "#application/charge-usage";
import { creditPaymentWith } from "#application/credit-payment";
import { dataReservationsWith } from "#application/data-reservations";
import { expireBundlesWith } from "#application/expire-bundles";
import { creditGoodwillWith } from "#application/many-customers/credit-goodwill";
import { openAccountWith } from "#application/open-account";
import { outOfBundleWith } from "#application/out-of-bundle";
import { publishPlanWith, withdrawPlanWith } from "#application/publish-plan";
import { restrictServiceWith } from "#application/restrict-service";
import type { CustomerByPhone } from "#application/resellers/top-up-customer";
import { reviewWindowsWith } from "#application/review-windows";
import { rulesKnown } from "#application/rules/rules";
import { setRulesWith } from "#application/rules/set-rules";
import { sharingWith } from "#application/sharing";
import { transfersWith } from "#application/transfers";
import { verifyLedgerWith } from "#application/verify-ledger";
import { walletHoldsWith } from "#application/wallet-holds";
import type { BillingConfig } from "#config";
import { firstRules } from "#domain/rules/house-rules";
import { postpaidBilling } from "#postpaid-billing";
import { salesChannels } from "#sales-channels";

export const billingDatabase: ServiceDatabase = {
  schema: "billing",
  migrations: [outboxMigrations, eventStoreMigrations, new URL("../migrations/", import.meta.url)],
};

export const openStore = (sql: Sql, log: Logger): EventStore => openEventStore({ sql, log, project });

/** Two pages of a worker, and those still being committed. */
const historiesWorkedOn = 3_000;

/** Every use case on one database, without the doors through which they are called. */
export function billingUseCases(options: {
  config: BillingConfig;
  sql: Sql;
  clock: Clock;
  log: Logger;
  metrics?: Metrics;
  customerByPhone?: CustomerByPhone;
}) {
  const { config, sql, clock, log, ...outside } = options;
  const { currency, zone } = config;
  const store = openStore(sql, log);
  const remembering = (keep: number) =>
    streamsIn({ store, kinds, log, traceparent: () => currentTraceparent() ?? "", staff: currentStaff, keep });
  const streams = remembering(config.accountsInMemory);
  // Work on every customer there is would push out of memory those who are just using something.
  const workStreams = remembering(historiesWorkedOn);
  const plans = plansIn(sql);
  const projections = projectionsRebuildIn({ store, sql, url: config.databaseUrl });
  const views = accountViewsIn(sql);
  const sharing = sharingWith({ streams, toTell: membersIn(sql), clock });
  const beginning = firstRules(config.vatBasisPoints);
  const rules = rulesKnown({ streams, beginning, clock, zone });
  const { vatToday } = rules;
  const { writeOff, ...postpaid } = postpaidBilling({ config, rules, sql, streams, workStreams, plans, clock, log });
  return {
    plans,
    views,
    setAside: setAsideIn(sql),
    openAccount: openAccountWith({ streams, clock, currency }),
    creditPayment: creditPaymentWith({ streams, plans, clock, currency, vatToday }),
    buyBundle: buyBundleWith({ streams, plans, views, clock, vatToday }),
    chargeUsage: chargeUsageWith({
      streams,
      archive: sessionArchiveIn(sql),
      clock,
      currency,
      vatToday,
      sharedChanged(ownerId) {
        void sharing.tellMembers(ownerId).catch((error: unknown) => {
          log.warn({ err: error, ownerId }, "members will be told of their shared bundles by the next look");
        });
      },
    }),
    expireBundles: expireBundlesWith({
      change: (change) => changeAccount(streams, change),
      due: dueExpiriesIn(sql),
      clock,
      failed(customerId, error) {
        // Without the database all of them would fail, and rest for no fault of theirs.
        if (isConnectionLoss(error)) throw error;
        log.error({ err: error, customerId }, "an account's bundles cannot be ended now");
      },
    }),
    reviewWindows: reviewWindowsWith({
      change: (change) => changeAccount(streams, change),
      windows: windowsIn(sql),
      clock,
      failed(customerId, error) {
        if (isConnectionLoss(error)) throw error;
        log.error({ err: error, customerId }, "an account's windows cannot be reviewed now");
      },
    }),
    sharing,
    holds: walletHoldsWith({ streams, clock }),
    reservations: dataReservationsWith({ streams, clock }),
    transfers: transfersWith({ streams, clock }),
    outOfBundle: outOfBundleWith({ streams, plans, clock }),
    restrictService: restrictServiceWith({ streams, clock }),
    manyCustomers: {
      find: foundAccountsIn(sql),
      creditGoodwill: creditGoodwillWith({
        streams,
        done: commandsDoneIn(sql),
        policyNow: () => rules.now().approvals,
        clock,
      }),
    },
    ...postpaid,
    ...salesChannels({ config, rules, sql, streams, plans, clock, log, writeOff, ...outside }),
    rules: { known: rules, ...setRulesWith({ streams, known: rules, beginning, clock, zone }) },
    publishPlan: publishPlanWith({ streams, clock, currency, zone }),
    withdrawPlan: withdrawPlanWith({ streams, clock }),
    projections,
    verifyLedger: verifyLedgerWith({
      history: ledgerHistoryIn(store),
      projections,
      snapshots: snapshotsIn(sql, store),
    }),
    async close() {
      await Promise.all([streams.close(), workStreams.close()]);
      await store.close();
    },
  };
}
export type BillingUseCases = ReturnType<typeof billingUseCases>;
