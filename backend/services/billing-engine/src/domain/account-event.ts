import type { Currency } from "@beacom/money";
import type { BundleSource } from "#domain/bundle";
import type { Entry } from "#domain/ledger";
import type { Plan } from "#domain/plan";
import type { ServiceState, ServiceTerms } from "#domain/service-state";

/**
 * Why this bundle paid:
 * - earliest-expiry: it expires first of those with something left.
 * - plan-order: it expires together with others of its purchase, and the plan names it first.
 * - earlier-bundle-used-up: the one before it ran out within the same report.
 * - earlier-bundle-outside-window: one that expires earlier may not be used at that time of day.
 */
export type DeductionReason =
  | "earliest-expiry"
  | "plan-order"
  | "earlier-bundle-used-up"
  | "earlier-bundle-outside-window";
export type Deduction = { readonly bundleId: string; readonly octets: bigint; readonly why: DeductionReason };

export type NotActivatedReason = "plan-not-offered" | "wallet-too-low" | "only-as-add-on" | "had-already";

/** Where money comes from, or goes to, that is not a payment. */
export type CreditSource = "voucher" | "reseller" | "transfer" | "adjustment" | "reversal" | "refund";
export type DebitPurpose = "invoice" | "transfer" | "adjustment" | "reversal" | "refund" | "partner";

/** What a network access is limited to, whatever is paid for: by dunning, or by staff. */
export type Restriction = "walled-garden" | "suspended" | "terminated";
export type RestrictionSource = "dunning" | "staff";

type At<Type extends string> = { readonly type: Type; readonly at: Date };

export type AccountOpened = At<"AccountOpened"> & {
  readonly accountId: string;
  readonly customerId: string;
  readonly currency: Currency;
};
export type WalletToppedUp = At<"WalletToppedUp"> & {
  readonly paymentId: string;
  readonly provider: string;
  readonly amountCents: bigint;
  readonly availableAfterCents: bigint;
  readonly entries: readonly Entry[];
};
type Movement = {
  readonly movementId: string;
  readonly amountCents: bigint;
  readonly availableAfterCents: bigint;
  /** What it belongs to: a voucher, an invoice, the other customer, the reason of an adjustment. */
  readonly reference: string;
  /** The staff member who asked for it, and the one who agreed; null: nobody had to. */
  readonly by: string | null;
  readonly approvedBy: string | null;
  /** The movement that this one takes back. */
  readonly reverses: string | null;
  /** When it was true in the world, if that is not when it was recorded. */
  readonly effectiveAt: Date | null;
  readonly entries: readonly Entry[];
};
export type WalletCredited = At<"WalletCredited"> & Movement & { readonly source: CreditSource };
export type WalletDebited = At<"WalletDebited"> & Movement & { readonly purpose: DebitPurpose };

export type FundsHeld = At<"FundsHeld"> & {
  readonly holdId: string;
  readonly amountCents: bigint;
  readonly purpose: string;
  readonly expiresAt: Date;
  readonly availableAfterCents: bigint;
};
/** The money of a hold is spent, all of it or less; what is over is available again. */
export type HoldCommitted = At<"HoldCommitted"> & {
  readonly holdId: string;
  readonly heldCents: bigint;
  readonly amountCents: bigint;
  readonly reference: string;
  readonly availableAfterCents: bigint;
  readonly entries: readonly Entry[];
};
export type HoldReleased = At<"HoldReleased"> & {
  readonly holdId: string;
  readonly heldCents: bigint;
  readonly why: "released" | "expired";
};

