import { movement } from "#domain/ledger";
import { outstandingCents } from "#domain/postpaid/invoice";
import { openInvoices, type Postpaid } from "#domain/postpaid/postpaid";
import type { Allocation, CreditAllocated } from "#domain/postpaid/postpaid-event";

/** All credit there is to what is open: the oldest credit first, to what was due first. */
export function creditUsed(state: Postpaid, at: Date): CreditAllocated[] {
  if (state.credits.size === 0) return [];
  const open = openInvoices(state).map((invoice) => ({
    invoiceId: invoice.invoiceId,
    leftCents: outstandingCents(invoice),
  }));
  const allocations: Allocation[] = [];
  for (const [creditId, cents] of state.credits) {
    let leftCents = cents;
    for (const invoice of open) {
      const amountCents = leftCents < invoice.leftCents ? leftCents : invoice.leftCents;
      if (amountCents <= 0n) continue;
      allocations.push({ creditId, invoiceId: invoice.invoiceId, amountCents });
      leftCents -= amountCents;
      invoice.leftCents -= amountCents;
    }
  }
  return allocations.length === 0 ? [] : [allocated(state, allocations, at)];
}

export function allocated(state: Postpaid, allocations: readonly Allocation[], at: Date): CreditAllocated {
  const total = allocations.reduce((sum, { amountCents }) => sum + amountCents, 0n);
  const entries = movement({ debit: "customer-credit", credit: "receivable" }, total, state.profile.currency);
  return { type: "CreditAllocated", allocations, entries, at };
}
