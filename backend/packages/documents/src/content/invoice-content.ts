import { type Result, ok } from "@beacom/result";
import type { Cell, DocumentContent, Fact, Part, PaymentContent, TotalsContent } from "#content/document-content";
import type { InvoiceDocument, InvoiceForm, InvoiceLine } from "#content/invoice-document";
import { type InvoiceRefusal, checkInvoice } from "#content/invoice-law";
import { factsOf, recipientContent, supplierContent, supplierFooter } from "#content/party";
import { paymentContent } from "#content/payment-content";
import { shown } from "#content/shown-text";
import { dateText, periodText } from "#words/dates";
import { amountText, rateText } from "#words/figures";
import { wordsOf } from "#words/language";
import type { Words } from "#words/words";

/** An invoice, credit note or pro forma in words and figures, if the law lets it be issued. */
export function invoiceContent(invoice: InvoiceDocument): Result<DocumentContent, InvoiceRefusal> {
  const checked = checkInvoice(invoice);
  if (!checked.ok) return checked;
  const words = wordsOf(invoice.language);
  const heading = words[headingOf[invoice.form]];
  const serial = shown(invoice.serial, 40);
  const recipientHeading = invoice.form === "credit-note" ? words.creditedTo : words.billedTo;
  const paragraphs = invoice.notes.map((note) => shown(note, 1_500)).filter((note) => note !== "");
  return ok({
    language: invoice.language,
    issuedOn: invoice.issuedOn,
    title: `${heading} ${serial}`,
    heading,
    serial,
    mark: invoice.isCopy ? words.copy : null,
    standing: standingOf(invoice, words),
    remarks: remarksOf(invoice, words),
    issuer: supplierContent(invoice.supplier, words),
    recipient: invoice.recipient && recipientContent(invoice.recipient, recipientHeading, words),
    details: { heading: words.details, facts: detailsOf(invoice, words) },
    parts: partsOf(invoice, words),
    payment: paymentOf(invoice, words),
    notes: paragraphs.length === 0 ? null : { heading: words.notes, paragraphs },
    footer: supplierFooter(invoice.supplier, words),
  });
}

const headingOf = {
  "tax-invoice": "taxInvoice",
  "abridged-tax-invoice": "abridgedTaxInvoice",
  invoice: "invoice",
  "credit-note": "creditNote",
  "pro-forma": "proForma",
} as const satisfies Record<InvoiceForm, keyof Words>;

function standingOf(invoice: InvoiceDocument, words: Words): string {
  const { form, dueCents, dueOn, credits, language } = invoice;
  const amount = (cents: bigint) => amountText(cents, invoice.currency, language);
  if (credits !== null) return words.isCredited(amount(invoice.grossCents), shown(credits.serial, 40));
  if (dueCents < 0n) return words.paidTooMuch(amount(-dueCents));
  if (dueCents === 0n) return words.paidInFull;
  if (dueOn !== null) return words.isDueBy(amount(dueCents), dateText(dueOn, language));
  return form === "pro-forma" ? words.isAsked(amount(dueCents)) : words.isDue(amount(dueCents));
}

function remarksOf({ form, isCopy }: InvoiceDocument, words: Words): string[] {
  return [...(isCopy ? [words.copyOfOriginal] : []), ...(form === "pro-forma" ? [words.notATaxInvoice] : [])];
}

function detailsOf(invoice: InvoiceDocument, words: Words): Fact[] {
  const { language, credits, dueOn, supplied } = invoice;
  return [
    ...factsOf([
      [words.number, invoice.serial],
      [words.issued, dateText(invoice.issuedOn, language)],
      [words.due, dueOn && dateText(dueOn, language)],
      [words.supplyPeriod, supplied && periodText(supplied, language)],
      [words.reference, invoice.paymentReference],
      [
        words.creditedInvoice,
        credits && words.issuedOn(shown(credits.serial, 40), dateText(credits.issuedOn, language)),
      ],
    ]),
    ...(credits === null ? [] : [{ label: words.creditReason, value: shown(credits.reason, 200) }]),
  ];
}

