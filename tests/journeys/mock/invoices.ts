/** What somebody who pays by invoice owes, in time or overdue. */
const dayMs = 86_400_000;
const day = (days: number) => new Date(Date.now() + days * dayMs + 2 * 3_600_000).toISOString().slice(0, 10);
const zar = (minorUnits: number) => ({ minorUnits, currency: "ZAR" });
const vatOf = (gross: number) => gross - Math.round(gross / 1.15);

const document = (
  number: number,
  kind: "invoice" | "credit-note",
  gross: number,
  issued: number,
  { paid = gross, dueDays = 7 }: { paid?: number; dueDays?: number } = {},
) => ({
  documentId: `inv_${number}`,
  kind,
  serial: `${kind === "invoice" ? "INV" : "CN"}-${String(number).padStart(6, "0")}`,
  issuedOn: day(issued),
  dueOn: kind === "invoice" ? day(issued + dueDays) : null,
  net: zar(gross - vatOf(gross)),
  vat: zar(vatOf(gross)),
  gross: zar(gross),
  paid: zar(kind === "invoice" ? paid : 0),
  open: zar(kind === "invoice" ? gross - paid : 0),
  creditsDocumentId: kind === "invoice" ? null : "inv_118",
});

const documents = (overdue: boolean) => [
  document(131, "invoice", 59_900, overdue ? -21 : -3, { paid: overdue ? 10_000 : 0 }),
  document(7, "credit-note", 4_990, -30),
  document(118, "invoice", 59_900, -34),
  document(102, "invoice", 123_456_789, -64),
];

export const documentsPage = (overdue: boolean) => ({ documents: documents(overdue), nextCursor: null });

export function documentOf(documentId: string, overdue: boolean) {
  const found = documents(overdue).find((one) => one.documentId === documentId);
  if (!found) return undefined;
  const line = (description: string, gross: number, quantity = 1, span: object | null = null) => ({
    description,
    quantity,
    span,
    vatBasisPoints: 1_500,
    net: zar(gross - vatOf(gross)),
    vat: zar(vatOf(gross)),
    gross: zar(gross),
  });
  const gross = found.gross.minorUnits;
  const lines =
    found.kind === "invoice"
      ? [
          line("Line 20 with a fixed address", gross - 10_000, 1, { from: day(-21), to: day(9) }),
          line("Used without a bundle", 8_000),
          line("Cable, 10 m", 2_000, 2),
        ]
      : [line("Line 20, six days without service", gross)];
  return { ...found, period: null, lines };
}

export const billing = (overdue: boolean) => ({
  period: { from: day(-21), to: day(9) },
  receivable: zar(overdue ? 49_900 : 59_900),
  credit: zar(0),
  overdue: zar(overdue ? 49_900 : 0),
  restriction: overdue ? "walled-garden" : "none",
  nextInvoiceOn: day(9),
  latestPromiseOn: day(7),
  promise: null,
  subscriptions: [],
});

export const paidUp = () => ({ ...billing(false), receivable: zar(0) });
