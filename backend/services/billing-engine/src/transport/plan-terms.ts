import { isCurrency } from "@beacom/money";
import {
  AfterExhaustion,
  type Allowance as AllowanceMessage,
  type PublishPlanRequest,
  type Rate as RateMessage,
  type Tariff as TariffMessage,
} from "@beacom/proto/billing/v1/billing";
import type { Money } from "@beacom/proto/common/v1/common";
import { ok, type Result, refuse } from "@beacom/result";
import {
  type Allowance,
  leastRollovers,
  type PlanKind,
  type PlanTerms,
  type AfterExhaustion as Policy,
  type Price,
  type Rate,
  type Tariff,
  type Tax,
} from "#domain/plan";
import { type Validity, type ValidityUnit, validityOfSeconds, validityUnits } from "#domain/validity";

export type NotTerms = {
  readonly kind:
    | "currency-not-offered"
    | "after-exhaustion-missing"
    | "kind-not-known"
    | "tax-not-known"
    | "validity-not-positive"
    | "validity-too-long";
};

/** A request's terms in the domain's words; whether they make a plan is the domain's question. */
export function planTermsOf(request: PublishPlanRequest): Result<PlanTerms, NotTerms> {
  const prices = pricesOf(request.price ? [request.price, ...request.otherPrices] : []);
  if (!prices) return refuse({ kind: "currency-not-offered" });
  const afterExhaustion = policyOf(request);
  if (!afterExhaustion) return refuse({ kind: "after-exhaustion-missing" });
  const kind = oneOf(["prepaid", "postpaid", "pay-as-you-go"] as const, request.kind || "prepaid");
  if (!kind) return refuse({ kind: "kind-not-known" });
  const tax = oneOf(["standard", "zero-rated", "exempt"] as const, request.tax || "standard");
  if (!tax) return refuse({ kind: "tax-not-known" });
  const validity = validityOf(request);
  if (!validity.ok) return validity;
  const tariff = request.tariff ? tariffOf(request.tariff) : null;
  if (tariff === undefined) return refuse({ kind: "currency-not-offered" });
  const terms: PlanTerms = {
    name: request.name,
    kind: kind satisfies PlanKind,
    prices,
    tax: tax satisfies Tax,
    validity: validity.value,
    allowances: allowancesOf(request, kind),
    rate: rateOf(request.rate),
    fairUse: request.fairUse.map(({ afterOctets, rate }) => ({ afterOctets, rate: rateOf(rate) })),
    tariff,
    afterExhaustion,
    rollovers: 0,
    promotional: request.promotional,
    addOn: request.addOn,
    mostPerCustomer: request.mostPerCustomer === 0 ? null : request.mostPerCustomer,
    members: request.members,
  };
  return ok({ ...terms, rollovers: request.rollovers ?? leastRollovers(terms) });
}

function allowancesOf(request: PublishPlanRequest, kind: PlanKind): Allowance[] {
  if (request.allowances.length > 0) return request.allowances.map(allowanceOf);
  return kind === "pay-as-you-go" ? [] : [{ name: request.name, octets: request.octets, window: null }];
}

const allowanceOf = ({ name, octets, window }: AllowanceMessage): Allowance => ({
  name,
  octets: octets === 0n ? null : octets,
  window: window ? { weekdays: [...window.weekdays], fromMinute: window.fromMinute, toMinute: window.toMinute } : null,
});

function validityOf({ validity, validitySeconds }: PublishPlanRequest): Result<Validity, NotTerms> {
  if (!validity) {
    // Checked before it becomes a number, which could not hold it.
    if (validitySeconds > 400n * 366n * 86_400n) return refuse({ kind: "validity-too-long" });
    return ok(validityOfSeconds(validitySeconds));
  }
  const unit = oneOf(validityUnits, validity.unit);
  return unit
    ? ok({ count: validity.count, unit: unit satisfies ValidityUnit })
    : refuse({ kind: "validity-not-positive" });
}

function tariffOf({ unitOctets, unitPrices }: TariffMessage): Tariff | undefined {
  const prices = pricesOf(unitPrices);
  return prices && { unitOctets, unitPrices: prices };
}

function pricesOf(prices: readonly Money[]): Price[] | undefined {
  const known = prices.flatMap(({ currency, minorUnits }) =>
    isCurrency(currency) ? [{ currency, priceCents: minorUnits }] : [],
  );
  return known.length === prices.length && known.length > 0 ? known : undefined;
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

const oneOf = <T extends string>(words: readonly T[], word: string): T | undefined =>
  words.find((known) => known === word);

/** A rate that is not there is zero, which no plan may have. */
const rateOf = (rate: RateMessage | undefined): Rate => ({
  downBitsPerSecond: rate?.downBitsPerSecond ?? 0n,
  upBitsPerSecond: rate?.upBitsPerSecond ?? 0n,
});
