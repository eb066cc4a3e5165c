import { datePlusDays, type LocalDate } from "@beacom/time";
import { type Entry, type LedgerAccount, withoutZeros } from "#domain/ledger";
import type { ChargeLine } from "#domain/postpaid/charges";
import type { Span } from "#domain/postpaid/cycle";
import { documentId, type InvoiceLine, type RevenueKind } from "#domain/postpaid/invoice";
import { formOf, type PostpaidPolicy } from "#domain/postpaid/policy";
import { type Postpaid, todayOf } from "#domain/postpaid/postpaid";
import type { InvoiceIssued } from "#domain/postpaid/postpaid-event";
import { taxed } from "#domain/postpaid/vat";

/** The invoice of these charges; none if they come to nothing. It is dated on the day that it is issued, whatever it is for. */
export function invoiceOf(
  state: Postpaid,
  charges: readonly ChargeLine[],
  about: { readonly reason: InvoiceIssued["reason"]; readonly period: Span },
  { policy, at }: { readonly policy: PostpaidPolicy; readonly at: Date },
): InvoiceIssued[] {
  const { profile, customerId, documentsIssued } = state;
  const lines = taxed(charges, profile.currency);
  const grossCents = sumOf(lines, ({ grossCents }) => grossCents);
  if (grossCents === 0n) return [];
  const vatCents = sumOf(lines, ({ vatCents }) => vatCents);
  const issuedOn = todayOf(state, at);
  const dueOn = datePlusDays(issuedOn, profile.termsDays);
  return [
    {
      type: "InvoiceIssued",
      invoiceId: documentId("inv", documentsIssued.invoices + 1, customerId),
      series: policy.series.invoice,
      form: formOf(grossCents, policy.invoiceForms),
      reason: about.reason,
      period: { from: about.period.from, to: about.period.to },
      issuedOn,
      dueOn,
      dunOn: firstNoticeOn(policy, { issuedOn, dueOn }),
      recipient: profile.recipient,
      currency: profile.currency,
      lines: lines.map(asInvoiced),
      netCents: grossCents - vatCents,
      vatCents,
      grossCents,
      entries: invoiceEntries(lines, { grossCents, vatCents, currency: profile.currency }),
      at,
    },
  ];
}

function asInvoiced(line: ChargeLine & Pick<InvoiceLine, "netCents" | "vatCents">): InvoiceLine {
  const { accruedNetCents: _, ...invoiced } = line;
  return invoiced;
}

/** At the latest on the day after it should have been paid, so that nobody is forgotten whom no step reminds earlier. */
function firstNoticeOn(
  { campaign }: PostpaidPolicy,
  { issuedOn, dueOn }: { readonly issuedOn: LocalDate; readonly dueOn: LocalDate },
): LocalDate {
  const first = datePlusDays(dueOn, campaign.steps[0]?.daysAfterDue ?? 1);
  return first < issuedOn ? issuedOn : first;
}

const creditedAccount: Readonly<Record<RevenueKind, LedgerAccount>> = {
  deferred: "deferred-revenue",
  earned: "earned-revenue",
  accrued: "earned-revenue",
  fee: "fees-charged",
};

/** What was accrued when it was used is cleared exactly; a cent that the document's VAT moved is revenue. */
function invoiceEntries(
  lines: readonly (ChargeLine & { readonly netCents: bigint })[],
  { grossCents, vatCents, currency }: { grossCents: bigint; vatCents: bigint; currency: Entry["currency"] },
): Entry[] {
  const accrued = sumOf(lines, ({ accruedNetCents }) => accruedNetCents);
  const revenue = (account: LedgerAccount) => {
    const theirs = lines.filter((line) => creditedAccount[line.revenue] === account);
    return sumOf(theirs, ({ netCents, accruedNetCents }) => netCents - accruedNetCents);
  };
  return withoutZeros([
    { account: "receivable", amountCents: grossCents, currency },
    { account: "deferred-revenue", amountCents: -revenue("deferred-revenue"), currency },
    { account: "earned-revenue", amountCents: -revenue("earned-revenue"), currency },
    { account: "fees-charged", amountCents: -revenue("fees-charged"), currency },
    { account: "accrued-revenue", amountCents: -accrued, currency },
    { account: "vat-output", amountCents: -vatCents, currency },
  ]);
}

export const sumOf = <T>(items: readonly T[], of: (item: T) => bigint): bigint =>
  items.reduce((sum, item) => sum + of(item), 0n);
