import type { Sql } from "@beacom/postgres";
import type { DueExpiries } from "#application/expire-bundles";

export const dueExpiriesIn = (sql: Sql): DueExpiries => ({
  async customersDue({ at, limit, except }) {
    const rows = await sql<{ customer_id: string }[]>`
      select customer_id from bundles where state = 'active' and expires_at <= ${at} and customer_id <> all(${[...except]}::text[])
      group by customer_id order by min(expires_at) limit ${limit}`;
    return rows.map((row) => row.customer_id);
  },
});
