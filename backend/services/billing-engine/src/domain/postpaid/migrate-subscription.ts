import { type Result, refuse } from "@beacom/result";
import { daysBetween } from "@beacom/time";
import { type ChangeTermsRefusal, decideChangeTerms } from "#domain/postpaid/change-subscription";
import { broughtUpToDate, type Now } from "#domain/postpaid/close-cycle";
import { type PostpaidDecision, undecided } from "#domain/postpaid/decision";
import { type Postpaid, todayOf } from "#domain/postpaid/postpaid";
import type { SubscriptionTerms } from "#domain/postpaid/subscription";

export type PlanMove = {
  readonly fromPlanId: string;
  /** Null: of whatever version. */
  readonly fromVersion: number | null;
  readonly to: Omit<SubscriptionTerms, "quantity">;
  /** How long before it counts a customer is told of a price that rises. */
  readonly noticeDays: number;
};
export type MigrateRefusal = ChangeTermsRefusal | { readonly kind: "not-on-plan" | "notice-too-short" };

/** From the next cycle on the other plan, as many of it as before. A dearer one only if that is far enough away to be told in time. */
export function decideMigrateSubscription(
  before: Postpaid,
  { subscriptionId, move }: { readonly subscriptionId: string; readonly move: PlanMove },
  now: Now,
): Result<PostpaidDecision, MigrateRefusal> {
  const { state } = broughtUpToDate(undecided(before), now);
  const terms = state.subscriptions.get(subscriptionId)?.segments.at(-1)?.terms;
  if (!terms) return refuse({ kind: "subscription-unknown" });
  const isOnPlan =
    terms.planId === move.fromPlanId && (move.fromVersion === null || terms.planVersion === move.fromVersion);
  if (!isOnPlan) return refuse({ kind: "not-on-plan" });
  const isDearer = move.to.priceCents > terms.priceCents;
  if (isDearer && daysBetween(todayOf(state, now.at), state.period.to) < move.noticeDays)
    return refuse({ kind: "notice-too-short" });
  const moved = { ...move.to, quantity: terms.quantity };
  return decideChangeTerms(before, { subscriptionId, terms: moved, when: "next-cycle" }, now);
}
