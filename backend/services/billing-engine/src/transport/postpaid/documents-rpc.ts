import type { PostpaidService } from "@beacom/proto/billing/v1/postpaid";
import { requireOwnOr, requirePermission } from "@beacom/runtime";
import type { HandlerContext, ServiceImpl } from "@connectrpc/connect";
import { dayAsked, idAsked, pageSize } from "#transport/asked";
import { formatAsked, invoiceFile, languageAsked, statementFile } from "#transport/document-files";
import type { PostpaidDoor } from "#transport/postpaid/postpaid-door";
import type { PostpaidAnswers } from "#transport/postpaid/postpaid-rpc";
import { refusedAs } from "#transport/refusals";
import { isOnlyLooking } from "#transport/who-asks";
import { accountStatementMessage, documentDetailsMessage, documentMessage, proFormaMessage } from "#wire/postpaid-wire";

type Methods =
  | "listDocuments"
  | "findDocument"
  | "getDocument"
  | "makeDocument"
  | "getProForma"
  | "makeProForma"
  | "getAccountStatement"
  | "makeAccountStatement";

export function documentsRpc(
  { postpaid, currency, supplierNow, publicUrl }: PostpaidDoor,
  { answered }: PostpaidAnswers,
): Pick<ServiceImpl<typeof PostpaidService>, Methods> {
  const { views } = postpaid;
  const link = (path: string) => (publicUrl === null ? null : `${publicUrl}${path}`);
  const mayRead = (context: HandlerContext, customerId: string) =>
    requireOwnOr(context, idAsked(customerId), "customers.read");

  async function documentOf(
    context: HandlerContext,
    { customerId, documentId }: Record<"customerId" | "documentId", string>,
  ) {
    mayRead(context, customerId);
    const view = await views.document(idAsked(documentId));
    // Another customer's document is as unknown as one that never was.
    if (!view || view.customerId !== customerId) throw refusedAs("document-unknown");
    return view;
  }

  return {
    async listDocuments({ customerId, cursor, limit }, context) {
      mayRead(context, customerId);
      const page = await views.documents({ customerId, cursor, limit: pageSize(limit) });
      if (!page) throw refusedAs("cursor-unknown");
      return { documents: page.rows.map(documentMessage), page: { nextCursor: page.nextCursor ?? "" } };
    },
    async findDocument({ serial }, context) {
      requirePermission(context, "customers.read");
      const found = await views.ofSerial(idAsked(serial));
      if (!found) throw refusedAs("document-unknown");
      return { customerId: found.customerId, document: documentMessage(found.document) };
    },
    getDocument: async (request, context) => documentDetailsMessage(await documentOf(context, request)),
    async makeDocument(request, context) {
      const { documentId, serial } = await documentOf(context, request);
      const [format, language] = [formatAsked(request.format), languageAsked(request.language)];
      const paymentUrl = link(`/invoices/${encodeURIComponent(documentId)}`);
      const supplier = await supplierNow();
      const setting = { channel: isOnlyLooking(context) ? null : "download", supplier, language, paymentUrl };
      const made = await postpaid.makeDocument({ documentId, ...setting, set: invoiceFile(format) });
      return { ...answered(made), name: `${serial}.${format}` };
    },
    async getProForma({ customerId }, context) {
      mayRead(context, customerId);
      return proFormaMessage(answered(await postpaid.proForma(customerId)), currency);
    },
    async makeProForma(request, context) {
      const { customerId } = request;
      mayRead(context, customerId);
      const [format, language] = [formatAsked(request.format), languageAsked(request.language)];
      const setting = { supplier: await supplierNow(), language, paymentUrl: null };
      const document = answered(await postpaid.proFormaDocument({ customerId, ...setting }));
      return { ...answered(invoiceFile(format)(document)), name: `${document.serial}.${format}` };
    },
    async getAccountStatement({ customerId, from, to }, context) {
      mayRead(context, customerId);
      const period = { from: dayAsked(from), to: dayAsked(to) };
      return accountStatementMessage(answered(await postpaid.statement({ customerId, ...period })), currency);
    },
    async makeAccountStatement(request, context) {
      const { customerId } = request;
      mayRead(context, customerId);
      const [format, language] = [formatAsked(request.format), languageAsked(request.language)];
      const period = { from: dayAsked(request.from), to: dayAsked(request.to) };
      const setting = { supplier: await supplierNow(), language, paymentUrl: link("/invoices") };
      const document = answered(await postpaid.statementDocument({ customerId, ...period, ...setting }));
      const name = `statement-${period.from}-${period.to}.${format}`;
      return { ...answered(statementFile(document, format)), name };
    },
  };
}