export type BundleActivated = At<"BundleActivated"> & {
  readonly bundleId: string;
  readonly plan: Plan;
  /** Which of the plan's allowances it is. */
  readonly order: number;
  readonly source: BundleSource;
  readonly purchaseKey: string;
  /** The payment that it was bought with; null when it was bought from the wallet. */
  readonly paymentId: string | null;
  /** This bundle's part of the plan's price, VAT included. */
  readonly priceCents: bigint;
  readonly netCents: bigint;
  readonly vatCents: bigint;
  readonly octetsGranted: bigint;
  readonly expiresAt: Date;
  readonly availableAfterCents: bigint;
  readonly entries: readonly Entry[];
};
export type BundleNotActivated = At<"BundleNotActivated"> & {
  readonly paymentId: string;
  readonly planId: string;
  readonly reason: NotActivatedReason;
};
/** The session's new totals and what the difference to the totals before was taken from. */
export type UsageCharged = At<"UsageCharged"> & {
  readonly sessionId: string;
  readonly startedAt: Date;
  readonly reportedAt: Date;
  readonly endedAt: Date | null;
  readonly octetsDown: bigint;
  readonly octetsUp: bigint;
  /** Paid by a bundle, of one's own or shared, or by the tariff. */
  readonly octetsCharged: bigint;
  readonly octetsFree: bigint;
  readonly deductions: readonly Deduction[];
  /** Paid by the bundles of the one who shares them. */
  readonly shared: { readonly ownerId: string; readonly octets: bigint } | null;
  /** Paid by the tariff that the customer agreed to. */
  readonly outOfBundle: {
    readonly octets: bigint;
    readonly cents: bigint;
    readonly availableAfterCents: bigint;
  } | null;
  readonly entries: readonly Entry[];
};
/** What a member's session took from the owner's bundles. */
export type SharedUsageCharged = At<"SharedUsageCharged"> & {
  readonly memberId: string;
  readonly sessionId: string;
  readonly octets: bigint;
  readonly deductions: readonly Deduction[];
  readonly entries: readonly Entry[];
};
export type UsageNoticeRaised = At<"UsageNoticeRaised"> & {
  readonly bundleId: string;
  readonly percent: number;
  readonly octetsRemaining: bigint;
};
export type BundleExpired = At<"BundleExpired"> & {
  readonly bundleId: string;
  readonly octetsExpired: bigint;
  readonly entries: readonly Entry[];
};
/** What was left goes on, on the same terms, for another validity. */
export type BundleRolledOver = At<"BundleRolledOver"> & {
  readonly bundleId: string;
  readonly octetsCarried: bigint;
  readonly expiresAt: Date;
};
export type DataSent = At<"DataSent"> & {
  readonly transferId: string;
  readonly toCustomerId: string;
  readonly bundleId: string;
  readonly octets: bigint;
  /** The part of the price, without VAT, that goes with the octets and is not earned yet. */
  readonly netCents: bigint;
  readonly entries: readonly Entry[];
};
export type DataReceived = At<"DataReceived"> & {
  readonly transferId: string;
  readonly fromCustomerId: string;
  readonly bundleId: string;
  readonly plan: Plan;
  readonly order: number;
  readonly octets: bigint;
  readonly netCents: bigint;
  readonly expiresAt: Date;
  readonly rolledOver: number;
  readonly entries: readonly Entry[];
};
/** The recorded opt-in that ICASA's regulation 8A asks for: use without a bundle at this tariff, up to a limit. */
export type OutOfBundleAllowed = At<"OutOfBundleAllowed"> & {
  readonly plan: Plan;
  readonly payer: "wallet" | "invoice";
  /** Of money until it is billed or allowed anew; null: all that the wallet has. */
  readonly limitCents: bigint | null;
  /** Who agreed: the customer, or the staff member who took the call. */
  readonly by: string;
};
/** The agreement goes on at the tariff of another plan, which is not dearer. What was used before counts towards its limit. */
export type OutOfBundleMoved = At<"OutOfBundleMoved"> & {
  readonly plan: Plan;
  /** Who moved the plan's subscribers. */
  readonly by: string;
};
export type OutOfBundleForbidden = At<"OutOfBundleForbidden"> & { readonly by: string };
/** What was used out of bundle on account at one plan's tariff is a charge for the next invoice now, and accrued there. */
export type UsageBilled = At<"UsageBilled"> & {
  readonly chargeId: string;
  readonly planId: string;
  readonly octets: bigint;
  readonly cents: bigint;
  readonly netCents: bigint;
  readonly entries: readonly Entry[];
};
export type DataReserved = At<"DataReserved"> & {
  readonly reservationId: string;
  readonly sessionId: string;
  readonly parts: readonly { readonly bundleId: string; readonly octets: bigint }[];
  readonly expiresAt: Date;
};
export type DataReservationEnded = At<"DataReservationEnded"> & {
  readonly reservationId: string;
  readonly why: "used" | "released" | "expired";
};
export type ServiceRestricted = At<"ServiceRestricted"> & {
  readonly source: RestrictionSource;
  readonly restriction: Restriction;
  readonly by: string | null;
};
export type ServiceRestrictionLifted = At<"ServiceRestrictionLifted"> & {
  readonly source: RestrictionSource;
  readonly by: string | null;
};
/** Of the one who shares. `limitOctets` null: as much as there is. */
export type MemberAdded = At<"MemberAdded"> & { readonly memberId: string; readonly limitOctets: bigint | null };
export type MemberRemoved = At<"MemberRemoved"> & { readonly memberId: string };
/** What members get of the owner's shared bundles now; each member's own account is told. */
export type SharedTermsChanged = At<"SharedTermsChanged"> & {
  readonly terms: ServiceTerms | null;
  readonly version: bigint;
};
/** Of a member. */
export type PoolJoined = At<"PoolJoined"> & { readonly ownerId: string };
export type PoolLeft = At<"PoolLeft"> & { readonly ownerId: string };
export type SharedTermsNoted = At<"SharedTermsNoted"> & {
  readonly terms: ServiceTerms | null;
  readonly version: bigint;
};
export type ServiceStateChanged = At<"ServiceStateChanged"> & { readonly service: ServiceState };

export type AccountEvent =
  | AccountOpened
  | WalletToppedUp
  | WalletCredited
  | WalletDebited
  | FundsHeld
  | HoldCommitted
  | HoldReleased
  | BundleActivated
  | BundleNotActivated
  | UsageCharged
  | SharedUsageCharged
  | UsageNoticeRaised
  | BundleExpired
  | BundleRolledOver
  | DataSent
  | DataReceived
  | OutOfBundleAllowed
  | OutOfBundleMoved
  | OutOfBundleForbidden
  | UsageBilled
  | DataReserved
  | DataReservationEnded
  | ServiceRestricted
  | ServiceRestrictionLifted
  | MemberAdded
  | MemberRemoved
  | SharedTermsChanged
  | PoolJoined
  | PoolLeft
  | SharedTermsNoted
  | ServiceStateChanged;
export type AccountEventOf<Type extends AccountEvent["type"]> = Extract<AccountEvent, { type: Type }>;

export const entriesOf = (event: object): readonly Entry[] =>
  "entries" in event ? (event as { readonly entries: readonly Entry[] }).entries : [];