function partsOf(invoice: InvoiceDocument, words: Words): Part[] {
  const { language, currency, totalsByRate } = invoice;
  const amount = (cents: bigint) => amountText(cents, currency, language);
  const chargesVat = invoice.supplier.vatNumber !== null;
  const figures = (heading: string) => ({ heading, holds: "figures" as const });
  const taxed = (part: { vatBasisPoints: bigint; netCents: bigint; vatCents: bigint; grossCents: bigint }): Cell[] => [
    { text: amount(part.netCents) },
    { text: rateText(part.vatBasisPoints, language) },
    { text: amount(part.vatCents) },
    { text: amount(part.grossCents) },
  ];
  const lines: Part = {
    kind: "table",
    caption: words.lines,
    captionHidden: true,
    columns: [
      { heading: words.description, holds: "words" },
      figures(words.quantity),
      ...(chargesVat
        ? [figures(words.value), figures(words.vatRate), figures(words.vat), figures(words.total)]
        : [figures(words.amount)]),
    ],
    rows: invoice.lines.map((line) => ({
      weight: "plain",
      cells: [
        describe(line, invoice),
        { text: shown(`${line.quantity} ${line.unit}`, 30) },
        ...(chargesVat ? taxed(line) : [{ text: amount(line.grossCents) }]),
      ],
    })),
    whenEmpty: words.noLines,
  };
  const byRate: Part = {
    kind: "table",
    caption: words.vatByRate,
    captionHidden: false,
    columns: [
      { heading: words.vatRate, holds: "words" },
      figures(words.value),
      figures(words.vat),
      figures(words.total),
    ],
    rows: totalsByRate.map((part) => ({
      weight: "plain",
      cells: [
        { text: rateText(part.vatBasisPoints, language) },
        ...[part.netCents, part.vatCents, part.grossCents].map((cents) => ({ text: amount(cents) })),
      ],
    })),
    whenEmpty: words.noLines,
  };
  return [lines, totalsOf(invoice, words), ...(totalsByRate.length > 1 ? [byRate] : [])];
}

function describe(line: InvoiceLine, { language, supplied }: InvoiceDocument): Cell {
  const text = shown(line.description, 400);
  // What was supplied in the invoice's own period need not say so on every line.
  if (line.period === null || (line.period.from === supplied?.from && line.period.to === supplied.to)) return { text };
  return { text, detail: periodText(line.period, language) };
}

function totalsOf(invoice: InvoiceDocument, words: Words): TotalsContent {
  const amount = (cents: bigint) => amountText(cents, invoice.currency, invoice.language);
  const plain = (label: string, cents: bigint) => ({ label, amount: amount(cents), weight: "plain" as const });
  const strong = (label: string, cents: bigint) => ({ label, amount: amount(cents), weight: "strong" as const });
  const [only] = invoice.totalsByRate.length === 1 ? invoice.totalsByRate : [];
  const vatLabel = only ? `${words.totalVat} ${rateText(only.vatBasisPoints, invoice.language)}` : words.totalVat;
  const isCredit = invoice.form === "credit-note";
  return {
    kind: "totals",
    caption: words.summary,
    rows: [
      ...(invoice.supplier.vatNumber === null
        ? []
        : [plain(words.totalValue, invoice.netCents), plain(vatLabel, invoice.vatCents)]),
      strong(words.totalGross, invoice.grossCents),
      plain(isCredit ? words.refunded : words.paid, invoice.paidCents),
      strong(isCredit ? words.creditOnAccount : words.amountDue, invoice.dueCents),
    ],
  };
}

/** How to pay, as long as there is something to pay. */
function paymentOf(invoice: InvoiceDocument, words: Words): PaymentContent | null {
  if (invoice.form === "credit-note" || invoice.dueCents <= 0n) return null;
  const { supplier, paymentReference: reference, paymentUrl: url } = invoice;
  return paymentContent({ supplier, reference, url }, words);
}
