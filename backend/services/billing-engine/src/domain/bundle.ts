import type { Plan } from "#domain/plan";

export type BundleState = "active" | "used-up" | "expired";

export type Bundle = {
  readonly bundleId: string;
  readonly plan: Plan;
  readonly purchaseKey: string;
  readonly octetsGranted: bigint;
  readonly octetsUsed: bigint;
  readonly octetsExpired: bigint;
  /** The price without VAT: what is earned once everything is used or expired. */
  readonly netCents: bigint;
  readonly activatedAt: Date;
  readonly expiresAt: Date;
  readonly state: BundleState;
  /** When nothing was left any more; null while active. */
  readonly closedAt: Date | null;
  readonly noticesPercent: readonly number[];
};

export const octetsRemaining = (bundle: Bundle): bigint =>
  bundle.octetsGranted - bundle.octetsUsed - bundle.octetsExpired;

/** Revenue earned once so many octets are used: rounded down, so that the last octet (or the expiry) earns exactly the rest. */
export const earnedCents = (bundle: Bundle, octetsUsed: bigint): bigint =>
  (bundle.netCents * octetsUsed) / bundle.octetsGranted;

/** The regulation's order: the earliest expiry first; the earlier purchase between equals. */
export function byEarliestExpiry(a: Bundle, b: Bundle): number {
  return (
    a.expiresAt.getTime() - b.expiresAt.getTime() ||
    a.activatedAt.getTime() - b.activatedAt.getTime() ||
    (a.bundleId < b.bundleId ? -1 : 1)
  );
}

/** Bundles that have something left at this time, in the order in which they are used. */
export const usableBundles = (bundles: readonly Bundle[], at: Date): Bundle[] =>
  bundles.filter((bundle) => bundle.state === "active" && bundle.expiresAt > at).sort(byEarliestExpiry);
