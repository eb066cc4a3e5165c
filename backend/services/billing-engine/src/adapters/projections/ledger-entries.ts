import { arrayLiteral, type Tx } from "@beacom/postgres";
import type { Happened } from "#application/streams";
import { entriesOf } from "#domain/account-event";

/** Every event of every kind that moves money, under the party whose history it belongs to. */
export async function projectLedgerEntries(
  tx: Tx,
  facts: readonly { readonly id: string; readonly position: bigint; readonly event: Happened }[],
): Promise<void> {
  const rows = facts.flatMap(({ id, position, event }) =>
    entriesOf(event).map((entry, line) => ({ ...entry, line, position, party: id, event })),
  );
  if (rows.length === 0) return;
  await tx`
    insert into ledger_entries (position, line, party, account, amount_cents, currency, at, effective_at)
    select * from unnest(
      ${arrayLiteral(rows.map(({ position }) => position))}::bigint[],
      ${arrayLiteral(rows.map(({ line }) => line))}::integer[],
      ${arrayLiteral(rows.map(({ party }) => party))}::text[],
      ${arrayLiteral(rows.map(({ account }) => account))}::text[],
      ${arrayLiteral(rows.map(({ amountCents }) => amountCents))}::bigint[],
      ${arrayLiteral(rows.map(({ currency }) => currency))}::text[],
      ${arrayLiteral(rows.map(({ event }) => event.at))}::timestamptz[],
      ${arrayLiteral(rows.map(({ event }) => effectiveAt(event)))}::timestamptz[])`;
}

/** When it was true in the world; when it was recorded, unless the event says otherwise. */
export const effectiveAt = (event: Happened): Date =>
  "effectiveAt" in event && event.effectiveAt instanceof Date ? event.effectiveAt : event.at;
