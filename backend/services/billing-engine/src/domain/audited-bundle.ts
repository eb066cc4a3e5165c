import type { Plan } from "#domain/plan";
import type { UsageWindow } from "#domain/usage-window";

/** A bundle as an audit sees it. */
export type AuditedBundle = {
  readonly granted: bigint;
  used: bigint;
  sent: bigint;
  netCents: bigint;
  /** Up to when it was used: an uncapped one is earned by time. */
  earnedUpTo: Date;
  readonly uncapped: boolean;
  readonly window: UsageWindow | null;
  readonly zone: string;
  readonly isShared: boolean;
  readonly promotional: boolean;
  readonly activatedAt: Date;
  readonly firstExpiry: Date;
  expiresAt: Date;
  readonly validity: { readonly shortestMs: number; readonly longestMs: number };
  readonly rollovers: number;
  rolledOver: number;
  readonly notices: Set<number>;
};

type Begun = {
  readonly plan: Plan;
  readonly order: number;
  readonly octets: bigint;
  readonly netCents: bigint;
  readonly rolledOver: number;
  readonly expiresAt: Date;
  readonly at: Date;
};

export function bundleOf({ plan, order, octets, netCents, rolledOver, expiresAt, at }: Begun): AuditedBundle {
  const allowance = plan.allowances[order];
  return {
    granted: octets,
    used: 0n,
    sent: 0n,
    netCents,
    earnedUpTo: at,
    uncapped: allowance?.octets === null,
    window: allowance?.window ?? null,
    zone: plan.zone,
    isShared: plan.members > 0,
    promotional: plan.promotional,
    activatedAt: at,
    firstExpiry: expiresAt,
    expiresAt,
    validity: validityOf(plan),
    rollovers: plan.rollovers,
    rolledOver,
    notices: new Set(),
  };
}

export const leftOf = ({ granted, used, sent }: AuditedBundle): bigint => granted - used - sent;

/** What of its price, without VAT, is still to be earned. */
export function unearnedCents(bundle: AuditedBundle): bigint {
  const { netCents, granted, used, sent, uncapped, activatedAt, firstExpiry, earnedUpTo } = bundle;
  if (uncapped) {
    const wholeMs = BigInt(firstExpiry.getTime() - activatedAt.getTime());
    const leftMs = BigInt(firstExpiry.getTime() - earnedUpTo.getTime());
    return leftMs <= 0n ? 0n : roundedUp(netCents * leftMs, wholeMs);
  }
  const basis = granted - sent;
  return basis <= 0n ? 0n : roundedUp(netCents * (basis - used), basis);
}

/** The regulation's notices. */
const thresholds = [50, 80, 100];

/** The notices that are due by now and were not given. */
export const thresholdsReached = ({ granted, used, sent, uncapped, notices }: AuditedBundle): number[] =>
  uncapped
    ? []
    : thresholds.filter((percent) => !notices.has(percent) && used * 100n >= (granted - sent) * BigInt(percent));

/** Nothing is left of it, and everything has been said. */
export const isDone = (bundle: AuditedBundle): boolean =>
  !bundle.uncapped && leftOf(bundle) === 0n && bundle.notices.has(100);

const hourMs = 3_600_000;
const unitMs = { second: 1_000, minute: 60_000, hour: hourMs, day: 24 * hourMs, week: 168 * hourMs } as const;

/** A local day may have an hour more or less, and a month has 28 to 31 of them. */
function validityOf({ validity: { count, unit } }: Plan): AuditedBundle["validity"] {
  if (unit === "month")
    return { shortestMs: count * 28 * unitMs.day - hourMs, longestMs: count * 31 * unitMs.day + hourMs };
  const exactMs = count * unitMs[unit];
  const slackMs = unit === "day" || unit === "week" ? hourMs : 0;
  return { shortestMs: exactMs - slackMs, longestMs: exactMs + slackMs };
}

const roundedUp = (dividend: bigint, divisor: bigint): bigint => (dividend + divisor - 1n) / divisor;
