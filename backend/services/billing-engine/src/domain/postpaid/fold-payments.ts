import { changeInvoice } from "#domain/postpaid/fold-billing";
import type { PostpaidEvent } from "#domain/postpaid/postpaid-event";
import type { PostpaidDraft } from "#domain/postpaid/postpaid-fold";

/** Payments, what they were allocated to, and what was given up. */
export function foldPayments(draft: PostpaidDraft, event: PostpaidEvent): void {
  switch (event.type) {
    case "PaymentReceived": {
      const { paymentId, source, amountCents } = event;
      draft.payments.set(paymentId, { source, amountCents, reversed: false });
      draft.credits.set(paymentId, amountCents);
      break;
    }
    case "CreditAllocated":
      for (const { creditId, invoiceId, amountCents } of event.allocations) {
        takeCredit(draft, creditId, amountCents);
        changeInvoice(draft, invoiceId, (invoice) => ({
          ...invoice,
          allocations: new Map(invoice.allocations).set(
            creditId,
            (invoice.allocations.get(creditId) ?? 0n) + amountCents,
          ),
        }));
      }
      break;
    case "PaymentReversed": {
      const payment = draft.payments.get(event.paymentId);
      if (payment) draft.payments.set(event.paymentId, { ...payment, reversed: true });
      draft.credits.delete(event.paymentId);
      for (const { invoiceId } of event.undone)
        changeInvoice(draft, invoiceId, (invoice) => {
          const allocations = new Map(invoice.allocations);
          allocations.delete(event.paymentId);
          return { ...invoice, allocations };
        });
      break;
    }
    case "WriteOffProposed": {
      const { invoiceId, amountCents, reason, proposedBy } = event;
      draft.writeOffs.set(event.writeOffId, { invoiceId, amountCents, reason, proposedBy });
      break;
    }
    case "WriteOffDeclined":
      draft.writeOffs.delete(event.writeOffId);
      break;
    case "InvoiceWrittenOff":
      draft.writeOffs.delete(event.writeOffId);
      changeWrittenOff(draft, event.invoiceId, event.amountCents, event.vatCents);
      break;
    case "WriteOffRecovered":
      changeWrittenOff(draft, event.invoiceId, -event.amountCents, -event.vatCents);
      break;
    default:
  }
}

function changeWrittenOff(draft: PostpaidDraft, invoiceId: string, cents: bigint, vatCents: bigint): void {
  changeInvoice(draft, invoiceId, (invoice) => ({
    ...invoice,
    writtenOffCents: invoice.writtenOffCents + cents,
    writtenOffVatCents: invoice.writtenOffVatCents + vatCents,
  }));
}

function takeCredit(draft: PostpaidDraft, creditId: string, cents: bigint): void {
  const left = (draft.credits.get(creditId) ?? 0n) - cents;
  if (left < 0n) throw new Error(`${creditId} of ${draft.customerId} is allocated beyond what it was`);
  if (left === 0n) draft.credits.delete(creditId);
  else draft.credits.set(creditId, left);
}
