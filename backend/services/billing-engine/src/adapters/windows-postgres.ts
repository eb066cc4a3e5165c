import type { Sql } from "@beacom/postgres";
import type { WindowInUse, WindowsInUse } from "#application/review-windows";
import { windowOfText } from "#domain/usage-window";

export const windowsIn = (sql: Sql): WindowsInUse => ({
  async all() {
    const rows = await sql<{ window_open: string; zone: string }[]>`
      select distinct window_open, zone from bundles where state = 'active' and window_open is not null`;
    return rows.flatMap(({ window_open: text, zone }): WindowInUse[] => {
      const window = windowOfText(text);
      return window ? [{ text, window, zone }] : [];
    });
  },
  async customers({ window: { text, zone }, after, limit }) {
    const rows = await sql<{ customer_id: string }[]>`
      select distinct customer_id from bundles
      where state = 'active' and window_open = ${text} and zone = ${zone} and customer_id > ${after}
      order by customer_id limit ${limit}`;
    return rows.map((row) => row.customer_id);
  },
});
