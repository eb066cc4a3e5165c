import { type Currency, currencies } from "@beacom/money";
import { ok, type Result, refuse } from "@beacom/result";
import { mostOfAnything } from "#domain/quantity";
import { isWindow, type UsageWindow } from "#domain/usage-window";
import { longestSeconds, type Validity } from "#domain/validity";

export type Rate = { readonly downBitsPerSecond: bigint; readonly upBitsPerSecond: bigint };

/** What a person gets when a bundle has nothing left: slower, only the portal, or no access. */
export type AfterExhaustion =
  | { readonly policy: "throttle"; readonly rate: Rate }
  | { readonly policy: "walled-garden" }
  | { readonly policy: "disconnect" };

/**
 * One balance of a plan. Each becomes a bundle of its own when the plan is bought, with its own notices and its own remainder.
 * `octets` null: uncapped. `window` null: at any time.
 */
export type Allowance = {
  readonly name: string;
  readonly octets: bigint | null;
  readonly window: UsageWindow | null;
};
export type Price = { readonly currency: Currency; readonly priceCents: bigint };
/** Slower from so many octets on, within one validity. */
export type FairUseStep = { readonly afterOctets: bigint; readonly rate: Rate };
/** What each so many octets cost without a bundle, VAT included. */
export type Tariff = { readonly unitOctets: bigint; readonly unitPrices: readonly Price[] };

export type PlanKind = "prepaid" | "postpaid" | "pay-as-you-go";
export type Tax = "standard" | "zero-rated" | "exempt";

export type PlanTerms = {
  readonly name: string;
  readonly kind: PlanKind;
  /** What the person pays, VAT included, in each currency that it is offered in. */
  readonly prices: readonly Price[];
  readonly tax: Tax;
  readonly validity: Validity;
  /** In the order in which they are used when they expire together. None for pay-as-you-go. */
  readonly allowances: readonly Allowance[];
  readonly rate: Rate;
  readonly fairUse: readonly FairUseStep[];
  /** Pay-as-you-go only: the price of what is used. */
  readonly tariff: Tariff | null;
  readonly afterExhaustion: AfterExhaustion;
  /** How often what is left is carried over on the same terms. The law asks for once; see `leastRollovers`. */
  readonly rollovers: number;
  /** Given away, or sold on terms of a promotion: the law's rollover does not apply, and it cannot be sent to somebody else. */
  readonly promotional: boolean;
  /** Only beside another bundle that is active. */
  readonly addOn: boolean;
  /** How often one customer may have it; null: as often as they like. */
  readonly mostPerCustomer: number | null;
  /** How many others the buyer may share it with; 0: nobody. */
  readonly members: number;
};

/** One published version. A bundle keeps the version that it was sold as, whatever is published later. */
export type Plan = PlanTerms & {
  readonly planId: string;
  readonly version: number;
  /** Whose days, months and hours its validity and windows are counted in. */
  readonly zone: string;
};

/** What the plan costs in a currency; undefined: it is not offered in it. */
export const priceIn = ({ prices }: PlanTerms, currency: Currency): bigint | undefined =>
  prices.find((price) => price.currency === currency)?.priceCents;

export const isUncapped = ({ octets }: Allowance): boolean => octets === null;

/** ICASA End-user and Subscriber Service Charter, regulation 8A: once at least, but not for 7 days or less, uncapped, free or promotional ones. */
export function leastRollovers({ validity, allowances, prices, promotional }: PlanTerms): number {
  const short = longestSeconds(validity) <= 7 * 86_400;
  const free = prices.every(({ priceCents }) => priceCents === 0n);
  return short || free || promotional || allowances.every(isUncapped) ? 0 : 1;
}

export type TermsRefusal = {
  readonly kind:
    | "name-missing"
    | "name-too-long"
    | "price-missing"
    | "price-negative"
    | "price-too-high"
    | "price-repeated"
    | "octets-not-positive"
    | "octets-too-many"
    | "allowance-missing"
    | "allowances-too-many"
    | "allowance-name-missing"
    | "window-not-accepted"
    | "validity-not-positive"
    | "validity-too-long"
    | "rate-not-positive"
    | "rate-too-high"
    | "throttled-rate-missing"
    | "fair-use-not-rising"
    | "fair-use-needs-uncapped"
    | "tariff-missing"
    | "tariff-not-accepted"
    | "rollovers-too-few"
    | "rollovers-too-many"
    | "limit-not-positive"
    | "members-too-many"
    | "currency-not-offered";
};

const maxNameLength = 80;
const mostAllowances = 8;
const mostRollovers = 12;
const mostMembers = 1_000;
/** Ten years. Beyond it an expiry is more likely a slip of the keyboard than an offer. */
const maxValiditySeconds = 10 * 366 * 86_400;

