import type { LocalDate } from "@beacom/time";
import { type ChargeLine, cycleCharges, nextPeriod } from "#domain/postpaid/charges";
import { cycleAround, type Period, type Span } from "#domain/postpaid/cycle";
import { concluded, followedBy, type PostpaidDecision, undecided } from "#domain/postpaid/decision";
import { invoiceOf } from "#domain/postpaid/issue-invoice";
import type { PostpaidPolicy } from "#domain/postpaid/policy";
import { isIdle, type Postpaid, todayOf } from "#domain/postpaid/postpaid";
import type { CycleClosed } from "#domain/postpaid/postpaid-event";
import { revenueEarned } from "#domain/postpaid/revenue-earned";

export type Now = { readonly policy: PostpaidPolicy; readonly at: Date };

/** Ends the periods that are over, one after the other. Asked again, it finds nothing to do. */
export const decideCloseCycles = (state: Postpaid, now: Now): PostpaidDecision =>
  broughtUpToDate(undecided(state), now);

/** Every command begins here, so that its outcome does not depend on whether the worker that closes cycles came before it. */
export function broughtUpToDate(decision: PostpaidDecision, now: Now): PostpaidDecision {
  const today = todayOf(decision.state, now.at);
  if (decision.state.period.to > today) return decision;
  let current = decision;
  while (current.state.period.to <= today)
    current = isIdle(current.state) ? skipped(current, today, now) : closed(current, now);
  return concluded(current, now.at);
}

function closed(decision: PostpaidDecision, now: Now): PostpaidDecision {
  const { period } = decision.state;
  const earned = followedBy(decision, revenueEarned(decision.state, period.to, now.at));
  const next = nextPeriod(earned.state);
  const charges = cycleCharges(earned.state, next, now.policy.vatRates);
  const about = { reason: "cycle" as const, period: spanOf(charges) ?? period };
  return ended(followedBy(earned, invoiceOf(earned.state, charges, about, now)), next, now);
}

/** Of a customer who uses nothing, all periods up to a day are one. */
export function skipped(decision: PostpaidDecision, day: LocalDate, now: Now): PostpaidDecision {
  const { profile, nextCycle, period } = decision.state;
  const whole = cycleAround(nextCycle ?? profile.cycle, day);
  return ended(decision, { from: whole.from > period.to ? whole.from : period.to, to: whole.to, whole }, now);
}

function ended(decision: PostpaidDecision, next: Period, { at }: Now): PostpaidDecision {
  const { profile, nextCycle, period } = decision.state;
  const event: CycleClosed = {
    type: "CycleClosed",
    closed: { from: period.from, to: next.from },
    cycle: nextCycle ?? profile.cycle,
    next,
    idle: false,
    at,
  };
  const { state } = followedBy(decision, [event]);
  return { events: [...decision.events, { ...event, idle: isIdle(state) }], state };
}

/** From the first day that is charged to the last. */
export function spanOf(charges: readonly ChargeLine[]): Span | undefined {
  let all: Span | undefined;
  for (const { span } of charges) {
    if (!span) continue;
    all = all
      ? { from: span.from < all.from ? span.from : all.from, to: span.to > all.to ? span.to : all.to }
      : { from: span.from, to: span.to };
  }
  return all;
}
