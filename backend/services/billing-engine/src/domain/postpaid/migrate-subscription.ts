import { ok, type Result, refuse } from "@beacom/result";
import { datePlusDays, type LocalDate } from "@beacom/time";
import { priceIn } from "#domain/plan";
import type { PlanMigration } from "#domain/plan-migration";
import { type ChangeTermsRefusal, decideChangeTerms } from "#domain/postpaid/change-subscription";
import { nextPeriod } from "#domain/postpaid/charges";
import { broughtUpToDate, type Now } from "#domain/postpaid/close-cycle";
import { periodOf } from "#domain/postpaid/cycle";
import { type PostpaidDecision, undecided } from "#domain/postpaid/decision";
import { type Postpaid, todayOf } from "#domain/postpaid/postpaid";
import type { Subscription } from "#domain/postpaid/subscription";

export type MigrateRefusal =
  | ChangeTermsRefusal
  | { readonly kind: "not-on-plan" | "plan-not-offered" | "notice-too-short" };
export type MovedSubscription = PostpaidDecision & {
  readonly from: LocalDate;
  /** What all of it costs more for a cycle of so many months, or less if negative; before discounts. */
  readonly changeCents: bigint;
  readonly cycleMonths: number;
};

/**
 * On the other plan from a day on, as many of it as before and at its price in the customer's currency. A dearer plan waits for the
 * first cycle that is far enough away to be told of in time, and is refused for a day that is not.
 */
export function decideMigrateSubscription(
  before: Postpaid,
  { subscriptionId, migration }: { readonly subscriptionId: string; readonly migration: PlanMigration },
  now: Now,
): Result<MovedSubscription, MigrateRefusal> {
  const { state } = broughtUpToDate(undecided(before), now);
  const found = state.subscriptions.get(subscriptionId);
  const last = found?.segments.at(-1);
  if (!found || !last) return refuse({ kind: "subscription-unknown" });
  const { terms } = last;
  if (!isOnPlan(terms, migration)) return refuse({ kind: "not-on-plan" });
  const { to } = migration;
  const priceCents = priceIn(to, state.profile.currency);
  if (priceCents === undefined) return refuse({ kind: "plan-not-offered" });
  const today = todayOf(state, now.at);
  const earliest = priceCents > terms.priceCents ? datePlusDays(today, now.policy.priceRiseNoticeDays) : today;
  const from = dayOfMove(state, found, { when: migration.when, earliest, today });
  if (from < earliest) return refuse({ kind: "notice-too-short" });
  if (found.endsOn !== null && found.endsOn <= from) return refuse({ kind: "subscription-ended" });
  const moved = { planId: to.planId, planVersion: to.version, name: to.name, priceCents, vat: to.tax };
  const changed = decideChangeTerms(
    before,
    { subscriptionId, terms: { ...moved, quantity: terms.quantity }, when: from },
    now,
  );
  if (!changed.ok) return changed;
  const changeCents = (priceCents - terms.priceCents) * BigInt(terms.quantity);
  return ok({ ...changed.value, from, changeCents, cycleMonths: state.profile.cycle.months });
}

function isOnPlan(
  { planId, planVersion }: { readonly planId: string; readonly planVersion: number },
  { fromPlanId, fromVersion, to }: PlanMigration,
): boolean {
  if (planId === to.planId && planVersion === to.version) return false;
  return planId === fromPlanId && (fromVersion === null || planVersion === fromVersion);
}

/** Not before the customer himself has planned to be on the plan. */
function dayOfMove(
  state: Postpaid,
  { segments }: Subscription,
  { when, earliest, today }: Record<"earliest" | "today", LocalDate> & { readonly when: PlanMigration["when"] },
): LocalDate {
  const planned = segments.at(-1)?.from ?? today;
  if (when !== "next-cycle") return [when, planned].reduce(laterOf, today);
  const atLeast = laterOf(earliest, planned);
  let next = nextPeriod(state);
  while (next.from < atLeast) next = periodOf(state.nextCycle ?? state.profile.cycle, next.to);
  return next.from;
}

const laterOf = (a: LocalDate, b: LocalDate): LocalDate => (a > b ? a : b);
