import type { Currency } from "@beacom/money";
import type { LocalDate } from "@beacom/time";
import type { Entry } from "#domain/ledger";
import type { Cycle, Period, Span } from "#domain/postpaid/cycle";
import type { DunningAction, ServiceRestriction } from "#domain/postpaid/dunning-campaign";
import type { InvoiceLine } from "#domain/postpaid/invoice";
import type { InvoiceForm } from "#domain/postpaid/policy";
import type { BillingProfile, Recipient } from "#domain/postpaid/profile";
import type { Billing, Discount, Segment, SubscriptionTerms } from "#domain/postpaid/subscription";
import type { VatTreatment } from "#domain/postpaid/vat";

type At = {
  readonly at: Date;
  /** On the last event of a command that somebody gave: what stands for its arguments, so that its key is known again with others. */
  readonly asked?: string;
};
type Moves = { readonly entries: readonly Entry[] };

export type PostpaidOpened = At & {
  readonly type: "PostpaidOpened";
  readonly customerId: string;
  readonly profile: BillingProfile;
  readonly period: Period;
};
/** A new cycle counts from the end of the period that is open. */
export type BillingProfileChanged = At & {
  readonly type: "BillingProfileChanged";
  readonly termsDays: number;
  readonly segment: string;
  readonly recipient: Recipient;
  readonly nextCycle: Cycle | null;
};

export type SubscriptionStarted = At & {
  readonly type: "SubscriptionStarted";
  readonly subscriptionId: string;
  readonly billing: Billing;
  readonly terms: SubscriptionTerms;
  readonly startsOn: LocalDate;
  readonly discounts: readonly Discount[];
};
/** From a day on it is used as these segments say: other terms, paused, or going on. */
export type SubscriptionChanged = At & {
  readonly type: "SubscriptionChanged";
  readonly subscriptionId: string;
  readonly change: "terms" | "paused" | "resumed";
  readonly from: LocalDate;
  readonly segments: readonly Segment[];
};
/** Null: it goes on after all. */
export type SubscriptionEndSet = At & {
  readonly type: "SubscriptionEndSet";
  readonly subscriptionId: string;
  readonly endsOn: LocalDate | null;
};
export type DiscountGranted = At & {
  readonly type: "DiscountGranted";
  readonly subscriptionId: string;
  readonly discount: Discount;
};

/** For the next invoice. */
export type ChargeAdded = At & {
  readonly type: "ChargeAdded";
  readonly chargeId: string;
  readonly kind: "once-off" | "fee";
  readonly description: string;
  readonly quantity: number;
  readonly grossCents: bigint;
  readonly vat: VatTreatment;
  readonly vatBasisPoints: bigint;
  readonly on: LocalDate;
};
/** Used and earned; invoiced at the end of the period. */
export type UsageChargedInArrears = At &
  Moves & {
    readonly type: "UsageChargedInArrears";
    readonly chargeId: string;
    readonly description: string;
    readonly grossCents: bigint;
    readonly netCents: bigint;
    readonly vat: VatTreatment;
    readonly vatBasisPoints: bigint;
    readonly span: Span;
  };

export type InvoiceIssued = At &
  Moves & {
    readonly type: "InvoiceIssued";
    readonly invoiceId: string;
    readonly series: string;
    readonly form: InvoiceForm;
    readonly reason: "cycle" | "change";
    readonly period: Span;
    readonly issuedOn: LocalDate;
    readonly dueOn: LocalDate;
    /** When the first notice about it is due. */
    readonly dunOn: LocalDate;
    readonly recipient: Recipient;
    readonly currency: Currency;
    readonly lines: readonly InvoiceLine[];
    readonly netCents: bigint;
    readonly vatCents: bigint;
    readonly grossCents: bigint;
  };

export type CreditLine = {
  /** Of the invoice, counted from 0. */
  readonly line: number;
  readonly description: string;
  readonly vatBasisPoints: bigint;
  readonly netCents: bigint;
  readonly vatCents: bigint;
  readonly grossCents: bigint;
  /** The first day that is not supplied any more; null if it stays what it was for. */
  readonly endsOn: LocalDate | null;
  /** Of the net, what had been earned already; the rest was still deferred. */
  readonly earnedBackCents: bigint;
};
export type CreditNoteIssued = At &
  Moves & {
    readonly type: "CreditNoteIssued";
    readonly creditNoteId: string;
    readonly series: string;
    readonly invoiceId: string;
    readonly reason: string;
    readonly issuedOn: LocalDate;
    readonly recipient: Recipient;
    readonly currency: Currency;
    readonly lines: readonly CreditLine[];
    readonly netCents: bigint;
    readonly vatCents: bigint;
    readonly grossCents: bigint;
    /** What made the invoice smaller; the rest became credit. */
    readonly openCents: bigint;
  };

export type RevenueEarned = At &
  Moves & {
    readonly type: "RevenueEarned";
    readonly before: LocalDate;
    readonly earned: readonly { readonly invoiceId: string; readonly line: number; readonly amountCents: bigint }[];
  };
