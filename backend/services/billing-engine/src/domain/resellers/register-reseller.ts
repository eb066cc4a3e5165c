import { isDeepStrictEqual } from "node:util";
import type { Currency } from "@beacom/money";
import { ok, type Result, refuse } from "@beacom/result";
import { mostOfAnything } from "#domain/quantity";
import { checkCommission, type CommissionRefusal, isShare } from "#domain/resellers/commission";
import type { Reseller } from "#domain/resellers/reseller";
import type { ResellerEvent, ResellerTerms, SalesLimits } from "#domain/resellers/reseller-event";

export type ResellerTermsRefusal =
  | CommissionRefusal
  | { readonly kind: "limit-not-positive" | "master-unknown" | "master-is-a-sub-reseller" | "currency-differs" };

export function decideRegisterReseller(
  states: { readonly reseller: Reseller | undefined; readonly master: Reseller | undefined },
  command: {
    readonly terms: ResellerTerms;
    readonly currency: Currency;
    readonly registrationKey: string;
    readonly by: string;
    readonly at: Date;
  },
): Result<readonly ResellerEvent[], ResellerTermsRefusal> {
  if (states.reseller) return ok([]);
  const terms = checkResellerTerms(command.terms, command.currency, states.master);
  return terms.ok ? ok([{ type: "ResellerRegistered", ...command }]) : terms;
}

export function decideChangeTerms(
  states: { readonly reseller: Reseller | undefined; readonly master: Reseller | undefined },
  { terms, by, at }: { readonly terms: ResellerTerms; readonly by: string; readonly at: Date },
): Result<
  readonly ResellerEvent[],
  ResellerTermsRefusal | { readonly kind: "reseller-unknown" | "reseller-changes-its-kind" }
> {
  const { reseller, master } = states;
  if (!reseller) return refuse({ kind: "reseller-unknown" });
  if (isDeepStrictEqual(reseller.terms, terms)) return ok([]);
  // Whose commission was shared with whom is decided by it for all sales so far.
  if (masterOf(reseller.terms) !== masterOf(terms)) return refuse({ kind: "reseller-changes-its-kind" });
  const checked = checkResellerTerms(terms, reseller.currency, master);
  return checked.ok ? ok([{ type: "ResellerTermsChanged", terms, by, at }]) : checked;
}

export const masterOf = (terms: ResellerTerms): string | null => (terms.kind === "sub" ? terms.masterId : null);

function checkResellerTerms(
  terms: ResellerTerms,
  currency: Currency,
  master: Reseller | undefined,
): Result<ResellerTerms, ResellerTermsRefusal> {
  if (!areLimits(terms.limits)) return refuse({ kind: "limit-not-positive" });
  if (terms.kind === "master") {
    const commission = checkCommission(terms.commission);
    return commission.ok ? ok(terms) : commission;
  }
  if (!isShare(terms.shareBasisPoints)) return refuse({ kind: "commission-not-a-share" });
  if (!master) return refuse({ kind: "master-unknown" });
  if (master.terms.kind === "sub") return refuse({ kind: "master-is-a-sub-reseller" });
  return master.currency === currency ? ok(terms) : refuse({ kind: "currency-differs" });
}

const areLimits = ({ perSaleCents, perDayCents, perMonthCents }: SalesLimits): boolean =>
  [perSaleCents, perDayCents, perMonthCents].every(
    (cents) => cents === null || (cents > 0n && cents <= mostOfAnything),
  );
