import { timingSafeEqual } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { Behaviour } from "#behaviour";
import type { Callbacks } from "#callbacks";
import type { Transaction, Transactions } from "#transactions";
import { refundJson, refusal, transactionJson } from "#wire";

const subunits = z.union([
  z.int().positive(),
  z
    .string()
    .regex(/^[1-9]\d{0,11}$/)
    .transform(Number),
]);
const InitializeBody = z.object({
  email: z.email(),
  amount: subunits,
  currency: z.enum(["ZAR", "NGN", "GHS", "KES", "USD"]).default("ZAR"),
  reference: z.string().optional(),
  callback_url: z.url().optional(),
  metadata: z.unknown().optional(),
});
const RefundBody = z.object({ transaction: z.union([z.string(), z.number()]), amount: subunits.optional() });
const ListQuery = z.object({
  perPage: z.coerce.number().int().min(1).max(100).default(50),
  page: z.coerce.number().int().min(1).default(1),
  status: z.enum(["success", "failed", "abandoned"]).optional(),
  from: z.string().optional(),
  to: z.string().optional(),
});

/** The part of Paystack's API that Beacom uses, with its shapes, statuses and sentences. */
export function apiRoutes(
  app: FastifyInstance,
  parts: {
    secretKey: string;
    transactions: Transactions;
    callbacks: Callbacks;
    behaviour: () => Behaviour;
    publicUrl: () => string;
  },
): void {
  const { transactions, behaviour } = parts;

  app.addHook("onRequest", async (request, reply) => {
    await wait(behaviour().answerDelayMs);
    if (behaviour().failures > 0) {
      behaviour().failures--;
      await reply.code(500).send({ status: false, message: "An error occurred" });
    } else if (!sameText(request.headers.authorization ?? "", `Bearer ${parts.secretKey}`)) {
      const step = "Ensure that you provide the correct authorization key for the request";
      await reply.code(401).send(refusal("Invalid key", "invalid_Key", step));
    }
  });

  app.post("/transaction/initialize", async (request, reply) => {
    const body = InitializeBody.safeParse(request.body);
    if (!body.success) return invalid(reply, body.error);
    const { email, amount, currency, callback_url: callbackUrl = "", metadata } = body.data;
    const reference = body.data.reference ?? `T${Date.now()}${Math.floor(Math.random() * 1e6)}`;
    if (!/^[A-Za-z0-9.=-]+$/.test(reference)) {
      const step = "Ensure that the reference has only alphanumeric characters and - . =";
      return reply.code(400).send(refusal("Transaction reference includes invalid characters", "invalid_params", step));
    }
    const transaction = transactions.open({ reference, email, amount, currency, callbackUrl, metadata });
    if (!transaction) {
      const step = "Try again with a new transaction reference";
      return reply.code(400).send(refusal("Duplicate Transaction Reference", "duplicate_reference", step));
    }
    if (behaviour().dropInitialize > 0) {
      behaviour().dropInitialize--;
      return drop(request, reply);
    }
    const data = {
      authorization_url: `${parts.publicUrl()}/checkout/${transaction.accessCode}`,
      access_code: transaction.accessCode,
      reference,
    };
    return { status: true, message: "Authorization URL created", data };
  });

  app.get<{ Params: { reference: string } }>("/transaction/verify/:reference", async (request, reply) => {
    const transaction = transactions.find(request.params.reference);
    if (!transaction) return notFound(reply);
    return { status: true, message: "Verification successful", data: transactionJson(transaction) };
  });

  app.get("/transaction", async (request, reply) => {
    const query = ListQuery.safeParse(request.query);
    if (!query.success) return invalid(reply, query.error);
    const { perPage, page, status, from, to } = query.data;
    const found = transactions
      .all()
      .filter((each) => !status || each.status === status)
      .filter((each) => (!from || each.createdAt >= from) && (!to || each.createdAt <= to));
    const skipped = (page - 1) * perPage;
    const meta = { total: found.length, skipped, perPage, page, pageCount: Math.ceil(found.length / perPage) };
    const data = found.slice(skipped, skipped + perPage).map(transactionJson);
    return { status: true, message: "Transactions retrieved", data, meta };
  });

  app.post("/refund", async (request, reply) => {
    const body = RefundBody.safeParse(request.body);
    if (!body.success) return invalid(reply, body.error);
    const named = String(body.data.transaction);
    const transaction = transactions.find(named) ?? transactions.all().find((each) => String(each.id) === named);
    if (!transaction) return notFound(reply);
    const amount = body.data.amount ?? transaction.amount - transaction.refundedAmount;
    if (transaction.status !== "success") {
      return reply
        .code(400)
        .send(refusal("Transaction has not been successful", "invalid_params", "Refund a paid transaction"));
    }
    if (amount <= 0 || transaction.refundedAmount + amount > transaction.amount) {
      const step = "Refund no more than what was paid";
      return reply
        .code(400)
        .send(refusal("Refund amount cannot be more than the transaction amount", "invalid_params", step));
    }
    refund(transaction, amount);
    transactions.save();
    const data = refundJson(transaction, amount);
    const { id, currency } = data;
    const { reference } = transaction;
    parts.callbacks.send("refund.processed", {
      id,
      status: "processed",
      transaction_reference: reference,
      amount,
      currency,
      domain: "test",
    });
    return { status: true, message: "Refund has been queued for processing", data };
  });
}

function refund(transaction: Transaction, amount: number): void {
  transaction.refundedAmount += amount;
  if (transaction.refundedAmount === transaction.amount) transaction.status = "reversed";
}

/** What a network does at the worst moment: the request has taken effect, the answer never arrives. */
function drop(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply.hijack();
  request.raw.socket.destroy();
  return reply;
}

function invalid(reply: FastifyReply, error: z.ZodError): FastifyReply {
  const field = error.issues[0]?.path.join(".") || "body";
  const step = `Ensure that ${field} has the right type and value`;
  return reply.code(400).send(refusal(`Invalid ${field}`, "invalid_params", step));
}

function notFound(reply: FastifyReply): FastifyReply {
  const step = "Ensure that you're passing the reference of a transaction that exists on this integration";
  return reply.code(400).send(refusal("Transaction reference not found.", "transaction_not_found", step));
}

function sameText(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
