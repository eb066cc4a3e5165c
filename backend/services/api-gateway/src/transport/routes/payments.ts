import { z } from "zod";
import { paymentJson } from "#application/from-proto";
import { personOf } from "#transport/people";
import type { App, RouteContext } from "#transport/routes/route-context";
import { IdempotencyHeaders, PageQuery, Text } from "#transport/schemas/common";
import { Payment, PaymentRequest, Payments } from "#transport/schemas/payments";

export function paymentRoutes(app: App, { services: { payments, identity, postpaid }, publicUrl }: RouteContext) {
  app.post(
    "/v1/me/payments",
    {
      config: { access: "customer", level: "pay" },
      schema: {
        tags: ["payments"],
        summary: "Open a payment; the person pays at redirectUrl",
        headers: IdempotencyHeaders,
        body: PaymentRequest,
        response: { 201: Payment },
      },
    },
    async (request, reply) => {
      const { customerId, headers } = personOf(request);
      const { amount, planId = "", invoiceId = "" } = request.body;
      // Somebody else's invoice is unknown here: money for it would only end up in the payer's own wallet.
      if (invoiceId !== "") await postpaid.getDocument({ customerId, documentId: invoiceId }, { headers });
      const { email } = await identity.getCustomer({ customerId }, { headers });
      const payment = await payments.createPayment(
        {
          customerId,
          amount: { minorUnits: BigInt(amount.minorUnits), currency: amount.currency },
          planId,
          invoiceId,
          email,
          returnUrl: `${publicUrl()}/top-up/{payment_id}`,
          idempotencyKey: request.headers["idempotency-key"],
        },
        { headers, timeoutMs: 15_000 },
      );
      return reply.status(201).send(paymentJson(payment));
    },
  );

  app.get(
    "/v1/me/payments/:paymentId",
    {
      config: { access: "customer" },
      schema: {
        tags: ["payments"],
        summary: "Where a payment stands",
        params: z.object({ paymentId: Text(100) }),
        response: { 200: Payment },
      },
    },
    async (request) => {
      const { headers } = personOf(request);
      return paymentJson(
        await payments.getPayment({ paymentId: request.params.paymentId }, { headers, timeoutMs: 15_000 }),
      );
    },
  );

  app.get(
    "/v1/me/payments",
    {
      config: { access: "customer" },
      schema: {
        tags: ["payments"],
        summary: "Payments, newest first",
        querystring: PageQuery,
        response: { 200: Payments },
      },
    },
    async (request) => {
      const { customerId, headers } = personOf(request);
      const { cursor = "", limit } = request.query;
      const answer = await payments.listPayments({ customerId, cursor, limit }, { headers });
      return { payments: answer.payments.map(paymentJson), nextCursor: answer.page?.nextCursor || null };
    },
  );
}
