import type { Sql } from "@beacom/postgres";
import type { DueExpiries } from "#application/expire-bundles";

export const dueExpiriesIn = (sql: Sql): DueExpiries => ({
  async customersDue({ at, limit, except }) {
    const rows = await sql<{ customer_id: string }[]>`
      select customer_id from (
        select customer_id, expires_at as due from bundles where state = 'active' and expires_at <= ${at}
        union all
        select customer_id, ends_at from account_timers where ends_at <= ${at}
      ) as due
      where customer_id <> all(${[...except]}::text[])
      group by customer_id order by min(due) limit ${limit}`;
    return rows.map((row) => row.customer_id);
  },
});
