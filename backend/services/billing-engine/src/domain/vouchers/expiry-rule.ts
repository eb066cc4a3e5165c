import { ok, type Result, refuse } from "@beacom/result";

/**
 * How long a sold voucher can be redeemed. Consumer Protection Act, section 63: until it is fully redeemed, or for three years; longer is
 * allowed, shorter is not.
 */
export type ExpiryRule =
  | { readonly kind: "never" }
  | {
      readonly kind: "years-after-sale";
      readonly years: number;
      /** More days for vouchers that a reseller buys to sell on: the person's three years begin when that person buys. */
      readonly resaleDays: number;
    };
export type ExpiryRefusal = { readonly kind: "expiry-too-early" | "expiry-too-late" };

export const usualExpiry: ExpiryRule = { kind: "years-after-sale", years: 3, resaleDays: 365 };

const leastYears = 3;
const mostYears = 30;

export function checkExpiry(rule: ExpiryRule): Result<ExpiryRule, ExpiryRefusal> {
  if (rule.kind === "never") return ok(rule);
  const { years, resaleDays } = rule;
  if (!Number.isInteger(years) || years < leastYears || !Number.isInteger(resaleDays) || resaleDays < 0)
    return refuse({ kind: "expiry-too-early" });
  return years > mostYears || resaleDays > mostYears * 366 ? refuse({ kind: "expiry-too-late" }) : ok(rule);
}

/** The first instant at which it is no longer accepted; null if there is none. */
export function expiryOf(rule: ExpiryRule, soldAt: Date, isForResale: boolean): Date | null {
  if (rule.kind === "never") return null;
  const date = new Date(soldAt);
  // What was sold on 29 February ends on 1 March: the day before would be less than the law's three years.
  date.setUTCFullYear(date.getUTCFullYear() + rule.years);
  if (isForResale) date.setUTCDate(date.getUTCDate() + rule.resaleDays);
  return date;
}
