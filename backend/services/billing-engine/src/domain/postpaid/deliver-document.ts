import { ok, type Result, refuse } from "@beacom/result";
import { followedBy, type PostpaidDecision, undecided } from "#domain/postpaid/decision";
import type { Postpaid } from "#domain/postpaid/postpaid";

export type DeliverRefusal = { readonly kind: "document-unknown" };

/** The original is delivered once (VAT Act 89 of 1991, section 20(1)); all that follow are marked as copies. */
export function decideDeliverDocument(
  state: Postpaid,
  { documentId, channel, at }: { readonly documentId: string; readonly channel: string; readonly at: Date },
): Result<PostpaidDecision & { readonly copy: boolean }, DeliverRefusal> {
  const [, kind, ordinal, customerId] = /^(inv|crn)_(\d+)_(.+)$/.exec(documentId) ?? [];
  const { invoices, creditNotes } = state.documentsIssued;
  const issued = kind === "inv" ? invoices : creditNotes;
  const isKnown = customerId === state.customerId && Number(ordinal) >= 1 && Number(ordinal) <= issued;
  if (!isKnown) return refuse({ kind: "document-unknown" });
  const copy = state.delivered.has(documentId);
  const decision = followedBy(undecided(state), [{ type: "DocumentDelivered", documentId, channel, copy, at }]);
  return ok({ ...decision, copy });
}
