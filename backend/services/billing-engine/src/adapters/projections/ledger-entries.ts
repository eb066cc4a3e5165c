import type { Tx } from "@beacom/postgres";
import type { AccountFact } from "#adapters/projections/fact";
import { asJson } from "#adapters/projections/rows";
import { entriesOf } from "#domain/account-event";

export async function projectLedgerEntries(tx: Tx, facts: readonly AccountFact[]): Promise<void> {
  const rows = facts.flatMap(({ customerId, position, event }) =>
    entriesOf(event).map(({ account, amountCents, currency }, line) => ({
      position,
      line,
      customer_id: customerId,
      account,
      amount_cents: amountCents,
      currency,
      at: event.at,
    })),
  );
  if (rows.length === 0) return;
  await tx`
    insert into ledger_entries (position, line, customer_id, account, amount_cents, currency, at)
    select * from json_to_recordset(${asJson(rows)}::text::json) as entry (position bigint, line integer,
      customer_id text, account text, amount_cents bigint, currency text, at timestamptz)`;
}
