import { arrayLiteral, type Tx } from "@beacom/postgres";
import type { AccountFact } from "#adapters/projections/fact";
import type { Currency } from "@beacom/money";
import { bundleName, type StatementKind } from "#application/views";
import { type AccountEvent, entriesOf } from "#domain/account-event";

/** What moved a wallet, as its owner reads it. */
export async function projectStatement(tx: Tx, facts: readonly AccountFact[]): Promise<void> {
  const rows = facts.flatMap((fact) => statementRow(fact) ?? []);
  if (rows.length === 0) return;
  await tx`
    insert into statement_rows (customer_id, position, at, kind, description, amount_cents, currency,
      available_after_cents, reference)
    select * from unnest(
      ${arrayLiteral(rows.map(({ customer_id }) => customer_id))}::text[],
      ${arrayLiteral(rows.map(({ position }) => position))}::bigint[],
      ${arrayLiteral(rows.map(({ at }) => at))}::timestamptz[],
      ${arrayLiteral(rows.map(({ kind }) => kind))}::text[],
      ${arrayLiteral(rows.map(({ description }) => description))}::text[],
      ${arrayLiteral(rows.map(({ amount_cents }) => amount_cents))}::bigint[],
      ${arrayLiteral(rows.map(({ currency }) => currency))}::text[],
      ${arrayLiteral(rows.map(({ available_after_cents }) => available_after_cents))}::bigint[],
      ${arrayLiteral(rows.map(({ reference }) => reference))}::text[])`;
}

function statementRow({ id: customerId, position, event }: AccountFact) {
  const moved = movementOf(event);
  return moved && { customer_id: customerId, position, at: event.at, ...moved };
}

function movementOf(event: AccountEvent) {
  const currency = entriesOf(event)[0]?.currency;
  switch (event.type) {
    case "WalletToppedUp":
      return row("top-up", "Top-up", event.amountCents, currency, event.availableAfterCents, event.paymentId);
    case "WalletCredited":
      return row(event.source, "", event.amountCents, currency, event.availableAfterCents, event.reference);
    case "WalletDebited":
      return row(event.purpose, "", -event.amountCents, currency, event.availableAfterCents, event.reference);
    case "HoldCommitted":
      return row("purchase", "", -event.amountCents, currency, event.availableAfterCents, event.reference);
    case "BundleActivated": {
      const { plan, order, priceCents } = event;
      // What was given, or is on an invoice, did not move the wallet; of a plan with several balances each shows its part.
      if (priceCents === 0n && event.source !== "wallet" && event.source !== "payment") return undefined;
      const name = bundleName(plan, order);
      const price = currency ?? plan.prices[0]?.currency;
      return row("bundle", name, -priceCents, price, event.availableAfterCents, event.bundleId);
    }
    case "UsageCharged": {
      const { outOfBundle, sessionId, entries } = event;
      const paidHere = entries.some(({ account }) => account === "customer-wallet");
      if (!outOfBundle || !paidHere) return undefined;
      return row("out-of-bundle", "", -outOfBundle.cents, currency, outOfBundle.availableAfterCents, sessionId);
    }
    default:
      return undefined;
  }
}

const row = (
  kind: StatementKind,
  description: string,
  amount_cents: bigint,
  currency: Currency | undefined,
  available_after_cents: bigint,
  reference: string,
) => ({ kind, description, amount_cents, currency, available_after_cents, reference });
