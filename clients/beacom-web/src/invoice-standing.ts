import type { DocumentSummary } from "@beacom/api-client";

export type InvoiceStanding =
  | { kind: "credit-note" }
  | { kind: "paid" }
  | { kind: "due"; by: string }
  | { kind: "overdue"; since: string };

/** The due date is the last day on which it is in time. */
export function invoiceStanding(
  { kind, open, dueOn }: Pick<DocumentSummary, "kind" | "open" | "dueOn">,
  today: string,
): InvoiceStanding {
  if (kind === "credit-note") return { kind: "credit-note" };
  if (open.minorUnits <= 0 || dueOn === null) return { kind: "paid" };
  return dueOn < today ? { kind: "overdue", since: dueOn } : { kind: "due", by: dueOn };
}
