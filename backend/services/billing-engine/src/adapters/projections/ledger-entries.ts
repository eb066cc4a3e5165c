import type { Tx } from "@beacom/postgres";
import { asJson } from "#adapters/projections/rows";
import type { Happened } from "#application/streams";
import { entriesOf } from "#domain/account-event";

/** Every event of every kind that moves money, under the party whose history it belongs to. */
export async function projectLedgerEntries(
  tx: Tx,
  facts: readonly { readonly id: string; readonly position: bigint; readonly event: Happened }[],
): Promise<void> {
  const rows = facts.flatMap(({ id, position, event }) =>
    entriesOf(event).map(({ account, amountCents, currency }, line) => ({
      position,
      line,
      party: id,
      account,
      amount_cents: amountCents,
      currency,
      at: event.at,
      effective_at: effectiveAt(event),
    })),
  );
  if (rows.length === 0) return;
  await tx`
    insert into ledger_entries (position, line, party, account, amount_cents, currency, at, effective_at)
    select * from json_to_recordset(${asJson(rows)}::text::json) as entry (position bigint, line integer, party text,
      account text, amount_cents bigint, currency text, at timestamptz, effective_at timestamptz)`;
}

/** When it was true in the world; when it was recorded, unless the event says otherwise. */
export const effectiveAt = (event: Happened): Date =>
  "effectiveAt" in event && event.effectiveAt instanceof Date ? event.effectiveAt : event.at;
