import { type LocalDate, localDate } from "@beacom/time";
import type { Cycle, Period, Span } from "#domain/postpaid/cycle";
import type { ServiceRestriction, StepTaken } from "#domain/postpaid/dunning-campaign";
import { byDueDate, deferredCents, type Invoice, outstandingCents } from "#domain/postpaid/invoice";
import type { PaymentSource } from "#domain/postpaid/postpaid-event";
import type { BillingProfile } from "#domain/postpaid/profile";
import type { Subscription } from "#domain/postpaid/subscription";
import type { VatTreatment } from "#domain/postpaid/vat";

/** For the next invoice. Usage of one kind is one charge, however many times it was reported. */
export type PendingCharge = {
  readonly kind: "once-off" | "fee" | "usage";
  readonly description: string;
  readonly quantity: number;
  readonly span: Span | null;
  readonly grossCents: bigint;
  /** Of usage: the revenue that was accrued when it was used. */
  readonly accruedNetCents: bigint;
  readonly vat: VatTreatment;
  readonly vatBasisPoints: bigint;
};

export type ReceivedPayment = {
  readonly source: PaymentSource;
  readonly amountCents: bigint;
  readonly reversed: boolean;
};

export type ProposedWriteOff = {
  readonly invoiceId: string;
  readonly amountCents: bigint;
  readonly reason: string;
  readonly proposedBy: string;
};

export type PaymentPromise = {
  readonly promiseId: string;
  readonly amountCents: bigint;
  readonly by: LocalDate;
  readonly restoresService: boolean;
  /** Paid since it was made. */
  readonly paidCents: bigint;
};

export type Dunning = {
  /** The first day on which there may be something to do. */
  readonly nextOn: LocalDate | null;
  readonly last: StepTaken | null;
  /** What the steps taken so far come to, and what of it is in force. */
  readonly stage: ServiceRestriction;
  readonly restriction: ServiceRestriction;
  readonly promise: PaymentPromise | null;
  /** Since nothing was overdue last. */
  readonly brokenPromises: number;
  /** Null: not exempt. Until null: for good. */
  readonly exemption: { readonly until: LocalDate | null } | null;
};

/** All that one customer owes and is owed. */
export type Postpaid = {
  readonly customerId: string;
  readonly profile: BillingProfile;
  readonly nextCycle: Cycle | null;
  /**
   * The open one. What is billed in advance is invoiced up to its end, and what is billed in arrears up to its beginning, whatever
   * was changed since.
   */
  readonly period: Period;
  readonly subscriptions: ReadonlyMap<string, Subscription>;
  readonly pending: readonly PendingCharge[];
  readonly invoices: ReadonlyMap<string, Invoice>;
  readonly documentsIssued: { readonly invoices: number; readonly creditNotes: number };
  readonly payments: ReadonlyMap<string, ReceivedPayment>;
  /** Not allocated to an invoice yet, by the payment or credit note that it came from, oldest first. */
  readonly credits: ReadonlyMap<string, bigint>;
  readonly writeOffs: ReadonlyMap<string, ProposedWriteOff>;
  readonly dunning: Dunning;
  readonly delivered: ReadonlySet<string>;
};

export const todayOf = ({ profile }: Postpaid, at: Date): LocalDate => localDate(at, profile.zone);

/** Oldest due first. */
export const openInvoices = ({ invoices }: Postpaid): Invoice[] =>
  [...invoices.values()].filter((invoice) => outstandingCents(invoice) > 0n).sort(byDueDate);

export const overdueInvoices = (postpaid: Postpaid, today: LocalDate): Invoice[] =>
  openInvoices(postpaid).filter(({ dueOn }) => dueOn < today);

export const totalOutstanding = (invoices: readonly Invoice[]): bigint =>
  invoices.reduce((sum, invoice) => sum + outstandingCents(invoice), 0n);

export const receivableCents = (postpaid: Postpaid): bigint => totalOutstanding([...postpaid.invoices.values()]);

export function creditCents({ credits }: Postpaid): bigint {
  let sum = 0n;
  for (const cents of credits.values()) sum += cents;
  return sum;
}

/** Whether the end of the period brings anything: something to invoice, or revenue to earn. */
export const isIdle = ({ subscriptions, pending, invoices }: Postpaid): boolean =>
  subscriptions.size === 0 &&
  pending.length === 0 &&
  [...invoices.values()].every(({ lines }) => lines.every((line) => deferredCents(line) === 0n));
