import type { EventStore } from "@beacom/event-store";
import type { Sql } from "@beacom/postgres";
import { accountKind } from "#adapters/account-kind";
import { streamName } from "#adapters/stored-kind";
import { accountOf } from "#application/accounts";
import type { AccountHistory } from "#application/books/explain-account";

export const accountHistoryIn = (sql: Sql, store: EventStore): AccountHistory => ({
  async customerOf(id) {
    const [row] = await sql<{ customer_id: string }[]>`
      select customer_id from accounts where customer_id = ${id} or account_id = ${id}
      union all select customer_id from bundles where bundle_id = ${id}
      union all select customer_id from session_usage where session_id = ${id}
      limit 1`;
    return row?.customer_id;
  },
  async events(customerId) {
    const stored = await store.read(streamName(accountOf(customerId)), 0);
    return stored.map((event) => ({ position: event.position, event: accountKind.read(event) }));
  },
});
