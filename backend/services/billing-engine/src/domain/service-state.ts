import { type Bundle, usableBundles } from "#domain/bundle";
import type { Rate } from "#domain/plan";

export type ServiceLevel = "full" | "throttled" | "walled-garden" | "blocked";
export type ServiceReason = "in-bundle" | "no-bundle" | "bundle-used-up" | "bundle-expired";

export type ServiceTerms = {
  readonly level: ServiceLevel;
  /** Null when the level has no rate of its own. */
  readonly rate: Rate | null;
  readonly reason: ServiceReason;
};

/** The version rises by one with each change, so that a follower can drop what is older. */
export type ServiceState = ServiceTerms & { readonly since: Date; readonly version: bigint };

/** What the network should give this person: the bundle in use decides, or else the policy of the bundle that ended last. */
export function serviceTerms(bundles: readonly Bundle[], at: Date): ServiceTerms {
  const inUse = usableBundles(bundles, at)[0];
  if (inUse) return { level: "full", rate: inUse.plan.rate, reason: "in-bundle" };
  const last = lastEnded(bundles);
  if (!last) return { level: "walled-garden", rate: null, reason: "no-bundle" };
  const reason = last.state === "used-up" ? "bundle-used-up" : "bundle-expired";
  const { afterExhaustion } = last.plan;
  if (afterExhaustion.policy === "throttle") return { level: "throttled", rate: afterExhaustion.rate, reason };
  return { level: afterExhaustion.policy === "disconnect" ? "blocked" : "walled-garden", rate: null, reason };
}

export const isSameService = (a: ServiceTerms, b: ServiceTerms): boolean =>
  a.level === b.level &&
  a.reason === b.reason &&
  a.rate?.downBitsPerSecond === b.rate?.downBitsPerSecond &&
  a.rate?.upBitsPerSecond === b.rate?.upBitsPerSecond;

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
