import { daysBetween, type LocalDate, localDate } from "@beacom/time";
import { outstandingCents } from "#domain/postpaid/invoice";
import { creditCents, openInvoices, type Postpaid } from "#domain/postpaid/postpaid";
import { type PostpaidEvent, postpaidEntriesOf } from "#domain/postpaid/postpaid-event";
import { postpaidAfter } from "#domain/postpaid/postpaid-fold";

export type StatementKind = "invoice" | "credit-note" | "payment" | "payment-reversed" | "written-off" | "recovered";
export type StatementRow = {
  readonly day: LocalDate;
  readonly kind: StatementKind;
  readonly reference: string;
  /** Positive is owed to the operator. */
  readonly amountCents: bigint;
  readonly balanceCents: bigint;
};

/** `days30` has been due for 30 to 59 days, and so on; current is due for less, or not yet. */
export type Ageing = {
  readonly currentCents: bigint;
  readonly days30Cents: bigint;
  readonly days60Cents: bigint;
  readonly days90Cents: bigint;
  readonly days120Cents: bigint;
};

export type Statement = {
  readonly openingCents: bigint;
  readonly rows: readonly StatementRow[];
  readonly closingCents: bigint;
  readonly ageing: Ageing;
};

/** What happened from one day to another, both included, and what was open at the end of it. */
export function statementOf(
  history: readonly PostpaidEvent[],
  { from, to }: { readonly from: LocalDate; readonly to: LocalDate },
): Statement | undefined {
  const first = history[0];
  if (first?.type !== "PostpaidOpened") return undefined;
  const dated = history.map((event) => ({ event, day: localDate(event.at, first.profile.zone) }));
  const rows: StatementRow[] = [];
  let openingCents = 0n;
  let balanceCents = 0n;
  for (const { event, day } of dated) {
    const amountCents = owedChange(event);
    if (amountCents === 0n || day > to) continue;
    balanceCents += amountCents;
    if (day < from) openingCents = balanceCents;
    else rows.push({ day, ...wordsOf(event), amountCents, balanceCents });
  }
  const then = postpaidAfter(
    undefined,
    dated.filter(({ day }) => day <= to).map(({ event }) => event),
  );
  const ageing = then ? ageingOf(then, to) : noAges;
  return { openingCents, rows, closingCents: balanceCents, ageing };
}

const noAges: Ageing = { currentCents: 0n, days30Cents: 0n, days60Cents: 0n, days90Cents: 0n, days120Cents: 0n };

/** By how long it has been due. Credit that no invoice needs yet is current, so that the ages add up to what is owed. */
export function ageingOf(state: Postpaid, day: LocalDate): Ageing {
  const open = openInvoices(state);
  const within = (least: number, most: number): bigint =>
    open.reduce((sum, invoice) => {
      const days = Math.max(0, daysBetween(invoice.dueOn, day));
      return days >= least && days < most ? sum + outstandingCents(invoice) : sum;
    }, 0n);
  return {
    currentCents: within(0, 30) - creditCents(state),
    days30Cents: within(30, 60),
    days60Cents: within(60, 90),
    days90Cents: within(90, 120),
    days120Cents: within(120, Infinity),
  };
}

/** What a customer owes more by an event, less if negative. */
const owedChange = (event: PostpaidEvent): bigint =>
  postpaidEntriesOf(event).reduce(
    (sum, { account, amountCents }) =>
      account === "receivable" || account === "customer-credit" ? sum + amountCents : sum,
    0n,
  );

function wordsOf(event: PostpaidEvent): { readonly kind: StatementKind; readonly reference: string } {
  switch (event.type) {
    case "InvoiceIssued":
      return { kind: "invoice", reference: event.invoiceId };
    case "CreditNoteIssued":
      return { kind: "credit-note", reference: event.creditNoteId };
    case "PaymentReceived":
      return { kind: "payment", reference: event.reference || event.paymentId };
    case "PaymentReversed":
      return { kind: "payment-reversed", reference: event.paymentId };
    case "InvoiceWrittenOff":
      return { kind: "written-off", reference: event.invoiceId };
    case "WriteOffRecovered":
      return { kind: "recovered", reference: event.invoiceId };
    default:
      throw new Error(`${event.type} moves what a customer owes and has no words`);
  }
}
