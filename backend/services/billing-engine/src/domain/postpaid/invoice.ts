import type { Currency } from "@beacom/money";
import { daysBetween, type LocalDate } from "@beacom/time";
import type { Span } from "#domain/postpaid/cycle";
import type { InvoiceForm } from "#domain/postpaid/policy";
import { share } from "#domain/postpaid/proration";
import type { VatTreatment } from "#domain/postpaid/vat";

/** When the revenue of a line is earned: day by day over its span, at once, already when it was used; or it is a fee. */
export type RevenueKind = "deferred" | "earned" | "accrued" | "fee";

export type InvoiceLine = {
  readonly description: string;
  readonly subscriptionId: string | null;
  readonly quantity: number;
  /** What it is for; null for what happens at once. */
  readonly span: Span | null;
  readonly listCents: bigint;
  readonly discountCents: bigint;
  readonly vat: VatTreatment;
  readonly vatBasisPoints: bigint;
  readonly netCents: bigint;
  readonly vatCents: bigint;
  readonly grossCents: bigint;
  readonly revenue: RevenueKind;
};

/** A line with what became of it. */
export type OpenLine = InvoiceLine & {
  /** The end of its span, or the day from which the rest of it was credited. */
  readonly endsOn: LocalDate | null;
  readonly creditedGrossCents: bigint;
  readonly creditedVatCents: bigint;
  readonly earnedCents: bigint;
};

export type Invoice = {
  readonly invoiceId: string;
  readonly form: InvoiceForm;
  readonly issuedOn: LocalDate;
  readonly dueOn: LocalDate;
  readonly dunOn: LocalDate;
  readonly currency: Currency;
  readonly grossCents: bigint;
  readonly vatCents: bigint;
  readonly lines: readonly OpenLine[];
  /** By the payment or credit note that it came from. */
  readonly allocations: ReadonlyMap<string, bigint>;
  /** Of its credit notes, what made it smaller instead of becoming credit. */
  readonly creditedOpenCents: bigint;
  readonly writtenOffCents: bigint;
  readonly writtenOffVatCents: bigint;
};

export function outstandingCents({ grossCents, allocations, creditedOpenCents, writtenOffCents }: Invoice): bigint {
  let paid = 0n;
  for (const cents of allocations.values()) paid += cents;
  return grossCents - paid - creditedOpenCents - writtenOffCents;
}

export const creditedCents = ({ lines }: Invoice): bigint =>
  lines.reduce((sum, { creditedGrossCents }) => sum + creditedGrossCents, 0n);

/** What can still be credited: not what was credited before, nor what was given up. */
export const creditableCents = (invoice: Invoice): bigint =>
  invoice.grossCents - creditedCents(invoice) - invoice.writtenOffCents;

export const lineCreditableCents = (line: OpenLine): bigint => line.grossCents - line.creditedGrossCents;

const netLeft = (line: OpenLine): bigint => line.netCents - (line.creditedGrossCents - line.creditedVatCents);

export const deferredCents = (line: OpenLine): bigint =>
  line.revenue === "deferred" ? netLeft(line) - line.earnedCents : 0n;

/** What of a line is earned before a day, of what is left of it after its credit notes: as much on each of its days. */
export function earnedBefore(line: OpenLine, date: LocalDate): bigint {
  const { span, endsOn } = line;
  if (!span || endsOn === null || date >= endsOn) return netLeft(line);
  if (date <= span.from) return 0n;
  return share(netLeft(line), daysBetween(span.from, date), daysBetween(span.from, endsOn));
}

/** Nothing is open, deferred or left to credit that anybody may still ask for. */
export const isSettled = (invoice: Invoice): boolean =>
  outstandingCents(invoice) === 0n && invoice.lines.every((line) => deferredCents(line) === 0n);

export const byDueDate = (a: Invoice, b: Invoice): number =>
  a.dueOn < b.dueOn ? -1 : a.dueOn > b.dueOn ? 1 : ordinalOf(a.invoiceId) - ordinalOf(b.invoiceId);

/** Documents of a customer are counted from 1, whatever number they have in their series. */
export const documentId = (kind: "inv" | "crn", ordinal: number, customerId: string): string =>
  `${kind}_${ordinal}_${customerId}`;
const ordinalOf = (id: string): number => Number(id.split("_", 2)[1]);
