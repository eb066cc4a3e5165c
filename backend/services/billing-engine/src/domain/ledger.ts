import { type Currency, money, netOfVat } from "@beacom/money";

/**
 * The chart. Debits are positive and credits negative, so a transaction's entries add up to zero.
 * - provider-clearing (asset): what payment providers owe us until they settle.
 * - customer-wallet (liability): what we owe a customer; one per customer.
 * - deferred-revenue (liability): bundles sold and not used yet, without VAT.
 * - vat-output (liability): VAT is due when the bundle is sold, not when it is used.
 * - earned-revenue (income): deferred revenue moves here as octets are used, and the rest when the bundle expires.
 */
export type LedgerAccount =
  | "provider-clearing"
  | "customer-wallet"
  | "deferred-revenue"
  | "vat-output"
  | "earned-revenue";

export type Entry = { readonly account: LedgerAccount; readonly amountCents: bigint; readonly currency: Currency };

export const topUpEntries = (amountCents: bigint, currency: Currency): Entry[] =>
  withoutZeros([
    { account: "provider-clearing", amountCents, currency },
    { account: "customer-wallet", amountCents: -amountCents, currency },
  ]);

export type Sale = { readonly netCents: bigint; readonly vatCents: bigint; readonly entries: readonly Entry[] };

export function sale(grossCents: bigint, currency: Currency, vatBasisPoints: bigint): Sale {
  const { net, vat } = netOfVat(money(grossCents, currency), vatBasisPoints);
  const entries = withoutZeros([
    { account: "customer-wallet", amountCents: grossCents, currency },
    { account: "deferred-revenue", amountCents: -net.minorUnits, currency },
    { account: "vat-output", amountCents: -vat.minorUnits, currency },
  ]);
  return { netCents: net.minorUnits, vatCents: vat.minorUnits, entries };
}

export const recognitionEntries = (amountCents: bigint, currency: Currency): Entry[] =>
  withoutZeros([
    { account: "deferred-revenue", amountCents, currency },
    { account: "earned-revenue", amountCents: -amountCents, currency },
  ]);

/** Currencies whose entries do not add up to zero; none is right. */
export function imbalances(entries: readonly Entry[]): { currency: Currency; cents: bigint }[] {
  const sums = new Map<Currency, bigint>();
  for (const { currency, amountCents } of entries) sums.set(currency, (sums.get(currency) ?? 0n) + amountCents);
  return [...sums].filter(([, cents]) => cents !== 0n).map(([currency, cents]) => ({ currency, cents }));
}

const withoutZeros = (entries: Entry[]) => entries.filter((entry) => entry.amountCents !== 0n);
