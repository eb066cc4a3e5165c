import type { Currency } from "@beacom/money";
import { type Allowance, isUncapped, type Plan, type Rate } from "#domain/plan";
import { mostOfAnything } from "#domain/quantity";
import { isOpen } from "#domain/usage-window";

export type BundleState = "active" | "used-up" | "expired" | "sent";
/** Where it came from: paid from the wallet or by a payment, on an invoice, from another subscriber, or from staff. */
export type BundleSource = "wallet" | "payment" | "voucher" | "invoice" | "transfer" | "adjustment";

export type Bundle = {
  readonly bundleId: string;
  readonly plan: Plan;
  /** The balance of the plan that this bundle is, and its place in the plan's order. */
  readonly allowance: Allowance;
  readonly order: number;
  readonly source: BundleSource;
  readonly purchaseKey: string;
  readonly currency: Currency;
  /** What it can pay for in all: granted, less what was sent to others. Of an uncapped one, more than anybody can use. */
  readonly octetsGranted: bigint;
  readonly octetsUsed: bigint;
  readonly octetsExpired: bigint;
  readonly octetsSent: bigint;
  /** The price without VAT, less what went to others with their octets: what is earned once everything is used or expired. */
  readonly netCents: bigint;
  /** Up to when an uncapped bundle, which is earned by time, has been earned. */
  readonly earnedUpTo: Date;
  readonly activatedAt: Date;
  readonly expiresAt: Date;
  /** How often what was left has been carried over. */
  readonly rolledOver: number;
  readonly state: BundleState;
  /** When nothing was left any more; null while active. */
  readonly closedAt: Date | null;
  readonly noticesPercent: readonly number[];
};

/** The grant of an uncapped bundle, so that all arithmetic of bundles holds for it too. */
export const uncappedOctets: bigint = mostOfAnything;

export const octetsRemaining = ({ octetsGranted, octetsUsed, octetsExpired, octetsSent }: Bundle): bigint =>
  octetsGranted - octetsUsed - octetsExpired - octetsSent;

/**
 * Revenue earned by now: in proportion to the octets used, or to the time gone by if it is uncapped. Rounded down, so that the last
 * octet (or the expiry) earns exactly the rest, and a function of totals, so that the order of reports does not matter.
 */
export function earnedCents(bundle: Bundle): bigint {
  const { netCents, octetsUsed, octetsGranted, octetsSent, activatedAt, expiresAt, earnedUpTo } = bundle;
  if (bundle.state !== "active") return netCents;
  if (isUncapped(bundle.allowance)) {
    const whole = BigInt(expiresAt.getTime() - activatedAt.getTime());
    const gone = BigInt(earnedUpTo.getTime() - activatedAt.getTime());
    return whole <= 0n || gone >= whole ? netCents : (netCents * larger(gone, 0n)) / whole;
  }
  const basis = octetsGranted - octetsSent;
  return basis <= 0n ? netCents : (netCents * octetsUsed) / basis;
}

/** The regulation's order: the earliest expiry first; between equals the earlier purchase, and of one purchase the plan's order. */
export function byEarliestExpiry(a: Bundle, b: Bundle): number {
  return (
    a.expiresAt.getTime() - b.expiresAt.getTime() ||
    a.activatedAt.getTime() - b.activatedAt.getTime() ||
    (a.purchaseKey === b.purchaseKey ? a.order - b.order : 0) ||
    (a.bundleId < b.bundleId ? -1 : 1)
  );
}

/** Bundles that have something left at this time, in the order in which they are used. */
export const activeBundles = (bundles: readonly Bundle[], at: Date): Bundle[] =>
  bundles.filter((bundle) => bundle.state === "active" && bundle.expiresAt > at).sort(byEarliestExpiry);

/** Those of them that may be used at that instant. */
export const usableBundles = (bundles: readonly Bundle[], at: Date): Bundle[] =>
  activeBundles(bundles, at).filter((bundle) => isInWindow(bundle, at));

export const isInWindow = ({ allowance: { window }, plan: { zone } }: Bundle, at: Date): boolean =>
  !window || isOpen(window, at, zone);

/** The rate of the plan, or of the last fair-use step that its use has passed. */
export function rateOf({ plan, allowance, octetsUsed }: Bundle): { readonly rate: Rate; readonly slowed: boolean } {
  const step = isUncapped(allowance)
    ? plan.fairUse.findLast(({ afterOctets }) => octetsUsed >= afterOctets)
    : undefined;
  return step ? { rate: step.rate, slowed: true } : { rate: plan.rate, slowed: false };
}

const larger = (a: bigint, b: bigint) => (a > b ? a : b);
