import { ok, type Result, refuse } from "@beacom/result";
import { withoutZeros } from "#domain/ledger";
import { broughtUpToDate, type Now } from "#domain/postpaid/close-cycle";
import { concluded, followedBy, type PostpaidDecision, undecided } from "#domain/postpaid/decision";
import { creditedCents, type Invoice, outstandingCents } from "#domain/postpaid/invoice";
import { sumOf } from "#domain/postpaid/issue-invoice";
import type { Postpaid } from "#domain/postpaid/postpaid";
import type { InvoiceWrittenOff, WriteOffRecovered } from "#domain/postpaid/postpaid-event";
import { share } from "#domain/postpaid/proration";

export type ProposeWriteOffRefusal =
  | { readonly kind: "invoice-unknown" | "amount-not-positive" | "reason-missing" | "write-off-known" }
  | { readonly kind: "over-what-is-open"; readonly openCents: bigint }
  | { readonly kind: "over-limit"; readonly limitCents: bigint };
export type ApproveWriteOffRefusal =
  | { readonly kind: "write-off-unknown" | "same-person" }
  | { readonly kind: "over-what-is-open"; readonly openCents: bigint }
  | { readonly kind: "over-limit"; readonly limitCents: bigint };

/** One member of staff says that an invoice will not be paid. Nothing moves until another one agrees. */
export function decideProposeWriteOff(
  before: Postpaid,
  proposal: {
    readonly writeOffId: string;
    readonly invoiceId: string;
    /** All that is open, if it is not said. */
    readonly amountCents?: bigint;
    readonly reason: string;
    readonly proposedBy: string;
  },
  now: Now,
): Result<PostpaidDecision, ProposeWriteOffRefusal> {
  const decision = broughtUpToDate(undecided(before), now);
  const { state } = decision;
  const { writeOffId, invoiceId, reason, proposedBy } = proposal;
  if (state.writeOffs.has(writeOffId)) return refuse({ kind: "write-off-known" });
  const invoice = state.invoices.get(invoiceId);
  if (!invoice) return refuse({ kind: "invoice-unknown" });
  const openCents = outstandingCents(invoice);
  const amountCents = proposal.amountCents ?? openCents;
  if (amountCents <= 0n) return refuse({ kind: "amount-not-positive" });
  if (amountCents > openCents) return refuse({ kind: "over-what-is-open", openCents });
  const limitCents = now.policy.writeOffLimitCents;
  if (amountCents > limitCents) return refuse({ kind: "over-limit", limitCents });
  if (reason.trim() === "") return refuse({ kind: "reason-missing" });
  const event = { writeOffId, invoiceId, amountCents, reason, proposedBy };
  return ok(followedBy(decision, [{ type: "WriteOffProposed", ...event, at: now.at }]));
}

/** A second member of staff agrees, up to what he may approve. */
export function decideApproveWriteOff(
  before: Postpaid,
  approval: { readonly writeOffId: string; readonly approvedBy: string; readonly limitCents: bigint },
  now: Now,
): Result<PostpaidDecision, ApproveWriteOffRefusal> {
  const decision = broughtUpToDate(undecided(before), now);
  const { writeOffId, approvedBy } = approval;
  const proposed = decision.state.writeOffs.get(writeOffId);
  const invoice = proposed && decision.state.invoices.get(proposed.invoiceId);
  if (!proposed || !invoice) return refuse({ kind: "write-off-unknown" });
  if (proposed.proposedBy === approvedBy) return refuse({ kind: "same-person" });
  const limitCents = [approval.limitCents, now.policy.writeOffLimitCents].reduce((a, b) => (a < b ? a : b));
  if (proposed.amountCents > limitCents) return refuse({ kind: "over-limit", limitCents });
  const openCents = outstandingCents(invoice);
  if (proposed.amountCents > openCents) return refuse({ kind: "over-what-is-open", openCents });
  return ok(
    concluded(
      followedBy(decision, [writtenOff(decision.state, { ...proposed, writeOffId, approvedBy, invoice }, now)]),
      now.at,
    ),
  );
}

