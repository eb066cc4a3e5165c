import type { Sql } from "@beacom/postgres";
import { cursorOf, cursorParts, pageOf } from "#adapters/page-cursor";
import type { LedgerStatementQuery, LedgerStatements } from "#application/books/account-statement";
import type { LedgerAccount } from "#domain/ledger";

type Row = {
  position: bigint;
  line: number;
  event: string;
  at: Date;
  effective_at: Date;
  account: LedgerAccount;
  party: string;
  amount_cents: bigint;
};
type Place = { readonly time: Date; readonly position: bigint; readonly line: number; readonly balanceCents: bigint };

/** The balance travels in the cursor, so that no page adds up all that came before it once more. */
export const ledgerStatementsIn =
  (sql: Sql): LedgerStatements =>
  async (query) => {
    const time = query.basis === "effective" ? sql`effective_at` : sql`at`;
    const after = query.cursor === "" ? null : placeIn(query.cursor);
    if (after === undefined) return undefined;
    const openingCents = after ? after.balanceCents : await balanceBefore(sql, query);
    const rows = await sql<Row[]>`
      select position, line, coalesce(events.type, '') as event, entry.at, effective_at, account, party, amount_cents
      from (
        select * from ledger_entries where ${which(sql, query)} and ${time} < ${query.before}
          ${query.from ? sql`and ${time} >= ${query.from}` : sql``}
          ${after ? sql`and (${time}, position, line) > (${after.time}, ${after.position}, ${after.line})` : sql``}
        order by ${time}, position, line limit ${query.limit + 1}
      ) as entry left join events using (position)
      order by ${query.basis === "effective" ? sql`effective_at` : sql`entry.at`}, position, line`;
    let balanceCents = openingCents;
    const shown = rows.map(({ effective_at: effectiveAt, amount_cents: amountCents, ...row }) => {
      balanceCents += amountCents;
      return { ...row, effectiveAt, amountCents, balanceCents };
    });
    const page = pageOf(shown, query.limit, (last) => {
      const lastTime = query.basis === "effective" ? last.effectiveAt : last.at;
      return cursorOf(lastTime.getTime(), last.position, last.line, last.balanceCents);
    });
    return { ...page, openingCents };
  };

async function balanceBefore(sql: Sql, query: LedgerStatementQuery): Promise<bigint> {
  if (!query.from) return 0n;
  const time = query.basis === "effective" ? sql`effective_at` : sql`at`;
  const [row] = await sql<{ cents: bigint }[]>`
    select coalesce(sum(amount_cents), 0)::bigint as cents from ledger_entries
    where ${which(sql, query)} and ${time} < ${query.from}`;
  return row!.cents;
}

const which = (sql: Sql, { account, party, currency }: LedgerStatementQuery) => sql`
  currency = ${currency}
  ${account === undefined ? sql`` : sql`and account = ${account}`}
  ${party === undefined ? sql`` : sql`and party = ${party}`}`;

function placeIn(cursor: string): Place | undefined {
  const parts = cursorParts(cursor, 4);
  if (!parts?.every((part) => /^-?\d{1,18}$/.test(part))) return undefined;
  const [time = "", position = "", line = "", balanceCents = ""] = parts;
  return {
    time: new Date(Number(time)),
    position: BigInt(position),
    line: Number(line),
    balanceCents: BigInt(balanceCents),
  };
}
