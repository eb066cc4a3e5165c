import { ok, type Result, refuse } from "@beacom/result";
import { daysBetween, type LocalDate } from "@beacom/time";
import { type Entry, type LedgerAccount, withoutZeros } from "#domain/ledger";
import { broughtUpToDate, type Now } from "#domain/postpaid/close-cycle";
import { concluded, followedBy, type PostpaidDecision, undecided } from "#domain/postpaid/decision";
import {
  creditableCents,
  documentId,
  earnedBefore,
  type Invoice,
  lineCreditableCents,
  type OpenLine,
  outstandingCents,
  type RevenueKind,
} from "#domain/postpaid/invoice";
import { sumOf } from "#domain/postpaid/issue-invoice";
import { type Postpaid, todayOf } from "#domain/postpaid/postpaid";
import type { CreditLine, CreditNoteIssued } from "#domain/postpaid/postpaid-event";
import { share } from "#domain/postpaid/proration";

export type CreditRefusal =
  | { readonly kind: "invoice-unknown" | "amount-not-positive" | "nothing-left-to-credit" | "reason-missing" }
  | { readonly kind: "over-what-is-left"; readonly line: number | null; readonly leftCents: bigint };

/** Takes back all that is left of an invoice, or an amount of some of its lines. */
export function decideCreditInvoice(
  before: Postpaid,
  credit: {
    readonly invoiceId: string;
    readonly reason: string;
    /** With VAT. Undefined is all that is left. */
    readonly lines?: readonly { readonly line: number; readonly grossCents: bigint }[];
  },
  now: Now,
): Result<PostpaidDecision, CreditRefusal> {
  const decision = broughtUpToDate(undecided(before), now);
  const { state } = decision;
  const invoice = state.invoices.get(credit.invoiceId);
  if (!invoice) return refuse({ kind: "invoice-unknown" });
  if (credit.reason.trim() === "") return refuse({ kind: "reason-missing" });
  if (credit.lines?.some(({ grossCents }) => grossCents <= 0n)) return refuse({ kind: "amount-not-positive" });
  if (creditableCents(invoice) <= 0n) return refuse({ kind: "nothing-left-to-credit" });
  const wanted = credit.lines ? together(credit.lines) : allThatIsLeft(invoice);
  const tooMuch = overWhatIsLeft(invoice, wanted);
  if (tooMuch) return refuse(tooMuch);
  const today = todayOf(state, now.at);
  const lines = wanted.map((part) => creditLine(invoice.lines[part.line]!, { ...part, endsOn: null, today }));
  const event = creditNoteOf(state, { invoice, lines, reason: credit.reason }, now);
  return ok(concluded(followedBy(decision, [event]), now.at));
}

function allThatIsLeft(invoice: Invoice): { line: number; grossCents: bigint }[] {
  return invoice.lines.flatMap((line, index) => {
    const grossCents = lineCreditableCents(line);
    return grossCents > 0n ? [{ line: index, grossCents }] : [];
  });
}

type Wanted = readonly { readonly line: number; readonly grossCents: bigint }[];

function together(lines: Wanted): Wanted {
  const byLine = new Map<number, bigint>();
  for (const { line, grossCents } of lines) byLine.set(line, (byLine.get(line) ?? 0n) + grossCents);
  return [...byLine].map(([line, grossCents]) => ({ line, grossCents }));
}

function overWhatIsLeft(invoice: Invoice, wanted: Wanted): CreditRefusal | undefined {
  for (const { line, grossCents } of wanted) {
    const found = invoice.lines[line];
    const leftCents = found ? lineCreditableCents(found) : 0n;
    if (grossCents > leftCents) return { kind: "over-what-is-left", line, leftCents };
  }
  const leftCents = creditableCents(invoice);
  const total = sumOf(wanted, ({ grossCents }) => grossCents);
  return total > leftCents ? { kind: "over-what-is-left", line: null, leftCents } : undefined;
}

/**
 * Part of a line taken back. Its VAT is the difference of two running shares of the line's, so that parts which add up to the line take
 * back exactly its VAT.
 */
export function creditLine(
  line: OpenLine,
  part: {
    readonly line: number;
    readonly grossCents: bigint;
    readonly endsOn: LocalDate | null;
    readonly today: LocalDate;
  },
): CreditLine {
  const creditedGrossCents = line.creditedGrossCents + part.grossCents;
  const vatCents = share(line.vatCents, creditedGrossCents, line.grossCents) - line.creditedVatCents;
  const after: OpenLine = {
    ...line,
    endsOn: part.endsOn ?? line.endsOn,
    creditedGrossCents,
    creditedVatCents: line.creditedVatCents + vatCents,
  };
  const stillEarned = earnedBefore(after, part.today);
  return {
    line: part.line,
    description: line.description,
    vatBasisPoints: line.vatBasisPoints,
    netCents: part.grossCents - vatCents,
    vatCents,
    grossCents: part.grossCents,
    endsOn: part.endsOn,
    earnedBackCents: line.earnedCents > stillEarned ? line.earnedCents - stillEarned : 0n,
  };
}

