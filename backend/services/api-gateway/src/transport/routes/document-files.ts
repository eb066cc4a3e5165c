import type { FastifyReply } from "fastify";
import type { File } from "@beacom/proto/billing/v1/postpaid";
import { personOf } from "#transport/people";
import type { App, RouteContext } from "#transport/routes/route-context";
import { Days, DocumentPath, FileQuery } from "#transport/schemas/postpaid";

const timeoutMs = 15_000;
const produces = ["application/pdf", "text/html"];

/** Invoices, pro-formas and statements as files. */
export function documentFileRoutes(app: App, { services: { postpaid } }: RouteContext) {
  app.get(
    "/v1/me/billing/documents/:documentId/file",
    {
      config: { access: "customer" },
      schema: {
        tags: ["invoices"],
        summary: "An invoice or credit note as a file",
        description: "The first one made is the original; all others say that they are copies.",
        params: DocumentPath,
        querystring: FileQuery,
        produces,
      },
    },
    async (request, reply) => {
      const { customerId, headers } = personOf(request);
      const asked = { customerId, documentId: request.params.documentId, ...request.query };
      return send(reply, await postpaid.makeDocument(asked, { headers, timeoutMs }));
    },
  );

  app.get(
    "/v1/me/billing/pro-forma/file",
    {
      config: { access: "customer" },
      schema: { tags: ["invoices"], summary: "The pro-forma as a file", querystring: FileQuery, produces },
    },
    async (request, reply) => {
      const { customerId, headers } = personOf(request);
      return send(reply, await postpaid.makeProForma({ customerId, ...request.query }, { headers, timeoutMs }));
    },
  );

  app.get(
    "/v1/me/billing/statement/file",
    {
      config: { access: "customer" },
      schema: {
        tags: ["invoices"],
        summary: "A statement as a file",
        querystring: Days.extend(FileQuery.shape),
        produces,
      },
    },
    async (request, reply) => {
      const { customerId, headers } = personOf(request);
      return send(reply, await postpaid.makeAccountStatement({ customerId, ...request.query }, { headers, timeoutMs }));
    },
  );
}

/** Always to be saved, never run: of what a document says, its page may do nothing on this site. */
const filePolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox";

function send(reply: FastifyReply, { content, mediaType, name }: File) {
  return reply
    .type(mediaType)
    .header("content-disposition", dispositionOf(name))
    .header("content-security-policy", filePolicy)
    .send(Buffer.from(content));
}

/** RFC 6266 section 4.3 with RFC 8187: plain for everybody, and as it is for who understands it. */
export function dispositionOf(name: string): string {
  const plain = name.replace(/[^\w .()-]/g, "_");
  const exact = encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
  return `attachment; filename="${plain}"; filename*=UTF-8''${exact}`;
}
