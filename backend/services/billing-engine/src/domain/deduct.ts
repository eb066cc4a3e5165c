import { type Account, octetsFor } from "#domain/account";
import type { Deduction, DeductionReason } from "#domain/account-event";
import { activeBundles, type Bundle, earnedCents, isInWindow } from "#domain/bundle";
import { isUncapped } from "#domain/plan";
import type { UsageSlice } from "#domain/usage-slices";

export type Taken = {
  readonly deductions: readonly Deduction[];
  readonly octets: bigint;
  /** Revenue earned by them, without VAT. */
  readonly earnedCents: bigint;
  /** What no bundle could pay, slice by slice. */
  readonly left: readonly UsageSlice[];
};

/** Takes octets from an account's bundles in the order of the regulation, and says for each why it was its turn. */
export function deduct(
  account: Account,
  slices: readonly UsageSlice[],
  {
    sessionId,
    reportedAt,
    at,
    onlyShared = false,
  }: { readonly sessionId: string; readonly reportedAt: Date; readonly at: Date; readonly onlyShared?: boolean },
): Taken {
  // Usage that was over before the bundle was bought is not charged to it, however late the report.
  const candidates = activeBundles(account.bundles, at).filter(
    ({ activatedAt, plan }) => activatedAt <= reportedAt && (!onlyShared || plan.members > 0),
  );
  const takenOf = new Map<string, bigint>();
  const deductions: Deduction[] = [];
  const left: UsageSlice[] = [];
  for (const slice of slices) {
    let rest = slice.octets;
    const passed: Bundle[] = [];
    for (const bundle of candidates) {
      if (rest === 0n) break;
      const before = takenOf.get(bundle.bundleId) ?? 0n;
      const available = octetsFor(account, bundle, sessionId) - before;
      const open = isInWindow(bundle, slice.at);
      const taken = open ? smaller(rest, available) : 0n;
      if (taken > 0n) {
        const why = reasonOf(bundle, passed, { candidates, at: slice.at, usedBefore: takenOf });
        deductions.push({ bundleId: bundle.bundleId, octets: taken, why });
        takenOf.set(bundle.bundleId, before + taken);
        rest -= taken;
      }
      passed.push(bundle);
    }
    if (rest > 0n) left.push({ at: slice.at, octets: rest });
  }
  return { ...merged(deductions), earnedCents: earned(candidates, takenOf, at), left };
}

/** One deduction for each bundle, with the reason of its first. */
export function merged(deductions: readonly Deduction[]): Pick<Taken, "deductions" | "octets"> {
  const byBundle = new Map<string, Deduction>();
  let octets = 0n;
  for (const deduction of deductions) {
    octets += deduction.octets;
    const known = byBundle.get(deduction.bundleId);
    byBundle.set(deduction.bundleId, known ? { ...known, octets: known.octets + deduction.octets } : deduction);
  }
  return { deductions: [...byBundle.values()], octets };
}

function reasonOf(
  bundle: Bundle,
  passed: readonly Bundle[],
  {
    candidates,
    at,
    usedBefore,
  }: { readonly candidates: readonly Bundle[]; readonly at: Date; readonly usedBefore: ReadonlyMap<string, bigint> },
): DeductionReason {
  if (passed.some(({ bundleId }) => (usedBefore.get(bundleId) ?? 0n) > 0n)) return "earlier-bundle-used-up";
  if (passed.some((other) => !isInWindow(other, at))) return "earlier-bundle-outside-window";
  const together = candidates.some(
    (other) =>
      other !== bundle &&
      other.purchaseKey === bundle.purchaseKey &&
      other.expiresAt.getTime() === bundle.expiresAt.getTime() &&
      isInWindow(other, at),
  );
  return together ? "plan-order" : "earliest-expiry";
}

function earned(bundles: readonly Bundle[], takenOf: ReadonlyMap<string, bigint>, at: Date): bigint {
  let cents = 0n;
  for (const bundle of bundles) {
    const taken = takenOf.get(bundle.bundleId);
    if (taken === undefined) continue;
    const earnedUpTo = isUncapped(bundle.allowance) && at > bundle.earnedUpTo ? at : bundle.earnedUpTo;
    const after = { ...bundle, octetsUsed: bundle.octetsUsed + taken, earnedUpTo };
    cents += earnedCents(after) - earnedCents(bundle);
  }
  return cents;
}

const smaller = (a: bigint, b: bigint) => (a < b ? a : b);
