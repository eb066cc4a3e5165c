import type { FastifyInstance, FastifyReply } from "fastify";
import { checkoutPage, notFoundPage } from "#checkout-page";
import type { Transaction, Transactions } from "#transactions";

type Params = { Params: { accessCode: string; action: string } };

/** The page on which a person pays, and the browser's way back to the merchant. */
export function checkoutRoutes(
  app: FastifyInstance,
  parts: { transactions: Transactions; pay(transaction: Transaction): void; decline(transaction: Transaction): void },
): void {
  // Browsers post an empty form.
  app.addContentTypeParser("application/x-www-form-urlencoded", { parseAs: "string" }, (_request, _body, done) =>
    done(null, {}),
  );

  app.get<Params>("/checkout/:accessCode", async (request, reply) => {
    const transaction = parts.transactions.withAccessCode(request.params.accessCode);
    return html(reply.code(transaction ? 200 : 404), transaction ? checkoutPage(transaction) : notFoundPage());
  });

  app.post<Params>("/checkout/:accessCode/:action", async (request, reply) => {
    const { accessCode, action } = request.params;
    const transaction = parts.transactions.withAccessCode(accessCode);
    if (!transaction || !["pay", "decline", "close"].includes(action)) return html(reply.code(404), notFoundPage());
    if (action === "pay") parts.pay(transaction);
    if (action === "decline") parts.decline(transaction);
    return reply.redirect(wayBack(transaction) ?? `/checkout/${accessCode}`, 303);
  });
}

function wayBack({ callbackUrl, reference }: Transaction): string | undefined {
  if (!callbackUrl) return undefined;
  const url = new URL(callbackUrl);
  url.searchParams.set("trxref", reference);
  url.searchParams.set("reference", reference);
  return url.href;
}

function html(reply: FastifyReply, page: string): FastifyReply {
  return reply
    .type("text/html; charset=utf-8")
    .header("cache-control", "no-store")
    .header("referrer-policy", "no-referrer")
    .header("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
    .send(page);
}