/** Both at once, where proposals are kept elsewhere. */
export function decideWriteOff(
  before: Postpaid,
  writeOff: {
    readonly writeOffId: string;
    readonly invoiceId: string;
    readonly amountCents: bigint;
    readonly reason: string;
    readonly proposedBy: string;
    readonly approvedBy: string;
  },
  now: Now,
): Result<PostpaidDecision, ProposeWriteOffRefusal | ApproveWriteOffRefusal> {
  const { approvedBy, ...proposal } = writeOff;
  const proposed = decideProposeWriteOff(before, proposal, now);
  if (!proposed.ok) return proposed;
  const { writeOffId, amountCents: limitCents } = proposal;
  const approved = decideApproveWriteOff(proposed.value.state, { writeOffId, approvedBy, limitCents }, now);
  if (!approved.ok) return approved;
  return ok({ events: [...proposed.value.events, ...approved.value.events], state: approved.value.state });
}

export function decideDeclineWriteOff(
  state: Postpaid,
  { writeOffId, declinedBy }: { readonly writeOffId: string; readonly declinedBy: string },
  at: Date,
): Result<PostpaidDecision, { readonly kind: "write-off-unknown" }> {
  if (!state.writeOffs.has(writeOffId)) return refuse({ kind: "write-off-unknown" });
  return ok(followedBy(undecided(state), [{ type: "WriteOffDeclined", writeOffId, declinedBy, at }]));
}

/** VAT Act 89 of 1991, section 22(1): the VAT of a bad debt is taken back in the proportion in which the invoice stays unpaid. */
function writtenOff(
  { profile }: Postpaid,
  {
    invoice,
    ...writeOff
  }: Omit<InvoiceWrittenOff, "type" | "vatCents" | "entries" | "at"> & { readonly invoice: Invoice },
  { at }: Now,
): InvoiceWrittenOff {
  const { amountCents } = writeOff;
  const vatCents = vatLeftOf(invoice, invoice.writtenOffCents + amountCents) - invoice.writtenOffVatCents;
  const { currency } = profile;
  const entries = withoutZeros([
    { account: "write-offs", amountCents: amountCents - vatCents, currency },
    { account: "vat-output", amountCents: vatCents, currency },
    { account: "receivable", amountCents: -amountCents, currency },
  ]);
  return { type: "InvoiceWrittenOff", ...writeOff, vatCents, entries, at };
}

/**
 * Of what its credit notes left of an invoice, the VAT of a part. When a payment was reversed that a credit note had already turned
 * into credit, more can be open than that: of the rest the VAT is not taken back a second time.
 */
function vatLeftOf(invoice: Invoice, cents: bigint): bigint {
  const grossLeft = invoice.grossCents - creditedCents(invoice);
  const vatLeft = invoice.vatCents - sumOf(invoice.lines, ({ creditedVatCents }) => creditedVatCents);
  return cents < grossLeft ? share(vatLeft, cents, grossLeft) : vatLeft;
}

/** Section 22(2): what is paid after all brings back its part of that VAT. Only what the payment needs is open again. */
export function recovered(
  decision: PostpaidDecision,
  invoiceId: string,
  paidCents: bigint,
  at: Date,
): PostpaidDecision {
  const invoice = decision.state.invoices.get(invoiceId);
  const amountCents = invoice ? paidCents - outstandingCents(invoice) : 0n;
  if (!invoice || amountCents <= 0n) return decision;
  const { writtenOffCents, writtenOffVatCents } = invoice;
  const vatCents = writtenOffVatCents - share(writtenOffVatCents, writtenOffCents - amountCents, writtenOffCents);
  const { currency } = decision.state.profile;
  const event: WriteOffRecovered = {
    type: "WriteOffRecovered",
    invoiceId,
    amountCents,
    vatCents,
    dunOn: invoice.dunOn,
    entries: withoutZeros([
      { account: "receivable", amountCents, currency },
      { account: "write-offs", amountCents: vatCents - amountCents, currency },
      { account: "vat-output", amountCents: -vatCents, currency },
    ]),
    at,
  };
  return followedBy(decision, [event]);
}
