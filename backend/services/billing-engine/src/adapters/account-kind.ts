import { newsOf } from "#adapters/account-news";
import { projectAccounts } from "#adapters/projections/accounts";
import { projectBundles } from "#adapters/projections/bundles";
import { projectMembers } from "#adapters/projections/members";
import { projectSessions } from "#adapters/projections/sessions";
import { projectStatement } from "#adapters/projections/statement";
import { projectTimers } from "#adapters/projections/timers";
import { accountOf, storedAccount } from "#adapters/stored-account";
import { accountEvents } from "#adapters/stored-events";
import type { StoredKind } from "#adapters/stored-kind";
import { accounts } from "#application/accounts";
import { type Account, trimmed } from "#domain/account";
import type { AccountEvent } from "#domain/account-event";

export const accountKind: StoredKind<Account, AccountEvent> = {
  kind: accounts,
  ...accountEvents,
  trimmed,
  snapshot: { afterEvents: 100, write: storedAccount, read: accountOf },
  news: ({ events, state, traceparent }) => newsOf({ events, account: state }, traceparent),
  tables: {
    accounts: ["customer_id"],
    bundles: ["bundle_id"],
    account_timers: ["customer_id", "timer"],
    members: ["owner_id", "member_id"],
    session_usage: ["customer_id", "session_id"],
    deductions: ["customer_id", "session_id", "bundle_id"],
    statement_rows: ["customer_id", "position"],
  },
  // One connection works through them in this order, but need not wait for each answer before sending the next.
  project: async (tx, facts) => {
    await Promise.all([
      projectAccounts(tx, facts),
      projectBundles(tx, facts),
      projectTimers(tx, facts),
      projectMembers(tx, facts),
      projectSessions(tx, facts),
      projectStatement(tx, facts),
    ]);
  },
};
