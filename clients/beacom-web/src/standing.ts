import type { Account, Bundle } from "@beacom/api-client";

/** Where a person stands, before it is put into words. */
export type Standing =
  | { kind: "online"; left: number; first: Bundle; bundles: readonly Bundle[] }
  | { kind: "slow"; downBitsPerSecond: number }
  | { kind: "off"; cause: "used-up" | "ended"; since: Date | undefined }
  | { kind: "none" };

export function standingOf(account: Account, now: Date): Standing {
  const { level, reason, rate, since } = account.service;
  const bundles = usable(account, now);
  const [first] = bundles;
  if (level === "full" && first)
    return { kind: "online", left: bundles.reduce((sum, bundle) => sum + bundle.octetsRemaining, 0), first, bundles };
  if (level === "throttled") return { kind: "slow", downBitsPerSecond: rate?.downBitsPerSecond ?? 0 };
  const off = { since: since ? new Date(since) : undefined };
  if (reason === "bundle-used-up") return { kind: "off", cause: "used-up", ...off };
  if (reason === "bundle-expired") return { kind: "off", cause: "ended", ...off };
  // The service says "full", but by this device's clock the last bundle has just ended: the news is on its way.
  if (level === "full" && account.bundles.length > 0) return { kind: "off", cause: "ended", since: undefined };
  return { kind: "none" };
}

const usable = ({ bundles }: Account, now: Date) =>
  bundles.filter(
    ({ state, octetsRemaining, expiresAt }) =>
      state === "active" && octetsRemaining > 0 && Date.parse(expiresAt) > now.getTime(),
  );

/** The bundles worth a meter: those with something left, else those that ran out and could have gone on. */
export function metersOf(account: Account, now: Date): readonly Bundle[] {
  const active = usable(account, now);
  if (active.length > 0) return active;
  return account.bundles
    .filter(({ state, expiresAt }) => state === "used-up" && Date.parse(expiresAt) > now.getTime())
    .slice(0, 1);
}

export type News = { key: string; bundle: Bundle; percent: number };

/** The latest threshold that each bundle has passed, unless the standing sentence says it already. */
export function newsOf(account: Account, dismissed: readonly string[], now: Date): readonly News[] {
  const anyLeft = usable(account, now).length > 0;
  return account.bundles
    .filter((bundle) => Date.parse(bundle.expiresAt) > now.getTime())
    .map((bundle) => ({ bundle, percent: Math.max(0, ...bundle.noticesPercent) }))
    .filter(({ percent }) => (percent >= 100 ? anyLeft : percent > 0))
    .map(({ bundle, percent }) => ({ key: `${bundle.bundleId}:${percent}`, bundle, percent }))
    .filter(({ key }) => !dismissed.includes(key));
}

export function toneOf(bundle: Bundle): "calm" | "low" | "empty" {
  if (bundle.octetsRemaining <= 0) return "empty";
  return bundle.octetsRemaining <= bundle.octetsGranted * 0.2 ? "low" : "calm";
}

export type SpeedWord = "home.speedSlow" | "home.speedMedium" | "home.speedGood" | "home.speedHigh";

export function speedWord(downBitsPerSecond: number): SpeedWord {
  if (downBitsPerSecond < 1e6) return "home.speedSlow";
  if (downBitsPerSecond < 4e6) return "home.speedMedium";
  return downBitsPerSecond < 50e6 ? "home.speedGood" : "home.speedHigh";
}