/** The open period ended and the next one began. */
export type CycleClosed = At & {
  readonly type: "CycleClosed";
  readonly closed: Span;
  readonly cycle: Cycle;
  readonly next: Period;
  /** Nothing will be invoiced until something is ordered. */
  readonly idle: boolean;
};

export type PaymentSource = "provider" | "bank" | "wallet";
export type PaymentReceived = At &
  Moves & {
    readonly type: "PaymentReceived";
    readonly paymentId: string;
    readonly source: PaymentSource;
    readonly reference: string;
    readonly amountCents: bigint;
    readonly currency: Currency;
  };
/** `creditId` is the payment or credit note that it came from. */
export type Allocation = { readonly creditId: string; readonly invoiceId: string; readonly amountCents: bigint };
export type CreditAllocated = At &
  Moves & { readonly type: "CreditAllocated"; readonly allocations: readonly Allocation[] };
export type PaymentReversed = At &
  Moves & {
    readonly type: "PaymentReversed";
    readonly paymentId: string;
    readonly reason: string;
    readonly amountCents: bigint;
    /** Invoices that are open again. */
    readonly undone: readonly { readonly invoiceId: string; readonly amountCents: bigint }[];
    readonly unusedCents: bigint;
    readonly dunOn: LocalDate | null;
  };

export type WriteOffProposed = At & {
  readonly type: "WriteOffProposed";
  readonly writeOffId: string;
  readonly invoiceId: string;
  readonly amountCents: bigint;
  readonly reason: string;
  readonly proposedBy: string;
};
export type WriteOffDeclined = At & {
  readonly type: "WriteOffDeclined";
  readonly writeOffId: string;
  readonly declinedBy: string;
};
export type InvoiceWrittenOff = At &
  Moves & {
    readonly type: "InvoiceWrittenOff";
    readonly writeOffId: string;
    readonly invoiceId: string;
    readonly amountCents: bigint;
    readonly vatCents: bigint;
    readonly reason: string;
    readonly proposedBy: string;
    readonly approvedBy: string;
  };
/** What was given up is paid after all: the invoice is open again for so much. */
export type WriteOffRecovered = At &
  Moves & {
    readonly type: "WriteOffRecovered";
    readonly invoiceId: string;
    readonly amountCents: bigint;
    readonly vatCents: bigint;
    readonly dunOn: LocalDate;
  };

export type DunningStepTaken = At & {
  readonly type: "DunningStepTaken";
  readonly campaignId: string;
  readonly step: number;
  readonly daysAfterDue: number;
  readonly action: DunningAction;
  readonly channel: string;
  readonly template: string;
  readonly on: LocalDate;
  readonly dueOn: LocalDate;
  readonly overdueCents: bigint;
  readonly currency: Currency;
  readonly invoiceIds: readonly string[];
  readonly nextOn: LocalDate | null;
};
export type DunningScheduled = At & { readonly type: "DunningScheduled"; readonly nextOn: LocalDate | null };
/** Nothing is overdue any more. */
export type DunningCleared = At & { readonly type: "DunningCleared"; readonly nextOn: LocalDate | null };
export type DunningExempted = At & {
  readonly type: "DunningExempted";
  /** The last day; null is for good. */
  readonly until: LocalDate | null;
  readonly reason: string;
  readonly by: string;
};
export type DunningExemptionEnded = At & { readonly type: "DunningExemptionEnded"; readonly nextOn: LocalDate | null };
export type PromiseMade = At & {
  readonly type: "PromiseMade";
  readonly promiseId: string;
  readonly amountCents: bigint;
  /** The last day. */
  readonly by: LocalDate;
  /** Whether the service is whole again until then. */
  readonly restoresService: boolean;
};
export type PromiseKept = At & {
  readonly type: "PromiseKept";
  readonly promiseId: string;
  readonly nextOn: LocalDate | null;
};
export type PromiseBroken = At & {
  readonly type: "PromiseBroken";
  readonly promiseId: string;
  readonly paidCents: bigint;
};
export type ServiceRestrictionChanged = At & {
  readonly type: "ServiceRestrictionChanged";
  readonly restriction: ServiceRestriction;
};

/** The first delivery of a document is the original, all others are copies. */
export type DocumentDelivered = At & {
  readonly type: "DocumentDelivered";
  readonly documentId: string;
  readonly channel: string;
  readonly copy: boolean;
};

export type PostpaidEvent =
  | PostpaidOpened
  | BillingProfileChanged
  | SubscriptionStarted
  | SubscriptionChanged
  | SubscriptionEndSet
  | DiscountGranted
  | ChargeAdded
  | UsageChargedInArrears
  | InvoiceIssued
  | CreditNoteIssued
  | RevenueEarned
  | CycleClosed
  | PaymentReceived
  | CreditAllocated
  | PaymentReversed
  | WriteOffProposed
  | WriteOffDeclined
  | InvoiceWrittenOff
  | WriteOffRecovered
  | DunningStepTaken
  | DunningScheduled
  | DunningCleared
  | DunningExempted
  | DunningExemptionEnded
  | PromiseMade
  | PromiseKept
  | PromiseBroken
  | ServiceRestrictionChanged
  | DocumentDelivered;

export const postpaidEntriesOf = (event: PostpaidEvent): readonly Entry[] => ("entries" in event ? event.entries : []);
