import type {
  AccountStatement,
  Billing,
  Document,
  DocumentLine,
  ProForma,
  Span,
} from "@beacom/proto/billing/v1/postpaid";
import { moneyJson } from "#application/from-proto";

type Restriction = "none" | "walled-garden" | "suspended" | "terminated";
type RowKind = "invoice" | "credit-note" | "payment" | "payment-reversed" | "written-off" | "recovered";

const spanJson = (span: Span | undefined) => (span ? { from: span.from, to: span.to } : null);

export const billingJson = (billing: Billing) => ({
  period: spanJson(billing.period),
  receivable: moneyJson(billing.receivable),
  credit: moneyJson(billing.credit),
  overdue: moneyJson(billing.overdue),
  restriction: (billing.restriction || "none") as Restriction,
  nextInvoiceOn: billing.nextInvoiceOn || null,
  latestPromiseOn: billing.latestPromiseOn || null,
  promise: billing.promise
    ? { amount: moneyJson(billing.promise.amount), paid: moneyJson(billing.promise.paid), by: billing.promise.by }
    : null,
  subscriptions: billing.subscriptions.map((subscription) => ({
    subscriptionId: subscription.subscriptionId,
    name: subscription.name,
    price: moneyJson(subscription.price),
    quantity: subscription.quantity,
    startsOn: subscription.startsOn,
    endsOn: subscription.endsOn || null,
    pausedFrom: subscription.pausedFrom || null,
  })),
});

export const documentJson = (document: Document) => ({
  documentId: document.documentId,
  kind: document.kind as "invoice" | "credit-note",
  serial: document.serial,
  issuedOn: document.issuedOn,
  dueOn: document.dueOn || null,
  net: moneyJson(document.net),
  vat: moneyJson(document.vat),
  gross: moneyJson(document.gross),
  paid: moneyJson(document.paid),
  open: moneyJson(document.open),
  creditsDocumentId: document.creditsDocumentId || null,
});

export const documentDetailsJson = (document: Document) => ({
  ...documentJson(document),
  period: spanJson(document.period),
  lines: document.lines.map(lineJson),
});

export const proFormaJson = (proForma: ProForma) => ({
  period: spanJson(proForma.period),
  lines: proForma.lines.map(lineJson),
  net: moneyJson(proForma.net),
  vat: moneyJson(proForma.vat),
  gross: moneyJson(proForma.gross),
});

const lineJson = (line: DocumentLine) => ({
  description: line.description,
  quantity: line.quantity,
  span: spanJson(line.span),
  vatBasisPoints: line.vatBasisPoints,
  net: moneyJson(line.net),
  vat: moneyJson(line.vat),
  gross: moneyJson(line.gross),
});

export const accountStatementJson = ({ opening, closing, rows, ageing }: AccountStatement) => ({
  opening: moneyJson(opening),
  closing: moneyJson(closing),
  rows: rows.map(({ day, kind, reference, documentId, amount, balance }) => ({
    day,
    kind: kind as RowKind,
    reference,
    documentId: documentId || null,
    amount: moneyJson(amount),
    balance: moneyJson(balance),
  })),
  ageing: {
    current: moneyJson(ageing?.current),
    days30: moneyJson(ageing?.days30),
    days60: moneyJson(ageing?.days60),
    days90: moneyJson(ageing?.days90),
    days120: moneyJson(ageing?.days120),
  },
});
