import type { Currency } from "@beacom/money";
import type { Entry } from "#domain/ledger";
import type { Plan } from "#domain/plan";
import type { ServiceState } from "#domain/service-state";

/** Why this bundle paid: it expires first of those with something left, or the one before it ran out within the same report. */
export type DeductionReason = "earliest-expiry" | "earlier-bundle-used-up";
export type Deduction = { readonly bundleId: string; readonly octets: bigint; readonly why: DeductionReason };

export type NotActivatedReason = "plan-not-offered" | "wallet-too-low";

export type AccountOpened = {
  readonly type: "AccountOpened";
  readonly accountId: string;
  readonly customerId: string;
  readonly currency: Currency;
  readonly at: Date;
};
export type WalletToppedUp = {
  readonly type: "WalletToppedUp";
  readonly paymentId: string;
  readonly provider: string;
  readonly amountCents: bigint;
  readonly availableAfterCents: bigint;
  readonly entries: readonly Entry[];
  readonly at: Date;
};
export type BundleActivated = {
  readonly type: "BundleActivated";
  readonly bundleId: string;
  readonly plan: Plan;
  readonly purchaseKey: string;
  /** The payment that it was bought with; null when it was bought from the wallet. */
  readonly paymentId: string | null;
  readonly expiresAt: Date;
  readonly netCents: bigint;
  readonly vatCents: bigint;
  readonly availableAfterCents: bigint;
  readonly entries: readonly Entry[];
  readonly at: Date;
};
export type BundleNotActivated = {
  readonly type: "BundleNotActivated";
  readonly paymentId: string;
  readonly planId: string;
  readonly reason: NotActivatedReason;
  readonly at: Date;
};
/** The session's new totals and what the difference to the totals before was taken from. */
export type UsageCharged = {
  readonly type: "UsageCharged";
  readonly sessionId: string;
  readonly startedAt: Date;
  readonly reportedAt: Date;
  readonly endedAt: Date | null;
  readonly octetsDown: bigint;
  readonly octetsUp: bigint;
  readonly octetsCharged: bigint;
  readonly octetsFree: bigint;
  readonly deductions: readonly Deduction[];
  readonly entries: readonly Entry[];
  readonly at: Date;
};
export type UsageNoticeRaised = {
  readonly type: "UsageNoticeRaised";
  readonly bundleId: string;
  readonly percent: number;
  readonly octetsRemaining: bigint;
  readonly at: Date;
};
export type BundleExpired = {
  readonly type: "BundleExpired";
  readonly bundleId: string;
  readonly octetsExpired: bigint;
  readonly entries: readonly Entry[];
  readonly at: Date;
};
export type ServiceStateChanged = {
  readonly type: "ServiceStateChanged";
  readonly service: ServiceState;
  readonly at: Date;
};

export type AccountEvent =
  | AccountOpened
  | WalletToppedUp
  | BundleActivated
  | BundleNotActivated
  | UsageCharged
  | UsageNoticeRaised
  | BundleExpired
  | ServiceStateChanged;

export const entriesOf = (event: AccountEvent): readonly Entry[] => ("entries" in event ? event.entries : []);
