/** Minor units (cents) of an ISO 4217 currency. Never a float: a float loses cents. */
export type Money = { readonly minorUnits: bigint; readonly currency: Currency };

/** Decimal places and symbol of each currency that operators may price in. */
export const currencies = {
  ZAR: { decimals: 2, symbol: "R" },
  NGN: { decimals: 2, symbol: "₦" },
  GHS: { decimals: 2, symbol: "GH₵" },
  KES: { decimals: 2, symbol: "KSh" },
  USD: { decimals: 2, symbol: "$" },
  EUR: { decimals: 2, symbol: "€" },
  UGX: { decimals: 0, symbol: "USh" },
} as const;
export type Currency = keyof typeof currencies;

export const isCurrency = (code: string): code is Currency => Object.hasOwn(currencies, code);
export const money = (minorUnits: bigint, currency: Currency): Money => ({ minorUnits, currency });
export const zero = (currency: Currency): Money => money(0n, currency);
export const negate = (amount: Money): Money => money(-amount.minorUnits, amount.currency);
export const add = (a: Money, b: Money): Money => money(a.minorUnits + b.minorUnits, sameCurrency(a, b));
export const subtract = (a: Money, b: Money): Money => money(a.minorUnits - b.minorUnits, sameCurrency(a, b));
export const sum = (amounts: readonly Money[], currency: Currency): Money => amounts.reduce(add, zero(currency));

/** Adding rand to naira is a defect of the program, not something that a caller can answer. */
function sameCurrency(a: Money, b: Money): Currency {
  if (a.currency !== b.currency) throw new Error(`cannot combine ${a.currency} with ${b.currency}`);
  return a.currency;
}
