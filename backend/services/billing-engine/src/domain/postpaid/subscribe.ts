import { ok, type Result, refuse } from "@beacom/result";
import type { LocalDate } from "@beacom/time";
import { subscriptionCharges } from "#domain/postpaid/charges";
import { broughtUpToDate, type Now } from "#domain/postpaid/close-cycle";
import { afterCycles } from "#domain/postpaid/cycle";
import { concluded, followedBy, type PostpaidDecision, undecided } from "#domain/postpaid/decision";
import { invoiceOf } from "#domain/postpaid/issue-invoice";
import { overdueInvoices, type Postpaid, todayOf } from "#domain/postpaid/postpaid";
import type { PostpaidEvent } from "#domain/postpaid/postpaid-event";
import type { Billing, Discount, SubscriptionTerms } from "#domain/postpaid/subscription";

export type TermsRefusal = "quantity-not-accepted" | "price-negative";
export type DiscountRefusal = "discount-not-accepted";
export type SubscribeRefusal = {
  readonly kind: TermsRefusal | DiscountRefusal | "subscription-exists" | "starts-before-open-period" | "overdue";
};

/** What is taken off, of how many cycles; null is of all. */
export type DiscountTerms = Pick<Discount, "discountId" | "description" | "off"> & { readonly cycles: number | null };

/** Begins a subscription. What is billed in advance is invoiced at once up to the end of the period. */
export function decideSubscribe(
  before: Postpaid,
  order: {
    readonly subscriptionId: string;
    readonly billing: Billing;
    readonly terms: SubscriptionTerms;
    /** Today, if it is not said. */
    readonly startsOn?: LocalDate;
    readonly discounts?: readonly DiscountTerms[];
  },
  now: Now,
): Result<PostpaidDecision, SubscribeRefusal> {
  const decision = broughtUpToDate(undecided(before), now);
  const { state } = decision;
  const { subscriptionId, billing, terms, discounts = [] } = order;
  const startsOn = order.startsOn ?? todayOf(state, now.at);
  const problem = termsProblem(terms) ?? discounts.map(discountProblem).find((found) => found !== undefined);
  if (problem) return refuse({ kind: problem });
  if (state.subscriptions.has(subscriptionId)) return refuse({ kind: "subscription-exists" });
  if (startsOn < state.period.from) return refuse({ kind: "starts-before-open-period" });
  const terminated = state.dunning.restriction === "terminated";
  if (terminated && overdueInvoices(state, todayOf(state, now.at)).length > 0) return refuse({ kind: "overdue" });
  const from = startsOn < state.period.to ? state.period.from : startsOn;
  const granted = discounts.map((discount) => discountFrom(state, discount, from));
  const events: PostpaidEvent[] = [
    { type: "SubscriptionStarted", subscriptionId, billing, terms, startsOn, discounts: granted, at: now.at },
  ];
  if (terminated) events.push({ type: "ServiceRestrictionChanged", restriction: "none", at: now.at });
  return ok(concluded(charged(followedBy(decision, events), subscriptionId, startsOn, now), now.at));
}

/** Invoices what is billed in advance for the rest of the open period. */
export function charged(
  decision: PostpaidDecision,
  subscriptionId: string,
  from: LocalDate,
  now: Now,
): PostpaidDecision {
  const { state } = decision;
  const { period } = state;
  const subscription = state.subscriptions.get(subscriptionId);
  if (subscription?.billing !== "in-advance" || from >= period.to) return decision;
  const days = { from, to: period.to };
  const charges = subscriptionCharges(subscription, { days, period }, now.policy.vatRates);
  return followedBy(decision, invoiceOf(state, charges, { reason: "change", period: days }, now));
}

export function discountFrom({ profile }: Postpaid, { cycles, ...discount }: DiscountTerms, from: LocalDate): Discount {
  return { ...discount, from, to: cycles === null ? null : afterCycles(profile.cycle, from, cycles) };
}

export function termsProblem({ quantity, priceCents }: SubscriptionTerms): TermsRefusal | undefined {
  if (!Number.isSafeInteger(quantity) || quantity < 1 || quantity > 100_000) return "quantity-not-accepted";
  return priceCents < 0n ? "price-negative" : undefined;
}

export function discountProblem({ off, cycles }: DiscountTerms): DiscountRefusal | undefined {
  const isWithin = off.kind === "percent" ? off.basisPoints > 0n && off.basisPoints <= 10_000n : off.amountCents > 0n;
  const lasts = cycles === null || (Number.isSafeInteger(cycles) && cycles >= 1 && cycles <= 1_200);
  return isWithin && lasts ? undefined : "discount-not-accepted";
}
