import { ok, type Result, refuse } from "@beacom/result";
import { datePlusDays, type LocalDate } from "@beacom/time";
import { firstNotice, restrictionChange } from "#domain/postpaid/clear-dunning";
import { broughtUpToDate, type Now } from "#domain/postpaid/close-cycle";
import { concluded, followedBy, type PostpaidDecision, undecided } from "#domain/postpaid/decision";
import { openInvoices, type Postpaid, todayOf, totalOutstanding } from "#domain/postpaid/postpaid";

export type PromiseRefusal =
  | {
      readonly kind:
        | "nothing-open"
        | "amount-not-positive"
        | "promise-open"
        | "promises-broken"
        | "promise-in-the-past"
        | "service-terminated"
        | "exempt";
    }
  | { readonly kind: "over-what-is-open"; readonly openCents: bigint }
  | { readonly kind: "promise-too-late"; readonly latest: LocalDate };

/** The customer promises to pay so much by a day. Until then nothing more happens; if he does not, it goes on where it stopped. */
export function decidePromise(
  before: Postpaid,
  promise: {
    readonly promiseId: string;
    readonly amountCents: bigint;
    readonly by: LocalDate;
    readonly restoresService: boolean;
  },
  now: Now,
): Result<PostpaidDecision, PromiseRefusal> {
  const decision = broughtUpToDate(undecided(before), now);
  const { state } = decision;
  const today = todayOf(state, now.at);
  const openCents = totalOutstanding(openInvoices(state));
  const latest = datePlusDays(today, now.policy.promiseDays);
  if (openCents === 0n) return refuse({ kind: "nothing-open" });
  if (promise.amountCents <= 0n) return refuse({ kind: "amount-not-positive" });
  if (promise.amountCents > openCents) return refuse({ kind: "over-what-is-open", openCents });
  if (state.dunning.promise) return refuse({ kind: "promise-open" });
  if (state.dunning.brokenPromises >= now.policy.brokenPromises) return refuse({ kind: "promises-broken" });
  if (state.dunning.stage === "terminated") return refuse({ kind: "service-terminated" });
  if (state.dunning.exemption) return refuse({ kind: "exempt" });
  if (promise.by < today) return refuse({ kind: "promise-in-the-past" });
  if (promise.by > latest) return refuse({ kind: "promise-too-late", latest });
  const made = followedBy(decision, [{ type: "PromiseMade", ...promise, at: now.at }]);
  return ok(concluded(followedBy(made, restrictionChange(made.state, now.at)), now.at));
}

export type ExemptRefusal = { readonly kind: "reason-missing" | "exemption-in-the-past" };

/** Nobody reminds or restricts this customer until a day, or for good. What was restricted is restored. */
export function decideExempt(
  before: Postpaid,
  exemption: { readonly until: LocalDate | null; readonly reason: string; readonly by: string },
  now: Now,
): Result<PostpaidDecision, ExemptRefusal> {
  const decision = broughtUpToDate(undecided(before), now);
  if (exemption.reason.trim() === "") return refuse({ kind: "reason-missing" });
  const today = todayOf(decision.state, now.at);
  if (exemption.until !== null && exemption.until < today) return refuse({ kind: "exemption-in-the-past" });
  const exempted = followedBy(decision, [{ type: "DunningExempted", ...exemption, at: now.at }]);
  return ok(followedBy(exempted, restrictionChange(exempted.state, now.at)));
}

export function decideEndExemption(
  before: Postpaid,
  now: Now,
): Result<PostpaidDecision, { readonly kind: "not-exempt" }> {
  const decision = broughtUpToDate(undecided(before), now);
  if (!decision.state.dunning.exemption) return refuse({ kind: "not-exempt" });
  const nextOn = firstNotice(decision.state);
  return ok(followedBy(decision, [{ type: "DunningExemptionEnded", nextOn, at: now.at }]));
}
