import { isCurrency } from "@beacom/money";
import { AfterExhaustion, type PublishPlanRequest, type Rate as RateMessage } from "@beacom/proto/billing/v1/billing";
import { ok, type Result, refuse } from "@beacom/result";
import type { PlanTerms, AfterExhaustion as Policy, Rate } from "#domain/plan";

export type NotTerms = { readonly kind: "currency-not-offered" | "after-exhaustion-missing" };

/** A request's terms in the domain's words; whether they make a plan is the domain's question. */
export function planTermsOf(request: PublishPlanRequest): Result<PlanTerms, NotTerms> {
  const { name, price, octets, validitySeconds } = request;
  if (!price || !isCurrency(price.currency)) return refuse({ kind: "currency-not-offered" });
  const afterExhaustion = policyOf(request);
  if (!afterExhaustion) return refuse({ kind: "after-exhaustion-missing" });
  const rate = rateOf(request.rate);
  const { minorUnits: priceCents, currency } = price;
  return ok({ name, priceCents, currency, octets, validitySeconds, rate, afterExhaustion });
}

function policyOf({ afterExhaustion, throttledRate }: PublishPlanRequest): Policy | undefined {
  switch (afterExhaustion) {
    case AfterExhaustion.THROTTLE:
      return { policy: "throttle", rate: rateOf(throttledRate) };
    case AfterExhaustion.WALLED_GARDEN:
      return { policy: "walled-garden" };
    case AfterExhaustion.DISCONNECT:
      return { policy: "disconnect" };
    default:
      return undefined;
  }
}

/** A rate that is not there is zero, which no plan may have. */
const rateOf = (rate: RateMessage | undefined): Rate => ({
  downBitsPerSecond: rate?.downBitsPerSecond ?? 0n,
  upBitsPerSecond: rate?.upBitsPerSecond ?? 0n,
});
