import { ok, type Result, refuse } from "@beacom/result";
import type { LocalDate } from "@beacom/time";
import { broughtUpToDate, type Now } from "#domain/postpaid/close-cycle";
import { unusedCredited } from "#domain/postpaid/credit-note";
import { concluded, followedBy, type PostpaidDecision, undecided } from "#domain/postpaid/decision";
import { type Postpaid, todayOf } from "#domain/postpaid/postpaid";
import type { SubscriptionChanged } from "#domain/postpaid/postpaid-event";
import {
  charged,
  type DiscountRefusal,
  type DiscountTerms,
  discountFrom,
  discountProblem,
  type TermsRefusal,
  termsProblem,
} from "#domain/postpaid/subscribe";
import {
  type Subscription,
  type SubscriptionTerms,
  segmentsFrom,
  stateOn,
  termsOn,
} from "#domain/postpaid/subscription";

export type When = "now" | "next-cycle";
type Unknown = "subscription-unknown" | "subscription-ended";
export type ChangeTermsRefusal = { readonly kind: Unknown | TermsRefusal | "subscription-paused" };
export type PauseRefusal = { readonly kind: Unknown | "subscription-paused" | "subscription-not-paused" };
export type CancelRefusal = { readonly kind: Unknown | "subscription-not-cancelled" };
export type GrantDiscountRefusal = { readonly kind: Unknown | DiscountRefusal };

/**
 * An upgrade, a downgrade, more or fewer of it. From a day in the open period, the days that were invoiced on the old terms are credited
 * and charged on the new ones; from the next cycle or later, nothing has to be corrected. It replaces whatever was planned for later.
 */
export const decideChangeTerms = (
  state: Postpaid,
  { subscriptionId, terms, when }: { subscriptionId: string; terms: SubscriptionTerms; when: When | LocalDate },
  now: Now,
): Result<PostpaidDecision, ChangeTermsRefusal> =>
  changing<ChangeTermsRefusal>(state, subscriptionId, now, (found, decision, today) => {
    const problem = termsProblem(terms);
    if (problem) return refuse({ kind: problem });
    if (stateOn(found, today) === "paused") return refuse({ kind: "subscription-paused" });
    const from = when === "now" ? today : when === "next-cycle" ? decision.state.period.to : laterOf(when, today);
    return ok(changed(decision, { found, change: "terms", from: laterOf(from, firstDay(found)), terms }, now));
  });

/** Not used and not paid for from today on. */
export const decidePause = (
  state: Postpaid,
  { subscriptionId }: { subscriptionId: string },
  now: Now,
): Result<PostpaidDecision, PauseRefusal> =>
  changing<PauseRefusal>(state, subscriptionId, now, (found, decision, today) => {
    if (stateOn(found, today) === "paused") return refuse({ kind: "subscription-paused" });
    return ok(changed(decision, { found, change: "paused", from: today, terms: null }, now));
  });

export const decideResume = (
  state: Postpaid,
  { subscriptionId }: { subscriptionId: string },
  now: Now,
): Result<PostpaidDecision, PauseRefusal> =>
  changing<PauseRefusal>(state, subscriptionId, now, (found, decision, today) => {
    if (stateOn(found, today) !== "paused") return refuse({ kind: "subscription-not-paused" });
    return ok(changed(decision, { found, change: "resumed", from: today, terms: termsOn(found, today) }, now));
  });

/** From today, what was invoiced in advance is credited; at the end of the cycle, there is nothing to credit. */
export const decideCancel = (
  state: Postpaid,
  { subscriptionId, when }: { subscriptionId: string; when: When },
  now: Now,
): Result<PostpaidDecision, CancelRefusal> =>
  changing<CancelRefusal>(state, subscriptionId, now, (found, decision, today) => {
    const endsOn = when === "now" ? today : decision.state.period.to;
    return ok(concluded(cancelled(decision, found, endsOn, now), now.at));
  });

/** It goes on after all: only before it has ended. */
export const decideKeep = (
  state: Postpaid,
  { subscriptionId }: { subscriptionId: string },
  now: Now,
): Result<PostpaidDecision, CancelRefusal> =>
  changing<CancelRefusal>(state, subscriptionId, now, (found, decision) => {
    if (found.endsOn === null) return refuse({ kind: "subscription-not-cancelled" });
    return ok(followedBy(decision, [{ type: "SubscriptionEndSet", subscriptionId, endsOn: null, at: now.at }]));
  });

/** From the next invoice on: of what is billed in arrears that is the open period, of what is billed in advance the next. */
export const decideGrantDiscount = (
  state: Postpaid,
  { subscriptionId, discount }: { subscriptionId: string; discount: DiscountTerms },
  now: Now,
): Result<PostpaidDecision, GrantDiscountRefusal> =>
  changing<GrantDiscountRefusal>(state, subscriptionId, now, ({ billing }, decision) => {
    const problem = discountProblem(discount);
    if (problem) return refuse({ kind: problem });
    const { period } = decision.state;
    const granted = discountFrom(decision.state, discount, billing === "in-advance" ? period.to : period.from);
    return ok(followedBy(decision, [{ type: "DiscountGranted", subscriptionId, discount: granted, at: now.at }]));
  });

export function cancelled(
  decision: PostpaidDecision,
  { subscriptionId }: Subscription,
  endsOn: LocalDate,
  now: Now,
): PostpaidDecision {
  const ended = followedBy(decision, [{ type: "SubscriptionEndSet", subscriptionId, endsOn, at: now.at }]);
  return unusedCredited(ended, { subscriptionId, from: endsOn, reason: "cancelled" }, now);
}

function changing<Refusal>(
  state: Postpaid,
  subscriptionId: string,
  now: Now,
  decide: (found: Subscription, decision: PostpaidDecision, today: LocalDate) => Result<PostpaidDecision, Refusal>,
): Result<PostpaidDecision, Refusal | { readonly kind: Unknown }> {
  const decision = broughtUpToDate(undecided(state), now);
  const found = decision.state.subscriptions.get(subscriptionId);
  if (!found) return refuse({ kind: "subscription-unknown" });
  const today = todayOf(decision.state, now.at);
  if (stateOn(found, today) === "ended") return refuse({ kind: "subscription-ended" });
  return decide(found, decision, today);
}

function changed(
  decision: PostpaidDecision,
  to: {
    readonly found: Subscription;
    readonly change: SubscriptionChanged["change"];
    readonly from: LocalDate;
    readonly terms: SubscriptionTerms | null;
  },
  now: Now,
): PostpaidDecision {
  const { found, change, from, terms } = to;
  const { subscriptionId } = found;
  const segments = segmentsFrom(found, from, terms);
  const event: SubscriptionChanged = {
    type: "SubscriptionChanged",
    subscriptionId,
    change,
    from,
    segments,
    at: now.at,
  };
  const reason = change === "paused" ? "paused" : "changed";
  const credited = unusedCredited(followedBy(decision, [event]), { subscriptionId, from, reason }, now);
  return concluded(charged(credited, subscriptionId, from, now), now.at);
}

const firstDay = ({ segments }: Subscription): LocalDate => segments[0]?.from ?? "0000-01-01";
const laterOf = (a: LocalDate, b: LocalDate): LocalDate => (a > b ? a : b);