/** Refuses what cannot be sold. The operator's own currency must be among the prices. */
export function checkTerms(given: PlanTerms, currency: Currency): Result<PlanTerms, TermsRefusal> {
  const terms = tidied(given);
  const problem = checks.flatMap((check) => check(terms, currency) ?? [])[0];
  return problem ? refuse({ kind: problem }) : ok(terms);
}

function tidied(terms: PlanTerms): PlanTerms {
  const name = terms.name.trim();
  const allowances = terms.allowances.map((allowance) => ({ ...allowance, name: allowance.name.trim() }));
  // One balance needs no name of its own.
  return {
    ...terms,
    name,
    allowances: allowances.length === 1 ? [{ ...allowances[0]!, name: allowances[0]!.name || name }] : allowances,
  };
}

type Check = (terms: PlanTerms, currency: Currency) => TermsRefusal["kind"] | undefined;

const checks: readonly Check[] = [
  ({ name }) => (name === "" ? "name-missing" : name.length > maxNameLength ? "name-too-long" : undefined),
  ({ prices }, currency) => {
    if (prices.length === 0) return "price-missing";
    if (!prices.some((price) => price.currency === currency)) return "currency-not-offered";
    return priceProblem(prices);
  },
  ({ kind, allowances }) => {
    if (kind !== "pay-as-you-go" && allowances.length === 0) return "allowance-missing";
    if (allowances.length > (kind === "pay-as-you-go" ? 0 : mostAllowances)) return "allowances-too-many";
    return allowances.flatMap((allowance) => allowanceProblem(allowance) ?? [])[0];
  },
  ({ validity }) => {
    if (!Number.isSafeInteger(validity.count) || validity.count <= 0) return "validity-not-positive";
    return longestSeconds(validity) > maxValiditySeconds ? "validity-too-long" : undefined;
  },
  ({ rate }) => rateProblem(rate),
  ({ afterExhaustion }) => {
    if (afterExhaustion.policy !== "throttle") return undefined;
    return isPositive(afterExhaustion.rate) ? rateProblem(afterExhaustion.rate) : "throttled-rate-missing";
  },
  ({ fairUse, allowances }) => {
    if (fairUse.length > 0 && !allowances.some(isUncapped)) return "fair-use-needs-uncapped";
    const rising = fairUse.every(({ afterOctets }, i) => afterOctets > (fairUse[i - 1]?.afterOctets ?? 0n));
    return rising ? fairUse.flatMap(({ rate }) => rateProblem(rate) ?? [])[0] : "fair-use-not-rising";
  },
  ({ kind, tariff, prices }) => {
    if (kind !== "pay-as-you-go") return tariff ? "tariff-not-accepted" : undefined;
    if (!tariff) return "tariff-missing";
    const { unitOctets, unitPrices } = tariff;
    if (unitOctets <= 0n || unitOctets > mostOfAnything) return "tariff-not-accepted";
    const priced = prices.every(({ currency }) => unitPrices.some((price) => price.currency === currency));
    return priced ? priceProblem(unitPrices) : "tariff-not-accepted";
  },
  (terms) => {
    const { rollovers } = terms;
    if (!Number.isSafeInteger(rollovers) || rollovers < leastRollovers(terms)) return "rollovers-too-few";
    return rollovers > mostRollovers ? "rollovers-too-many" : undefined;
  },
  ({ mostPerCustomer }) =>
    mostPerCustomer !== null && (!Number.isSafeInteger(mostPerCustomer) || mostPerCustomer <= 0)
      ? "limit-not-positive"
      : undefined,
  ({ members }) =>
    !Number.isSafeInteger(members) || members < 0 || members > mostMembers ? "members-too-many" : undefined,
];

function priceProblem(prices: readonly Price[]): TermsRefusal["kind"] | undefined {
  if (prices.some(({ priceCents }) => priceCents < 0n)) return "price-negative";
  if (prices.some(({ priceCents }) => priceCents > mostOfAnything)) return "price-too-high";
  if (prices.some(({ currency }) => !(currency in currencies))) return "currency-not-offered";
  return new Set(prices.map(({ currency }) => currency)).size < prices.length ? "price-repeated" : undefined;
}

function allowanceProblem({ name, octets, window }: Allowance): TermsRefusal["kind"] | undefined {
  if (name === "") return "allowance-name-missing";
  if (name.length > maxNameLength) return "name-too-long";
  if (octets !== null && octets <= 0n) return "octets-not-positive";
  if (octets !== null && octets > mostOfAnything) return "octets-too-many";
  return window && !isWindow(window) ? "window-not-accepted" : undefined;
}

function rateProblem(rate: Rate): "rate-not-positive" | "rate-too-high" | undefined {
  if (!isPositive(rate)) return "rate-not-positive";
  return rate.downBitsPerSecond > mostOfAnything || rate.upBitsPerSecond > mostOfAnything ? "rate-too-high" : undefined;
}

const isPositive = (rate: Rate) => rate.downBitsPerSecond > 0n && rate.upBitsPerSecond > 0n;