export function creditNoteOf(
  state: Postpaid,
  credit: { readonly invoice: Invoice; readonly lines: readonly CreditLine[]; readonly reason: string },
  { policy, at }: Now,
): CreditNoteIssued {
  const { invoice, lines, reason } = credit;
  const { currency, recipient } = state.profile;
  const grossCents = sumOf(lines, ({ grossCents }) => grossCents);
  const vatCents = sumOf(lines, ({ vatCents }) => vatCents);
  const open = outstandingCents(invoice);
  const openCents = grossCents < open ? grossCents : open;
  return {
    type: "CreditNoteIssued",
    creditNoteId: documentId("crn", state.documentsIssued.creditNotes + 1, state.customerId),
    series: policy.series.creditNote,
    invoiceId: invoice.invoiceId,
    reason,
    issuedOn: todayOf(state, at),
    recipient,
    currency,
    lines,
    netCents: grossCents - vatCents,
    vatCents,
    grossCents,
    openCents,
    entries: creditEntries(invoice, lines, { vatCents, grossCents, openCents, currency }),
    at,
  };
}

const revenueAccount: Readonly<Record<RevenueKind, LedgerAccount>> = {
  deferred: "earned-revenue",
  earned: "earned-revenue",
  accrued: "earned-revenue",
  fee: "fees-charged",
};

function creditEntries(
  invoice: Invoice,
  lines: readonly CreditLine[],
  amounts: { vatCents: bigint; grossCents: bigint; openCents: bigint; currency: Entry["currency"] },
): Entry[] {
  const { vatCents, grossCents, openCents, currency } = amounts;
  const sums = new Map<LedgerAccount, bigint>();
  const debit = (account: LedgerAccount, cents: bigint) => sums.set(account, (sums.get(account) ?? 0n) + cents);
  for (const { line, netCents, earnedBackCents } of lines) {
    const { revenue } = invoice.lines[line]!;
    const fromEarned = revenue === "deferred" ? earnedBackCents : netCents;
    debit("deferred-revenue", netCents - fromEarned);
    debit(revenueAccount[revenue], fromEarned);
  }
  debit("vat-output", vatCents);
  debit("receivable", -openCents);
  debit("customer-credit", openCents - grossCents);
  return withoutZeros([...sums].map(([account, amountCents]) => ({ account, amountCents, currency })));
}

/** The days that were invoiced in advance and will not be used: a credit note for each invoice that they are on. */
export function unusedCredited(
  decision: PostpaidDecision,
  unused: { readonly subscriptionId: string; readonly from: LocalDate; readonly reason: string },
  now: Now,
): PostpaidDecision {
  let current = decision;
  for (const invoice of decision.state.invoices.values()) {
    const today = todayOf(current.state, now.at);
    let leftCents = creditableCents(invoice);
    const lines: CreditLine[] = [];
    for (const [index, line] of invoice.lines.entries()) {
      if (line.subscriptionId !== unused.subscriptionId || line.revenue !== "deferred") continue;
      const credit = unusedOf(line, index, { from: unused.from, today, leftCents });
      if (!credit) continue;
      lines.push(credit);
      leftCents -= credit.grossCents;
    }
    if (lines.length === 0) continue;
    current = followedBy(current, [creditNoteOf(current.state, { invoice, lines, reason: unused.reason }, now)]);
  }
  return current;
}

function unusedOf(
  line: OpenLine,
  index: number,
  { from, today, leftCents }: { from: LocalDate; today: LocalDate; leftCents: bigint },
): CreditLine | undefined {
  const { span, endsOn } = line;
  if (!span || endsOn === null || endsOn <= from) return undefined;
  const newEnd = from > span.from ? from : span.from;
  const days = daysBetween(span.from, span.to);
  const costOf = (until: LocalDate) => share(line.grossCents, daysBetween(span.from, until), days);
  const unusedCents = costOf(endsOn) - costOf(newEnd);
  const limits = [unusedCents, lineCreditableCents(line), leftCents];
  const grossCents = limits.reduce((least, cents) => (cents < least ? cents : least));
  return grossCents > 0n ? creditLine(line, { line: index, grossCents, endsOn: newEnd, today }) : undefined;
}
