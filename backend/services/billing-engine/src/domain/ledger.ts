import { type Currency, money, netOfVat } from "@beacom/money";

/**
 * The chart of accounts. Debits are positive and credits negative, so a transaction's entries add up to zero.
 *
 * Wallets, receivables, credits and floats are one account for each party (a customer, a reseller): the party is the history that the
 * event belongs to.
 */
export const chart = {
  /** What payment providers owe us until they settle. */
  "provider-clearing": { class: "asset", name: "Provider clearing" },
  bank: { class: "asset", name: "Bank" },
  /** Invoices not paid yet. */
  receivable: { class: "asset", name: "Accounts receivable" },
  /** Used and not invoiced yet. */
  "accrued-revenue": { class: "asset", name: "Accrued revenue" },
  /** What we owe a customer who paid before using. */
  "customer-wallet": { class: "liability", name: "Customer wallets" },
  /** Received for invoices and not allocated to one yet. */
  "customer-credit": { class: "liability", name: "Customer credit" },
  /** Vouchers sold and not redeemed yet. */
  "vouchers-outstanding": { class: "liability", name: "Vouchers outstanding" },
  /** Vended for partners (airtime, electricity) and not settled with them yet. */
  "partner-payable": { class: "liability", name: "Partners payable" },
  /** What resellers paid in and have not sold yet. */
  "reseller-float": { class: "liability", name: "Reseller float" },
  /** Sold and not used yet, without VAT. */
  "deferred-revenue": { class: "liability", name: "Deferred revenue" },
  /** VAT is due when the service is sold or invoiced, not when it is used. */
  "vat-output": { class: "liability", name: "VAT output" },
  /** Between two histories of one command: always zero when it is done. */
  "transfer-clearing": { class: "liability", name: "Transfers in flight" },
  /** Received from nobody knows whom. */
  suspense: { class: "liability", name: "Suspense" },
  /** Deferred revenue moves here as octets are used, and the rest when the bundle ends. */
  "earned-revenue": { class: "income", name: "Earned revenue" },
  /** Vouchers that nobody redeemed in time. */
  breakage: { class: "income", name: "Voucher breakage" },
  "fees-charged": { class: "income", name: "Fees charged" },
  "provider-fees": { class: "expense", name: "Provider fees" },
  commission: { class: "expense", name: "Reseller commission" },
  /** Given to customers by staff, for a fault of ours or as a courtesy. */
  goodwill: { class: "expense", name: "Goodwill" },
  "write-offs": { class: "expense", name: "Bad debts written off" },
  /** What an operator brings from the system before. */
  "opening-balances": { class: "equity", name: "Opening balances" },
} as const satisfies Record<string, { readonly class: AccountClass; readonly name: string }>;

export type AccountClass = "asset" | "liability" | "income" | "expense" | "equity";
export type LedgerAccount = keyof typeof chart;

export type Entry = { readonly account: LedgerAccount; readonly amountCents: bigint; readonly currency: Currency };

/** From one account to another; nothing if there is nothing to move. */
export const movement = (
  { debit, credit }: { readonly debit: LedgerAccount; readonly credit: LedgerAccount },
  amountCents: bigint,
  currency: Currency,
): Entry[] =>
  withoutZeros([
    { account: debit, amountCents, currency },
    { account: credit, amountCents: -amountCents, currency },
  ]);

export const topUpEntries = (amountCents: bigint, currency: Currency): Entry[] =>
  movement({ debit: "provider-clearing", credit: "customer-wallet" }, amountCents, currency);

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
  movement({ debit: "deferred-revenue", credit: "earned-revenue" }, amountCents, currency);

/** Currencies whose entries do not add up to zero; none is right. */
export function imbalances(entries: readonly Entry[]): { currency: Currency; cents: bigint }[] {
  const sums = new Map<Currency, bigint>();
  for (const { currency, amountCents } of entries) sums.set(currency, (sums.get(currency) ?? 0n) + amountCents);
  return [...sums].filter(([, cents]) => cents !== 0n).map(([currency, cents]) => ({ currency, cents }));
}

/** The entries of the opposite transaction. */
export const reversed = (entries: readonly Entry[]): Entry[] =>
  entries.map((entry) => ({ ...entry, amountCents: -entry.amountCents }));

export const withoutZeros = (entries: readonly Entry[]): Entry[] => entries.filter((entry) => entry.amountCents !== 0n);
