import type { Currency } from "@beacom/money";
import { type AccountClass, chart, type LedgerAccount } from "#domain/ledger";

/** Of which time a date speaks: when it was true in the world, or when it was recorded. */
export type Basis = "effective" | "recorded";
export type TrialBalanceQuery = {
  /** Everything before this instant. */
  readonly before: Date;
  readonly basis: Basis;
  /** A customer, a reseller, a batch of vouchers; undefined: everybody. */
  readonly party?: string | undefined;
};
/** What was debited and credited to an account of the chart. Both are positive; the balance is debits less credits. */
export type AccountSums = {
  readonly account: LedgerAccount;
  readonly currency: Currency;
  readonly debitCents: bigint;
  readonly creditCents: bigint;
};
export type TrialBalanceRow = AccountSums & {
  readonly name: string;
  readonly class: AccountClass;
  readonly balanceCents: bigint;
};
export type CurrencyTotal = {
  readonly currency: Currency;
  readonly debitCents: bigint;
  readonly creditCents: bigint;
};
export type TrialBalance = {
  readonly rows: readonly TrialBalanceRow[];
  readonly totals: readonly CurrencyTotal[];
  /** Whether debits and credits are equal in every currency. */
  readonly isBalanced: boolean;
};
export type Books = {
  sums(query: TrialBalanceQuery): Promise<readonly AccountSums[]>;
};
export type TrialBalanceUseCase = (query: TrialBalanceQuery) => Promise<TrialBalance>;

export const trialBalanceWith =
  ({ books }: { books: Books }): TrialBalanceUseCase =>
  async (query) =>
    trialBalanceOf(await books.sums(query));

/** In the order of the chart, each currency by itself. */
export function trialBalanceOf(sums: readonly AccountSums[]): TrialBalance {
  const order = Object.keys(chart);
  const rows = sums
    .map((sum) => ({
      ...sum,
      name: chart[sum.account].name,
      class: chart[sum.account].class,
      balanceCents: sum.debitCents - sum.creditCents,
    }))
    .sort((a, b) => {
      if (a.currency !== b.currency) return a.currency < b.currency ? -1 : 1;
      return order.indexOf(a.account) - order.indexOf(b.account);
    });
  const totals = new Map<Currency, CurrencyTotal>();
  for (const { currency, debitCents, creditCents } of rows) {
    const { debitCents: debits, creditCents: credits } = totals.get(currency) ?? { debitCents: 0n, creditCents: 0n };
    totals.set(currency, { currency, debitCents: debits + debitCents, creditCents: credits + creditCents });
  }
  const all = [...totals.values()];
  return { rows, totals: all, isBalanced: all.every(({ debitCents, creditCents }) => debitCents === creditCents) };
}
