import type { Invoice, OpenLine } from "#domain/postpaid/invoice";
import type { CreditLine, PostpaidEvent } from "#domain/postpaid/postpaid-event";
import type { PostpaidDraft } from "#domain/postpaid/postpaid-fold";

/** Invoices, what is credited of them, and what of their revenue is earned. */
export function foldBilling(draft: PostpaidDraft, event: PostpaidEvent): void {
  switch (event.type) {
    case "InvoiceIssued": {
      const { invoiceId, form, issuedOn, dueOn, dunOn, currency, grossCents, vatCents } = event;
      draft.invoices.set(invoiceId, {
        invoiceId,
        form,
        issuedOn,
        dueOn,
        dunOn,
        currency,
        grossCents,
        vatCents,
        lines: event.lines.map((line) => ({
          ...line,
          endsOn: line.span?.to ?? null,
          creditedGrossCents: 0n,
          creditedVatCents: 0n,
          earnedCents: 0n,
        })),
        allocations: new Map(),
        creditedOpenCents: 0n,
        writtenOffCents: 0n,
        writtenOffVatCents: 0n,
      });
      draft.documentsIssued = { ...draft.documentsIssued, invoices: draft.documentsIssued.invoices + 1 };
      break;
    }
    case "CreditNoteIssued":
      changeInvoice(draft, event.invoiceId, (invoice) => ({
        ...invoice,
        lines: invoice.lines.map((line, index) =>
          event.lines.reduce((now, credit) => (credit.line === index ? credited(now, credit) : now), line),
        ),
        creditedOpenCents: invoice.creditedOpenCents + event.openCents,
      }));
      if (event.grossCents > event.openCents) draft.credits.set(event.creditNoteId, event.grossCents - event.openCents);
      draft.documentsIssued = { ...draft.documentsIssued, creditNotes: draft.documentsIssued.creditNotes + 1 };
      break;
    case "RevenueEarned":
      for (const { invoiceId, line: earned, amountCents } of event.earned)
        changeInvoice(draft, invoiceId, (invoice) => ({
          ...invoice,
          lines: invoice.lines.map((line, index) =>
            index === earned ? { ...line, earnedCents: line.earnedCents + amountCents } : line,
          ),
        }));
      break;
    case "DocumentDelivered":
      draft.delivered.add(event.documentId);
      break;
    default:
  }
}

const credited = (line: OpenLine, credit: CreditLine): OpenLine => ({
  ...line,
  endsOn: credit.endsOn ?? line.endsOn,
  creditedGrossCents: line.creditedGrossCents + credit.grossCents,
  creditedVatCents: line.creditedVatCents + credit.vatCents,
  earnedCents: line.earnedCents - credit.earnedBackCents,
});

export function changeInvoice(draft: PostpaidDraft, id: string, changed: (invoice: Invoice) => Invoice): void {
  const invoice = draft.invoices.get(id);
  if (!invoice) throw new Error(`${id} is not an invoice of ${draft.customerId}`);
  draft.invoices.set(id, changed(invoice));
}
