import { broughtUpToDate, type Now } from "#domain/postpaid/close-cycle";
import { followedBy, type PostpaidDecision, undecided } from "#domain/postpaid/decision";
import { type Postpaid, todayOf } from "#domain/postpaid/postpaid";
import { revenueEarned } from "#domain/postpaid/revenue-earned";

/** Earns what was deferred for the days before today: what a month's figures need when cycles end in the middle of it. */
export function decideEarnRevenue(state: Postpaid, now: Now): PostpaidDecision {
  const decision = broughtUpToDate(undecided(state), now);
  return followedBy(decision, revenueEarned(decision.state, todayOf(decision.state, now.at), now.at));
}
