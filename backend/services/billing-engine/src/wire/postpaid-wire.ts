import type {
  AccountStatementSchema,
  BillingSchema,
  DocumentLineSchema,
  DocumentSchema,
  ProFormaSchema,
  SubscriptionSchema,
} from "@beacom/proto/billing/v1/postpaid";
import type { MessageInitShape } from "@bufbuild/protobuf";
import { datePlusDays } from "@beacom/time";
import type { AccountStatement } from "#application/postpaid/account-statement";
import type { DocumentSummary, DocumentView, PostpaidSummary } from "#application/postpaid/views";
import type { InvoiceLine } from "#domain/postpaid/invoice";
import type { PostpaidPolicy } from "#domain/postpaid/policy";
import { type Postpaid, todayOf } from "#domain/postpaid/postpaid";
import type { CreditLine } from "#domain/postpaid/postpaid-event";
import type { ProForma } from "#domain/postpaid/pro-forma";
import { moneyMessage } from "#wire/billing-wire";

export function billingSummaryMessage(
  summary: PostpaidSummary,
  { postpaid, policy }: { readonly postpaid: Postpaid; readonly policy: PostpaidPolicy },
  at: Date,
): MessageInitShape<typeof BillingSchema> {
  const { currency } = summary;
  const { cycle, termsDays } = postpaid.profile;
  const { promise, exemption } = postpaid.dunning;
  const amount = (cents: bigint) => moneyMessage(cents, currency);
  return {
    customerId: summary.customerId,
    currency,
    segment: summary.segment,
    period: { from: summary.periodFrom, to: summary.periodTo },
    receivable: amount(summary.receivableCents),
    credit: amount(summary.creditCents),
    overdue: amount(summary.overdueCents),
    restriction: summary.restriction,
    nextInvoiceOn: summary.nextCloseOn ?? "",
    nextNoticeOn: summary.nextDunningOn ?? "",
    subscriptions: summary.subscriptions.map((subscription) => subscriptionMessage(subscription, currency)),
    cycle: { months: cycle.months, day: cycle.day === "last" ? 0 : cycle.day },
    termsDays,
    ...(promise && {
      promise: {
        amount: amount(promise.amountCents),
        paid: amount(promise.paidCents),
        by: promise.by,
        restoresService: promise.restoresService,
      },
    }),
    ...(exemption && { exemption: { until: exemption.until ?? "" } }),
    latestPromiseOn: datePlusDays(todayOf(postpaid, at), policy.promiseDays),
  };
}

const subscriptionMessage = (
  { priceCents, endsOn, pausedFrom, ...subscription }: PostpaidSummary["subscriptions"][number],
  currency: string,
): MessageInitShape<typeof SubscriptionSchema> => ({
  ...subscription,
  price: moneyMessage(priceCents, currency),
  endsOn: endsOn ?? "",
  pausedFrom: pausedFrom ?? "",
});

export function documentMessage(document: DocumentSummary) {
  const amount = (cents: bigint) => moneyMessage(cents, document.currency);
  return {
    documentId: document.documentId,
    kind: document.kind,
    serial: document.serial,
    form: document.form,
    issuedOn: document.issuedOn,
    dueOn: document.dueOn ?? "",
    net: amount(document.netCents),
    vat: amount(document.vatCents),
    gross: amount(document.grossCents),
    paid: amount(document.paidCents),
    open: amount(document.openCents),
    creditsDocumentId: document.creditsDocumentId ?? "",
    delivered: document.delivered,
  } satisfies MessageInitShape<typeof DocumentSchema>;
}

export function documentDetailsMessage(view: DocumentView): MessageInitShape<typeof DocumentSchema> {
  const { issued, currency } = view;
  const isInvoice = issued.type === "InvoiceIssued";
  return {
    ...documentMessage(view),
    lines: isInvoice
      ? issued.lines.map((line) => lineMessage(line, currency))
      : issued.lines.map((line) => lineMessage({ ...line, quantity: 1, span: null }, currency)),
    ...(isInvoice && { period: issued.period }),
  };
}

type Line = Pick<InvoiceLine, "description" | "quantity" | "span"> &
  Pick<CreditLine, "vatBasisPoints" | "netCents" | "vatCents" | "grossCents">;

const lineMessage = (line: Line, currency: string): MessageInitShape<typeof DocumentLineSchema> => ({
  description: line.description,
  quantity: line.quantity,
  ...(line.span && { span: { from: line.span.from, to: line.span.to } }),
  vatBasisPoints: Number(line.vatBasisPoints),
  net: moneyMessage(line.netCents, currency),
  vat: moneyMessage(line.vatCents, currency),
  gross: moneyMessage(line.grossCents, currency),
});

export const proFormaMessage = (
  proForma: ProForma | null,
  currency: string,
): MessageInitShape<typeof ProFormaSchema> => ({
  ...(proForma && { period: proForma.period }),
  lines: proForma?.lines.map((line) => lineMessage(line, currency)) ?? [],
  net: moneyMessage(proForma?.netCents ?? 0n, currency),
  vat: moneyMessage(proForma?.vatCents ?? 0n, currency),
  gross: moneyMessage(proForma?.grossCents ?? 0n, currency),
});

export function accountStatementMessage(
  { openingCents, rows, closingCents, ageing }: AccountStatement,
  currency: string,
): MessageInitShape<typeof AccountStatementSchema> {
  const amount = (cents: bigint) => moneyMessage(cents, currency);
  return {
    opening: amount(openingCents),
    rows: rows.map(({ day, kind, reference, documentId, amountCents, balanceCents }) => ({
      day,
      kind,
      reference,
      documentId: documentId ?? "",
      amount: amount(amountCents),
      balance: amount(balanceCents),
    })),
    closing: amount(closingCents),
    ageing: {
      current: amount(ageing.currentCents),
      days30: amount(ageing.days30Cents),
      days60: amount(ageing.days60Cents),
      days90: amount(ageing.days90Cents),
      days120: amount(ageing.days120Cents),
    },
  };
}
