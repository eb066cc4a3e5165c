import type { Sql } from "@beacom/postgres";
import { cursorOf, cursorParts, pageOf } from "#adapters/page-cursor";
import type { AccountViews, StatementView } from "#application/views";

type StatementRow = {
  position: bigint;
  at: Date;
  kind: StatementView["kind"];
  description: string;
  amount_cents: bigint;
  currency: string;
  available_after_cents: bigint;
  reference: string;
};

export const statementPageIn =
  (sql: Sql): AccountViews["statement"] =>
  async ({ customerId, cursor, limit }) => {
    const before = cursor === "" ? undefined : positionIn(cursor);
    if (before === null) return undefined;
    const rows = await sql<StatementRow[]>`
      select * from statement_rows where customer_id = ${customerId}
        ${before === undefined ? sql`` : sql`and position < ${before}`}
      order by position desc limit ${limit + 1}`;
    const page = pageOf(rows, limit, (last) => cursorOf(last.position));
    return { ...page, rows: page.rows.map(statementOf) };
  };

function positionIn(cursor: string): bigint | null {
  const [position] = cursorParts(cursor, 1) ?? [];
  return position !== undefined && /^\d{1,18}$/.test(position) ? BigInt(position) : null;
}

const statementOf = (row: StatementRow): StatementView => ({
  entryId: `ent_${row.position}`,
  at: row.at,
  kind: row.kind,
  description: row.description,
  amountCents: row.amount_cents,
  currency: row.currency,
  availableAfterCents: row.available_after_cents,
  reference: row.reference,
});
