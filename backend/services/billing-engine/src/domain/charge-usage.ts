import type { Currency } from "@beacom/money";
import { ok, type Result, refuse } from "@beacom/result";
import type { Account, ChargedSession } from "#domain/account";
import type { AccountEvent, Deduction } from "#domain/account-event";
import { type Bundle, earnedCents, octetsRemaining, usableBundles } from "#domain/bundle";
import { concluded, type Decision, extended } from "#domain/decision";
import { type Entry, recognitionEntries } from "#domain/ledger";
import { decideOpenAccount } from "#domain/open-account";
import { noticesDue } from "#domain/usage-notice";

/** A session's totals as the network reported them. They never fall. */
export type UsageReport = {
  readonly sessionId: string;
  readonly startedAt: Date;
  readonly reportedAt: Date;
  readonly endedAt: Date | null;
  readonly octetsDown: bigint;
  readonly octetsUp: bigint;
};
export type ChargeRefusal = { readonly kind: "session-forgotten" };

/**
 * Charges the difference between the report and what this session was charged for before, so a report may come late, twice or in
 * any order. What no bundle can pay is free, at the throttled rate or in the walled garden: a balance never goes below zero.
 *
 * A session that the account may have forgotten is refused; the caller looks it up and passes what it was charged for as `before`
 * (null: never heard of).
 */
export function decideChargeUsage(
  account: Account,
  report: UsageReport,
  { at, before }: { readonly at: Date; readonly before?: ChargedSession | null },
): Result<Decision, ChargeRefusal> {
  const known = account.sessions.get(report.sessionId) ?? before;
  // The clocks of two machines differ: nothing was reported later than now, or began later than it was reported.
  const reportedAt = earlier(report.reportedAt, at);
  const startedAt = known?.startedAt ?? earlier(report.startedAt, reportedAt);
  if (known === undefined && account.forgotUpTo && startedAt <= account.forgotUpTo)
    return refuse({ kind: "session-forgotten" });
  const octetsDown = larger(report.octetsDown, known?.octetsDown ?? 0n);
  const octetsUp = larger(report.octetsUp, known?.octetsUp ?? 0n);
  const octets = octetsDown + octetsUp - (known ? known.octetsDown + known.octetsUp : 0n);
  const ends = report.endedAt !== null && (known?.endedAt ?? null) === null;
  if (known && octets === 0n && !ends) return ok({ events: [], account });

  const { deductions, entries, octetsCharged } = deduct(account, octets, { reportedAt, at });
  const charged: AccountEvent = {
    type: "UsageCharged",
    sessionId: report.sessionId,
    startedAt,
    reportedAt,
    endedAt: known?.endedAt ?? report.endedAt,
    octetsDown,
    octetsUp,
    octetsCharged,
    octetsFree: octets - octetsCharged,
    deductions,
    entries,
    at,
  };
  const afterUsage = extended({ events: [], account }, [charged]);
  return ok(concluded(extended(afterUsage, noticesDue(afterUsage.account, deductions, at)), at));
}

export type ReportsRefusal = { readonly kind: "session-forgotten"; readonly sessionId: string };

/** One account's reports, one after the other, as one decision. */
export function decideChargeReports(
  account: Account | undefined,
  reports: readonly UsageReport[],
  context: {
    readonly customerId: string;
    readonly currency: Currency;
    readonly at: Date;
    /** What sessions that the account forgot were charged before. */
    readonly before: ReadonlyMap<string, ChargedSession | null>;
  },
): Result<Decision, ReportsRefusal> {
  let decision = decideOpenAccount(account, context);
  for (const report of reports) {
    const before = context.before.get(report.sessionId);
    const known = before === undefined ? { at: context.at } : { at: context.at, before };
    const charged = decideChargeUsage(decision.account, report, known);
    if (!charged.ok) return refuse({ ...charged.error, sessionId: report.sessionId });
    decision = { events: [...decision.events, ...charged.value.events], account: charged.value.account };
  }
  return ok(decision);
}

type Deducted = { deductions: readonly Deduction[]; entries: readonly Entry[]; octetsCharged: bigint };

function deduct(
  { bundles, currency }: Account,
  octets: bigint,
  { reportedAt, at }: { reportedAt: Date; at: Date },
): Deducted {
  const deductions: Deduction[] = [];
  let left = octets;
  let earned = 0n;
  for (const bundle of usableBundles(bundles, at)) {
    if (left === 0n) break;
    // Usage that was over before the bundle was bought is not charged to it, however late the report.
    if (bundle.activatedAt > reportedAt) continue;
    const taken = smaller(left, octetsRemaining(bundle));
    deductions.push({
      bundleId: bundle.bundleId,
      octets: taken,
      why: deductions.length === 0 ? "earliest-expiry" : "earlier-bundle-used-up",
    });
    earned += earnedBy(bundle, taken);
    left -= taken;
  }
  return { deductions, entries: recognitionEntries(earned, currency), octetsCharged: octets - left };
}

const earnedBy = (bundle: Bundle, octets: bigint) =>
  earnedCents(bundle, bundle.octetsUsed + octets) - earnedCents(bundle, bundle.octetsUsed);
const earlier = (a: Date, b: Date) => (a < b ? a : b);
const larger = (a: bigint, b: bigint) => (a > b ? a : b);
const smaller = (a: bigint, b: bigint) => (a < b ? a : b);
