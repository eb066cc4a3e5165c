import {
  accountStatementJson,
  billingJson,
  documentDetailsJson,
  documentJson,
  proFormaJson,
} from "#application/postpaid-json";
import { personOf } from "#transport/people";
import type { App, RouteContext } from "#transport/routes/route-context";
import { IdempotencyHeaders, PageQuery } from "#transport/schemas/common";
import {
  AccountStatement,
  Billing,
  Days,
  Document,
  DocumentPath,
  Documents,
  ProForma,
  PromiseToPay,
  WalletPayment,
} from "#transport/schemas/postpaid";

const unlessBilled = "Refused with 404 `not-billed` for customers who are not invoiced.";

/** What customers who pay by invoice owe, and how they pay it. Open as well to those whose service is restricted. */
export function postpaidRoutes(app: App, { services: { postpaid } }: RouteContext) {
  app.get(
    "/v1/me/billing",
    {
      config: { access: "customer" },
      schema: { tags: ["invoices"], summary: "What is owed", description: unlessBilled, response: { 200: Billing } },
    },
    async (request) => {
      const { customerId, headers } = personOf(request);
      return billingJson(await postpaid.getBilling({ customerId }, { headers }));
    },
  );

  app.get(
    "/v1/me/billing/documents",
    {
      config: { access: "customer" },
      schema: {
        tags: ["invoices"],
        summary: "Invoices and credit notes, newest first",
        querystring: PageQuery,
        response: { 200: Documents },
      },
    },
    async (request) => {
      const { customerId, headers } = personOf(request);
      const { cursor = "", limit } = request.query;
      const { documents, page } = await postpaid.listDocuments({ customerId, cursor, limit }, { headers });
      return { documents: documents.map(documentJson), nextCursor: page?.nextCursor || null };
    },
  );

  app.get(
    "/v1/me/billing/documents/:documentId",
    {
      config: { access: "customer" },
      schema: {
        tags: ["invoices"],
        summary: "One invoice or credit note with its lines",
        params: DocumentPath,
        response: { 200: Document },
      },
    },
    async (request) => {
      const { customerId, headers } = personOf(request);
      const { documentId } = request.params;
      return documentDetailsJson(await postpaid.getDocument({ customerId, documentId }, { headers }));
    },
  );

  app.post(
    "/v1/me/billing/documents/:documentId/payments",
    {
      config: { access: "customer", level: "pay" },
      schema: {
        tags: ["invoices"],
        summary: "Pay an invoice from the wallet",
        description: "At the provider: POST /v1/me/payments with `invoiceId`.",
        headers: IdempotencyHeaders,
        params: DocumentPath,
        body: WalletPayment,
        response: { 201: Billing },
      },
    },
    async (request, reply) => {
      const { customerId, headers } = personOf(request);
      const { amount } = request.body;
      const payment = {
        customerId,
        invoiceId: request.params.documentId,
        idempotencyKey: request.headers["idempotency-key"],
        ...(amount && { amount: { ...amount, minorUnits: BigInt(amount.minorUnits) } }),
      };
      return reply.status(201).send(billingJson(await postpaid.payFromWallet(payment, { headers })));
    },
  );

  app.post(
    "/v1/me/billing/promises",
    {
      config: { access: "customer", level: "pay" },
      schema: {
        tags: ["invoices"],
        summary: "Promise to pay by a day; until then nothing more happens",
        headers: IdempotencyHeaders,
        body: PromiseToPay,
        response: { 201: Billing },
      },
    },
    async (request, reply) => {
      const { customerId, headers } = personOf(request);
      const { amount, by } = request.body;
      const promise = {
        customerId,
        amount: { ...amount, minorUnits: BigInt(amount.minorUnits) },
        by,
        idempotencyKey: request.headers["idempotency-key"],
      };
      return reply.status(201).send(billingJson(await postpaid.promiseToPay(promise, { headers })));
    },
  );

  app.get(
    "/v1/me/billing/pro-forma",
    {
      config: { access: "customer" },
      schema: {
        tags: ["invoices"],
        summary: "What the end of the open period would bring if nothing changed",
        response: { 200: ProForma },
      },
    },
    async (request) => {
      const { customerId, headers } = personOf(request);
      return proFormaJson(await postpaid.getProForma({ customerId }, { headers }));
    },
  );

  app.get(
    "/v1/me/billing/statement",
    {
      config: { access: "customer" },
      schema: {
        tags: ["invoices"],
        summary: "Invoices and payments of some days, with the balance after each",
        querystring: Days,
        response: { 200: AccountStatement },
      },
    },
    async (request) => {
      const { customerId, headers } = personOf(request);
      return accountStatementJson(await postpaid.getAccountStatement({ customerId, ...request.query }, { headers }));
    },
  );
}
