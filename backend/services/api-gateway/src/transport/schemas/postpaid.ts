import { z } from "zod";
import { AmountToMove, Day, Id, Money } from "#transport/schemas/common";

const Span = z.object({ from: Day, to: Day.meta({ description: "The first day after it" }) });

export const Billing = z
  .object({
    period: Span.nullable(),
    receivable: Money.meta({ description: "What is open on all invoices" }),
    credit: Money.meta({ description: "What no invoice needed yet" }),
    overdue: Money,
    restriction: z.enum(["none", "walled-garden", "suspended", "terminated"]),
    nextInvoiceOn: Day.nullable(),
    latestPromiseOn: Day.nullable(),
    promise: z.object({ amount: Money, paid: Money, by: Day }).nullable(),
    subscriptions: z.array(
      z.object({
        subscriptionId: z.string(),
        name: z.string(),
        price: Money,
        quantity: z.int(),
        startsOn: Day,
        endsOn: Day.nullable(),
        pausedFrom: Day.nullable(),
      }),
    ),
  })
  .meta({ id: "Billing" });

const documentFields = {
  documentId: z.string(),
  kind: z.enum(["invoice", "credit-note"]),
  serial: z.string(),
  issuedOn: Day,
  dueOn: Day.nullable(),
  net: Money,
  vat: Money,
  gross: Money,
  paid: Money,
  open: Money,
  creditsDocumentId: z.string().nullable(),
};
export const Documents = z
  .object({ documents: z.array(z.object(documentFields)), nextCursor: z.string().nullable() })
  .meta({ id: "Documents" });

const Line = z.object({
  description: z.string(),
  quantity: z.int(),
  span: Span.nullable(),
  vatBasisPoints: z.int().meta({ description: "1500 is 15 %" }),
  net: Money,
  vat: Money,
  gross: Money,
});
export const Document = z
  .object({ ...documentFields, period: Span.nullable(), lines: z.array(Line) })
  .meta({ id: "Document" });
export const ProForma = z
  .object({ period: Span.nullable(), lines: z.array(Line), net: Money, vat: Money, gross: Money })
  .meta({ id: "ProForma" });

export const AccountStatement = z
  .object({
    opening: Money,
    closing: Money,
    rows: z.array(
      z.object({
        day: Day,
        kind: z.enum(["invoice", "credit-note", "payment", "payment-reversed", "written-off", "recovered"]),
        reference: z.string(),
        documentId: z.string().nullable(),
        amount: Money.meta({ description: "Positive is owed to the operator" }),
        balance: Money,
      }),
    ),
    ageing: z.object({ current: Money, days30: Money, days60: Money, days90: Money, days120: Money }),
  })
  .meta({ id: "AccountStatement" });

export const DocumentPath = z.object({ documentId: Id });
export const Days = z.object({ from: Day, to: Day.meta({ description: "The last day" }) });
export const FileQuery = z.object({
  format: z.enum(["pdf", "html"]).default("pdf"),
  language: z
    .string()
    .max(35)
    .regex(/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/)
    .default("en"),
});

export const WalletPayment = z
  .object({ amount: AmountToMove.optional().meta({ description: "Absent: all that is open" }) })
  .meta({ id: "WalletPayment" });
export const PromiseToPay = z.object({ amount: AmountToMove, by: Day }).meta({ id: "PromiseToPay" });
