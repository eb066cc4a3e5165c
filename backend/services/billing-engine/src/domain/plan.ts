import type { Currency } from "@beacom/money";
import { ok, type Result, refuse } from "@beacom/result";
import { mostOfAnything } from "#domain/quantity";

export type Rate = { readonly downBitsPerSecond: bigint; readonly upBitsPerSecond: bigint };

/** What a person gets when a bundle has nothing left: slower, only the portal, or no access. */
export type AfterExhaustion =
  | { readonly policy: "throttle"; readonly rate: Rate }
  | { readonly policy: "walled-garden" }
  | { readonly policy: "disconnect" };

export type PlanTerms = {
  readonly name: string;
  /** What the person pays, VAT included. */
  readonly priceCents: bigint;
  readonly currency: Currency;
  readonly octets: bigint;
  readonly validitySeconds: bigint;
  readonly rate: Rate;
  readonly afterExhaustion: AfterExhaustion;
};

/** One published version. A bundle keeps the version that it was sold as, whatever is published later. */
export type Plan = PlanTerms & { readonly planId: string; readonly version: number };

export type TermsRefusal = {
  readonly kind:
    | "name-missing"
    | "name-too-long"
    | "price-negative"
    | "price-too-high"
    | "octets-not-positive"
    | "octets-too-many"
    | "validity-not-positive"
    | "validity-too-long"
    | "rate-not-positive"
    | "rate-too-high"
    | "throttled-rate-missing"
    | "currency-not-offered";
};

const maxNameLength = 80;
/** Ten years. Beyond it an expiry is more likely a slip of the keyboard than an offer. */
const maxValiditySeconds = 10n * 366n * 86_400n;

export function checkTerms(terms: PlanTerms, currency: Currency): Result<PlanTerms, TermsRefusal> {
  const name = terms.name.trim();
  if (name === "") return refuse({ kind: "name-missing" });
  if (name.length > maxNameLength) return refuse({ kind: "name-too-long" });
  if (terms.currency !== currency) return refuse({ kind: "currency-not-offered" });
  if (terms.priceCents < 0n) return refuse({ kind: "price-negative" });
  if (terms.priceCents > mostOfAnything) return refuse({ kind: "price-too-high" });
  if (terms.octets <= 0n) return refuse({ kind: "octets-not-positive" });
  if (terms.octets > mostOfAnything) return refuse({ kind: "octets-too-many" });
  if (terms.validitySeconds <= 0n) return refuse({ kind: "validity-not-positive" });
  if (terms.validitySeconds > maxValiditySeconds) return refuse({ kind: "validity-too-long" });
  if (!isPositive(terms.rate)) return refuse({ kind: "rate-not-positive" });
  if (terms.afterExhaustion.policy === "throttle" && !isPositive(terms.afterExhaustion.rate))
    return refuse({ kind: "throttled-rate-missing" });
  const throttled = terms.afterExhaustion.policy === "throttle" ? [terms.afterExhaustion.rate] : [];
  if ([terms.rate, ...throttled].some(isTooHigh)) return refuse({ kind: "rate-too-high" });
  return ok({ ...terms, name });
}

const isPositive = (rate: Rate) => rate.downBitsPerSecond > 0n && rate.upBitsPerSecond > 0n;
const isTooHigh = (rate: Rate) => rate.downBitsPerSecond > mostOfAnything || rate.upBitsPerSecond > mostOfAnything;
