import { type Account, availableCents, type OutOfBundle } from "#domain/account";
import type { Restriction } from "#domain/account-event";
import { activeBundles, type Bundle, isInWindow, rateOf } from "#domain/bundle";
import type { AfterExhaustion, Rate } from "#domain/plan";
import { affordableOctets } from "#domain/tariff";

export type ServiceLevel = "full" | "throttled" | "walled-garden" | "blocked";
export type ServiceReason =
  | "in-bundle"
  | "in-shared-bundle"
  | "fair-use"
  | "out-of-bundle"
  | "no-bundle"
  | "bundle-used-up"
  | "bundle-expired"
  | "bundle-outside-window"
  | "unpaid"
  | "suspended"
  | "terminated";

export type ServiceTerms = {
  readonly level: ServiceLevel;
  /** Null when the level has no rate of its own. */
  readonly rate: Rate | null;
  readonly reason: ServiceReason;
};

/** The version rises by one with each change, so that a follower can drop what is older. */
export type ServiceState = ServiceTerms & { readonly since: Date; readonly version: bigint };

/**
 * What the network should give this person. A restriction is stronger than anything paid for; then the bundle in use decides, one's own
 * before a shared one, then the tariff that was agreed to, or else the policy of the bundle that ended last.
 */
export function serviceTerms(account: Account, at: Date): ServiceTerms {
  const restricted = strongest([...account.restrictions.values()]);
  if (restricted) return restrictedTerms[restricted];
  const active = activeBundles(account.bundles, at);
  const inUse = active.find((bundle) => isInWindow(bundle, at));
  if (inUse) return bundleTerms(inUse, "in-bundle");
  if (account.pool?.terms?.level === "full" || account.pool?.terms?.reason === "fair-use") return account.pool.terms;
  if (account.outOfBundle && mayUseTariff(account, account.outOfBundle))
    return { level: "full", rate: account.outOfBundle.plan.rate, reason: "out-of-bundle" };
  const closed = active[0];
  if (closed) return exhaustedTerms(closed.plan.afterExhaustion, "bundle-outside-window");
  const last = lastEnded(account.bundles);
  if (!last) return account.pool?.terms ?? { level: "walled-garden", rate: null, reason: "no-bundle" };
  return exhaustedTerms(last.plan.afterExhaustion, last.state === "expired" ? "bundle-expired" : "bundle-used-up");
}

/** What members get of the bundles that their owner shares; null: nothing is shared. */
export function sharedTermsOf(owner: Account, at: Date): ServiceTerms | null {
  const shared = owner.bundles.filter(({ plan }) => plan.members > 0);
  if (shared.length === 0) return null;
  const restricted = strongest([...owner.restrictions.values()]);
  if (restricted) return restrictedTerms[restricted];
  const active = activeBundles(shared, at);
  const inUse = active.find((bundle) => isInWindow(bundle, at));
  if (inUse) return bundleTerms(inUse, "in-shared-bundle");
  const policy = (active[0] ?? lastEnded(shared))!.plan.afterExhaustion;
  const reason = active[0]
    ? "bundle-outside-window"
    : lastEnded(shared)!.state === "expired"
      ? "bundle-expired"
      : "bundle-used-up";
  return exhaustedTerms(policy, reason);
}

export const isSameService = (a: ServiceTerms | null, b: ServiceTerms | null): boolean =>
  a?.level === b?.level &&
  a?.reason === b?.reason &&
  a?.rate?.downBitsPerSecond === b?.rate?.downBitsPerSecond &&
  a?.rate?.upBitsPerSecond === b?.rate?.upBitsPerSecond;

function bundleTerms(bundle: Bundle, reason: "in-bundle" | "in-shared-bundle"): ServiceTerms {
  const { rate, slowed } = rateOf(bundle);
  return slowed ? { level: "throttled", rate, reason: "fair-use" } : { level: "full", rate, reason };
}

function exhaustedTerms(afterExhaustion: AfterExhaustion, reason: ServiceReason): ServiceTerms {
  if (afterExhaustion.policy === "throttle") return { level: "throttled", rate: afterExhaustion.rate, reason };
  return { level: afterExhaustion.policy === "disconnect" ? "blocked" : "walled-garden", rate: null, reason };
}

const mayUseTariff = (account: Account, outOfBundle: OutOfBundle): boolean =>
  affordableOctets(outOfBundle, account.currency, availableCents(account)) > 0n;

const restrictedTerms = {
  terminated: { level: "blocked", rate: null, reason: "terminated" },
  suspended: { level: "blocked", rate: null, reason: "suspended" },
  "walled-garden": { level: "walled-garden", rate: null, reason: "unpaid" },
} as const satisfies Record<Restriction, ServiceTerms>;

const strongest = (restrictions: readonly Restriction[]): Restriction | undefined =>
  (["terminated", "suspended", "walled-garden"] as const).find((restriction) => restrictions.includes(restriction));

/** Two that ended at the same instant: the one that would have lasted longer speaks, whatever order they are listed in. */
function lastEnded(bundles: readonly Bundle[]): Bundle | undefined {
  let last: Bundle | undefined;
  for (const bundle of bundles) {
    if (bundle.state === "active") continue;
    if (!last || endedAfter(bundle, last)) last = bundle;
  }
  return last;
}

function endedAfter(a: Bundle, b: Bundle): boolean {
  const [endA, endB] = [a.closedAt?.getTime() ?? 0, b.closedAt?.getTime() ?? 0];
  if (endA !== endB) return endA > endB;
  return a.expiresAt.getTime() === b.expiresAt.getTime() ? a.bundleId > b.bundleId : a.expiresAt > b.expiresAt;
}
