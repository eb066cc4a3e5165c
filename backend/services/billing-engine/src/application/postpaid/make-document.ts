import type { InvoiceDocument, Supplier } from "@beacom/documents";
import { type Result, refuse } from "@beacom/result";
import type { NotBilled } from "#application/postpaid/change-postpaid";
import type { DeliverDocumentUseCase } from "#application/postpaid/deliver-document";
import { invoiceDocumentOf } from "#application/postpaid/invoice-document";
import type { Recipients } from "#application/postpaid/recipients";
import type { PostpaidViews } from "#application/postpaid/views";
import type { DeliverRefusal } from "#domain/postpaid/deliver-document";

export type MakeDocumentRefusal = DeliverRefusal | NotBilled | { readonly kind: "recipient-altered" };
export type MakeDocumentUseCase = <Made, Refusal>(request: {
  readonly documentId: string;
  /** null: somebody only looks. It is set as a copy then, and the original is still to come. */
  readonly channel: string | null;
  readonly supplier: Supplier;
  readonly language: InvoiceDocument["language"];
  readonly paymentUrl: string | null;
  /** Sets it as a file. What cannot be set is not delivered: the original is still to come. */
  readonly set: (document: InvoiceDocument) => Result<Made, Refusal>;
}) => Promise<Result<Made, Refusal | MakeDocumentRefusal>>;

/** An invoice or credit note set to be handed over: the first one made is the original, and all others say that they are copies. */
export const makeDocumentWith =
  (ports: { views: PostpaidViews; recipients: Recipients; deliver: DeliverDocumentUseCase }): MakeDocumentUseCase =>
  async ({ documentId, channel, set, ...setting }) => {
    const view = await ports.views.document(documentId);
    if (!view) return refuse({ kind: "document-unknown" });
    const found = await ports.recipients.find(view.issued.recipient);
    if (found.state === "altered" || found.state === "unknown") return refuse({ kind: "recipient-altered" });
    const recipient = found.state === "there" ? found.details : null;
    const paymentReference = view.kind === "invoice" ? view.serial : null;
    const setAs = (isCopy: boolean) =>
      set(invoiceDocumentOf(view, isCopy, { ...setting, recipient, paymentReference }));
    if (channel === null) return setAs(true);
    const made = setAs(view.delivered);
    if (!made.ok) return made;
    const delivered = await ports.deliver({ customerId: view.customerId, documentId, channel });
    if (!delivered.ok) return delivered;
    // Somebody else may have taken the original meanwhile.
    return delivered.value.copy === view.delivered ? made : setAs(delivered.value.copy);
  };
