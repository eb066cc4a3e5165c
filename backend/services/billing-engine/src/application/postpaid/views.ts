import type { LocalDate } from "@beacom/time";
import type { Page, PageRequest } from "#application/views";
import type { ServiceRestriction } from "#domain/postpaid/dunning-campaign";
import type { CreditNoteIssued, InvoiceIssued } from "#domain/postpaid/postpaid-event";
import type { Statement } from "#domain/postpaid/statement";

export type DocumentSummary = {
  readonly documentId: string;
  readonly kind: "invoice" | "credit-note";
  /** As it is written on the document: the series and the number in it. */
  readonly serial: string;
  readonly form: string;
  readonly issuedOn: LocalDate;
  readonly dueOn: LocalDate | null;
  readonly currency: string;
  readonly netCents: bigint;
  readonly vatCents: bigint;
  readonly grossCents: bigint;
  readonly paidCents: bigint;
  /** What is still to be paid. */
  readonly openCents: bigint;
  readonly creditsDocumentId: string | null;
  readonly delivered: boolean;
};
/** A document as it was issued. */
export type DocumentView = DocumentSummary & {
  readonly customerId: string;
  readonly issued: InvoiceIssued | CreditNoteIssued;
  /** Of a credit note: the serial of its invoice, and when that was issued. */
  readonly credits: { readonly serial: string; readonly issuedOn: LocalDate } | null;
};

export type PostpaidSummary = {
  readonly customerId: string;
  readonly currency: string;
  readonly segment: string;
  readonly periodFrom: LocalDate;
  readonly periodTo: LocalDate;
  readonly receivableCents: bigint;
  readonly creditCents: bigint;
  readonly overdueCents: bigint;
  readonly restriction: ServiceRestriction;
  readonly nextCloseOn: LocalDate | null;
  readonly nextDunningOn: LocalDate | null;
  readonly subscriptions: readonly {
    readonly subscriptionId: string;
    readonly billing: string;
    readonly planId: string;
    readonly planVersion: number;
    readonly name: string;
    readonly priceCents: bigint;
    readonly quantity: number;
    readonly startsOn: LocalDate;
    readonly endsOn: LocalDate | null;
    readonly pausedFrom: LocalDate | null;
  }[];
};

export type PostpaidViews = {
  customer(customerId: string, today: LocalDate): Promise<PostpaidSummary | undefined>;
  /** Newest first. Undefined for a cursor that this service did not give out. */
  documents(request: PageRequest): Promise<Page<DocumentSummary> | undefined>;
  document(documentId: string): Promise<DocumentView | undefined>;
  /** As it is written on the document, in letters of any case. */
  ofSerial(serial: string): Promise<{ readonly customerId: string; readonly document: DocumentSummary } | undefined>;
  /** As they are written on the documents, by their ids. */
  serials(documentIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
  statement(request: {
    readonly customerId: string;
    readonly from: LocalDate;
    /** The last day. */
    readonly to: LocalDate;
  }): Promise<Statement | undefined>;
};
