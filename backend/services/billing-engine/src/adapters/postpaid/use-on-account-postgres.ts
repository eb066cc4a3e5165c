import type { Sql } from "@beacom/postgres";
import type { UseOnAccount } from "#application/postpaid/change-postpaid";

/** Written with the events, so whatever was charged before is in it. */
export const useOnAccountIn = (sql: Sql): UseOnAccount => ({
  async among(customerIds) {
    if (customerIds.length === 0) return new Set();
    const rows = await sql<{ customer_id: string }[]>`
      select customer_id from accounts where unbilled_cents > 0 and customer_id = any(${[...customerIds]}::text[])`;
    return new Set(rows.map(({ customer_id }) => customer_id));
  },
});
