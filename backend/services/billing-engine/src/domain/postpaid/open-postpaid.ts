import { ok, type Result, refuse } from "@beacom/result";
import { localDate } from "@beacom/time";
import { broughtUpToDate, type Now } from "#domain/postpaid/close-cycle";
import { type Cycle, isCycle, periodOf } from "#domain/postpaid/cycle";
import { followedBy, type PostpaidDecision, undecided } from "#domain/postpaid/decision";
import type { Postpaid } from "#domain/postpaid/postpaid";
import type { PostpaidEvent } from "#domain/postpaid/postpaid-event";
import { postpaidAfter } from "#domain/postpaid/postpaid-fold";
import { type BillingProfile, type ProfileRefusal, problemOf, type Recipient } from "#domain/postpaid/profile";

export type OpenPostpaidRefusal = { readonly kind: ProfileRefusal | "already-billed" };

/** From today on the customer is invoiced. The first period ends with the cycle that today is in. */
export function decideOpenPostpaid(
  state: Postpaid | undefined,
  opening: {
    readonly customerId: string;
    readonly profile: Omit<BillingProfile, "cycle"> & { readonly cycle: Omit<Cycle, "from"> };
    readonly at: Date;
  },
): Result<PostpaidDecision, OpenPostpaidRefusal> {
  if (state) return refuse({ kind: "already-billed" });
  const { customerId, at } = opening;
  const today = localDate(at, opening.profile.zone);
  const profile: BillingProfile = { ...opening.profile, cycle: { ...opening.profile.cycle, from: today } };
  const problem = problemOf(profile);
  if (problem) return refuse({ kind: problem });
  const period = periodOf(profile.cycle, today);
  const events: PostpaidEvent[] = [{ type: "PostpaidOpened", customerId, profile, period, at }];
  const opened = postpaidAfter(undefined, events);
  if (!opened) throw new Error("a customer who was opened is there");
  return ok({ events, state: opened });
}

/** Other terms, another segment, or another recipient from now on; another cycle from the end of the open period. */
export function decideChangeProfile(
  before: Postpaid,
  changes: {
    readonly termsDays?: number;
    readonly segment?: string;
    readonly recipient?: Recipient;
    readonly cycle?: Omit<Cycle, "from">;
  },
  now: Now,
): Result<PostpaidDecision, { readonly kind: ProfileRefusal }> {
  const decision = broughtUpToDate(undecided(before), now);
  const { profile, period, nextCycle } = decision.state;
  const { cycle, ...others } = changes;
  const changed = { ...profile, ...others };
  const problem = cycle && !isCycle(cycle) ? "cycle-not-accepted" : problemOf(changed);
  if (problem) return refuse({ kind: problem });
  const { termsDays, segment, recipient } = changed;
  return ok(
    followedBy(decision, [
      {
        type: "BillingProfileChanged",
        termsDays,
        segment,
        recipient,
        nextCycle: cycle ? { ...cycle, from: period.to } : nextCycle,
        at: now.at,
      },
    ]),
  );
}
