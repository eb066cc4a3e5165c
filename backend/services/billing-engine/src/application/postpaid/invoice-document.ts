import type { InvoiceDocument, InvoiceLine, RateTotal, Supplier } from "@beacom/documents";
import { datePlusDays } from "@beacom/time";
import type { RecipientDetails } from "#application/postpaid/recipients";
import type { DocumentView } from "#application/postpaid/views";
import type { Span } from "#domain/postpaid/cycle";
import type { CreditNoteIssued, InvoiceIssued } from "#domain/postpaid/postpaid-event";
import type { ProForma } from "#domain/postpaid/pro-forma";

export type DocumentSetting = {
  readonly supplier: Supplier;
  /** Null when the details were erased: a full invoice can then not be made any more. */
  readonly recipient: RecipientDetails | null;
  readonly language: InvoiceDocument["language"];
  readonly paymentReference: string | null;
  readonly paymentUrl: string | null;
};

/** A document as it was issued, with what has been paid of it by now. */
export function invoiceDocumentOf(view: DocumentView, isCopy: boolean, setting: DocumentSetting): InvoiceDocument {
  const { issued, credits, openCents, dueOn } = view;
  const isCredit = issued.type === "CreditNoteIssued";
  const lines = isCredit ? issued.lines.map(creditLine) : issued.lines.map(invoiceLine);
  const reason = isCredit ? issued.reason : "";
  return {
    ...setting,
    form: isCredit ? "credit-note" : formOf(issued, setting.supplier),
    isCopy,
    currency: issued.currency,
    serial: view.serial,
    issuedOn: issued.issuedOn,
    dueOn: isCredit ? null : dueOn,
    supplied: isCredit ? null : daysOf(issued.period),
    lines,
    ...totalsOf(lines, issued),
    paidCents: isCredit ? 0n : issued.grossCents - openCents,
    dueCents: isCredit ? issued.grossCents : openCents,
    notes: [],
    credits: credits && { ...credits, reason },
  };
}

/** What the end of the period would bring. It has no serial of the series: it is no invoice. */
export function proFormaDocumentOf(proForma: ProForma, issuedOn: string, setting: DocumentSetting): InvoiceDocument {
  const lines = proForma.lines.map(invoiceLine);
  return {
    ...setting,
    form: "pro-forma",
    isCopy: false,
    currency: proForma.currency,
    serial: `PRO-${issuedOn}`,
    issuedOn,
    dueOn: null,
    supplied: daysOf(proForma.period),
    lines,
    ...totalsOf(lines, proForma),
    paidCents: 0n,
    dueCents: proForma.grossCents,
    notes: [],
    credits: null,
  };
}

/** Who is no vendor calls nothing a tax invoice. Where the law asks for none, the short form is given all the same. */
function formOf({ form }: InvoiceIssued, supplier: Supplier): InvoiceDocument["form"] {
  if (supplier.vatNumber === null) return "invoice";
  return form === "full" ? "tax-invoice" : "abridged-tax-invoice";
}

const invoiceLine = (line: InvoiceIssued["lines"][number]): InvoiceLine => ({
  description: line.description,
  quantity: String(line.quantity),
  unit: "",
  period: line.span && daysOf(line.span),
  vatBasisPoints: line.vatBasisPoints,
  netCents: line.netCents,
  vatCents: line.vatCents,
  grossCents: line.grossCents,
});

const creditLine = (line: CreditNoteIssued["lines"][number]): InvoiceLine => ({
  description: line.description,
  quantity: "1",
  unit: "",
  period: null,
  vatBasisPoints: line.vatBasisPoints,
  netCents: line.netCents,
  vatCents: line.vatCents,
  grossCents: line.grossCents,
});

type Amounts = Pick<RateTotal, "netCents" | "vatCents" | "grossCents">;

function totalsOf(lines: readonly InvoiceLine[], { netCents, vatCents, grossCents }: Amounts) {
  const byRate = new Map<bigint, RateTotal>();
  for (const line of lines) {
    const before = byRate.get(line.vatBasisPoints) ?? { netCents: 0n, vatCents: 0n, grossCents: 0n };
    byRate.set(line.vatBasisPoints, {
      vatBasisPoints: line.vatBasisPoints,
      netCents: before.netCents + line.netCents,
      vatCents: before.vatCents + line.vatCents,
      grossCents: before.grossCents + line.grossCents,
    });
  }
  return { totalsByRate: [...byRate.values()], netCents, vatCents, grossCents };
}

/** On paper the last day is one of them. */
const daysOf = ({ from, to }: Span) => ({ from, to: datePlusDays(to, -1) });
