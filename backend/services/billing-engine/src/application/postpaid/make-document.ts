import type { InvoiceDocument, Supplier } from "@beacom/documents";
import { ok, type Result, refuse } from "@beacom/result";
import type { NotBilled } from "#application/postpaid/change-postpaid";
import type { DeliverDocumentUseCase } from "#application/postpaid/deliver-document";
import { invoiceDocumentOf } from "#application/postpaid/invoice-document";
import type { Recipients } from "#application/postpaid/recipients";
import type { PostpaidViews } from "#application/postpaid/views";
import type { DeliverRefusal } from "#domain/postpaid/deliver-document";

export type MakeDocumentRefusal = DeliverRefusal | NotBilled | { readonly kind: "recipient-altered" };
export type MakeDocumentUseCase = (request: {
  readonly documentId: string;
  readonly channel: string;
  readonly supplier: Supplier;
  readonly language: InvoiceDocument["language"];
  readonly paymentUrl: string | null;
}) => Promise<Result<InvoiceDocument, MakeDocumentRefusal>>;

/** An invoice or credit note ready to be set as PDF or HTML: the first one made is the original, and all others say that they are copies. */
export const makeDocumentWith =
  (ports: { views: PostpaidViews; recipients: Recipients; deliver: DeliverDocumentUseCase }): MakeDocumentUseCase =>
  async ({ documentId, channel, ...setting }) => {
    const view = await ports.views.document(documentId);
    if (!view) return refuse({ kind: "document-unknown" });
    const found = await ports.recipients.find(view.issued.recipient);
    if (found.state === "altered" || found.state === "unknown") return refuse({ kind: "recipient-altered" });
    const recipient = found.state === "there" ? found.details : null;
    const delivered = await ports.deliver({ customerId: view.customerId, documentId, channel });
    if (!delivered.ok) return delivered;
    const paymentReference = view.kind === "invoice" ? view.serial : null;
    return ok(invoiceDocumentOf(view, delivered.value.copy, { ...setting, recipient, paymentReference }));
  };
