import type { Account, Bundle, Money } from "@beacom/api-client";
import { localMoment } from "@beacom/i18n";

/** Where a person stands, before it is put into words. */
export type Standing =
  | { kind: "online"; left: number; first: Bundle; bundles: readonly Bundle[] }
  | { kind: "uncapped"; bundle: Bundle }
  | { kind: "shared" }
  | { kind: "out-of-bundle"; used: Money | undefined; limit: Money | undefined }
  | { kind: "slow"; downBitsPerSecond: number }
  | { kind: "fair-use"; downBitsPerSecond: number; until: string | undefined }
  /** What is left works at other hours. */
  | { kind: "outside-window"; bundle: Bundle }
  /** Because an invoice is overdue. */
  | { kind: "limited" }
  /** By staff, and for good. */
  | { kind: "stopped" }
  | { kind: "ended" }
  | { kind: "off"; cause: "used-up" | "ended"; since: Date | undefined }
  | { kind: "none" };

/** What was restricted is said first: nothing that is bought helps before that. */
export function standingOf(account: Account, now: Date): Standing {
  const { restrictedByDunning: dunning, restrictedByStaff: staff } = account;
  if (dunning === "terminated" || staff === "terminated") return { kind: "ended" };
  if (staff) return { kind: "stopped" };
  return dunning ? { kind: "limited" } : standingByUse(account, now);
}

function standingByUse(account: Account, now: Date): Standing {
  const { level, reason, rate, since } = account.service;
  const bundles = usable(account, now);
  const open = bundles.filter((bundle) => isOpen(bundle, now));
  const [first] = open;
  const downBitsPerSecond = rate?.downBitsPerSecond ?? 0;
  if (reason === "fair-use") return { kind: "fair-use", downBitsPerSecond, until: first?.expiresAt };
  if (level === "full" && reason === "in-shared-bundle") return { kind: "shared" };
  if (level === "full" && reason === "out-of-bundle") {
    const { used, limit } = account.outOfBundle ?? {};
    return { kind: "out-of-bundle", used, limit: limit ?? undefined };
  }
  if (level === "full" && first) {
    const uncapped = open.find((bundle) => bundle.uncapped);
    if (uncapped) return { kind: "uncapped", bundle: uncapped };
    const left = open.reduce((sum, bundle) => sum + bundle.octetsRemaining, 0);
    return { kind: "online", left, first, bundles: open };
  }
  const closed = bundles[0];
  if (closed && (reason === "bundle-outside-window" || level === "full"))
    return { kind: "outside-window", bundle: closed };
  if (level === "throttled") return { kind: "slow", downBitsPerSecond };
  const off = { since: since ? new Date(since) : undefined };
  if (reason === "bundle-used-up") return { kind: "off", cause: "used-up", ...off };
  if (reason === "bundle-expired") return { kind: "off", cause: "ended", ...off };
  // The service says "full", but by this device's clock the last bundle has just ended: the news is on its way.
  if (level === "full" && account.bundles.length > 0) return { kind: "off", cause: "ended", since: undefined };
  return { kind: "none" };
}

const usable = ({ bundles }: Account, now: Date) =>
  bundles.filter(
    ({ state, uncapped, octetsRemaining, expiresAt }) =>
      state === "active" && (uncapped || octetsRemaining > 0) && Date.parse(expiresAt) > now.getTime(),
  );

/** The night that begins on Saturday is Saturday's until it ends on Sunday. */
export function isOpen({ window }: Pick<Bundle, "window">, now: Date): boolean {
  if (!window) return true;
  const { weekday, time } = localMoment(now);
  const today = weekday === 0 ? 7 : weekday;
  const yesterday = today === 1 ? 7 : today - 1;
  const { weekdays, from, to } = window;
  if (from < to) return weekdays.includes(today) && time >= from && time < to;
  return (weekdays.includes(today) && time >= from) || (weekdays.includes(yesterday) && time < to);
}

/** What can go to somebody else; of promotional ones the plan knows, and the one that sends is told. */
export const sendable = (account: Account, now: Date): readonly Bundle[] =>
  usable(account, now).filter(({ uncapped }) => !uncapped);

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
    .filter((bundle) => !bundle.uncapped && Date.parse(bundle.expiresAt) > now.getTime())
    .map((bundle) => ({ bundle, percent: Math.max(0, ...bundle.noticesPercent) }))
    .filter(({ percent }) => (percent >= 100 ? anyLeft : percent > 0))
    .map(({ bundle, percent }) => ({ key: `${bundle.bundleId}:${percent}`, bundle, percent }))
    .filter(({ key }) => !dismissed.includes(key));
}

export function toneOf(bundle: Bundle): "calm" | "low" | "empty" {
  if (bundle.uncapped) return "calm";
  if (bundle.octetsRemaining <= 0) return "empty";
  return bundle.octetsRemaining <= bundle.octetsGranted * 0.2 ? "low" : "calm";
}

export type SpeedWord = "home.speedSlow" | "home.speedMedium" | "home.speedGood" | "home.speedHigh";

export function speedWord(downBitsPerSecond: number): SpeedWord {
  if (downBitsPerSecond < 1e6) return "home.speedSlow";
  if (downBitsPerSecond < 4e6) return "home.speedMedium";
  return downBitsPerSecond < 50e6 ? "home.speedGood" : "home.speedHigh";
}
