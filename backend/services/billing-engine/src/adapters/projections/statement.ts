import type { Tx } from "@beacom/postgres";
import type { AccountFact } from "#adapters/projections/fact";
import { asJson } from "#adapters/projections/rows";

/** What moved a wallet, as its owner reads it. */
export async function projectStatement(tx: Tx, facts: readonly AccountFact[]): Promise<void> {
  const rows = facts.flatMap((fact) => statementRow(fact) ?? []);
  if (rows.length === 0) return;
  await tx`
    insert into statement_rows (customer_id, position, at, kind, description, amount_cents, currency,
      available_after_cents, reference)
    select * from json_to_recordset(${asJson(rows)}::text::json) as row (customer_id text, position bigint,
      at timestamptz, kind text, description text, amount_cents bigint, currency text, available_after_cents bigint,
      reference text)`;
}

function statementRow({ customerId, position, event }: AccountFact) {
  if (event.type === "WalletToppedUp") {
    const { at, paymentId, amountCents, availableAfterCents, entries } = event;
    const moved = { amount_cents: amountCents, available_after_cents: availableAfterCents };
    const words = { kind: "top-up", description: "Top-up", reference: paymentId };
    return { customer_id: customerId, position, at, ...words, ...moved, currency: entries[0]?.currency };
  }
  if (event.type === "BundleActivated") {
    const { at, bundleId, plan, availableAfterCents } = event;
    const moved = { amount_cents: -plan.priceCents, available_after_cents: availableAfterCents };
    const words = { kind: "bundle", description: plan.name, reference: bundleId };
    return { customer_id: customerId, position, at, ...words, ...moved, currency: plan.currency };
  }
  return undefined;
}
