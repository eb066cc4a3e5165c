import { Code, ConnectError } from "@connectrpc/connect";
import { bundleJson, moneyJson, sessionUsageJson, statementRowJson } from "#application/from-proto";
import { forAMoment } from "#application/for-a-moment";
import { bundlesOnSale } from "#application/plan-json";
import { personOf } from "#transport/people";
import { Refused } from "#transport/problems";
import type { App, RouteContext } from "#transport/routes/route-context";
import {
  Account,
  BundleBought,
  BundlePurchase,
  NetworkCredential,
  Plans,
  Statement,
  Usage,
} from "#transport/schemas/billing";
import { IdempotencyHeaders, PageQuery } from "#transport/schemas/common";

/** What a customer has, what was used, and what it cost. */
export function accountRoutes(app: App, { services: { billing, radius }, live, config }: RouteContext) {
  const plans = forAMoment(async () => ({ plans: bundlesOnSale((await billing.listPlans({})).plans) }), {
    ms: 1_000,
    clock: Date.now,
  });

  app.get(
    "/v1/plans",
    {
      config: { access: "public" },
      schema: { tags: ["billing"], summary: "Bundles on sale", response: { 200: Plans } },
    },
    () => plans(),
  );

  app.get(
    "/v1/me/account",
    {
      config: { access: "customer" },
      schema: { tags: ["billing"], summary: "Wallet, bundles and service at a glance", response: { 200: Account } },
    },
    async (request) => {
      const account = await live.accountOf(personOf(request).customerId);
      if (!account)
        throw new Refused(404, "account-not-open-yet", "The account is being opened. Try again in a second.");
      return account;
    },
  );

  app.post(
    "/v1/me/bundles",
    {
      config: { access: "customer", level: "pay" },
      schema: {
        tags: ["billing"],
        summary: "Buy a bundle from the wallet",
        headers: IdempotencyHeaders,
        body: BundlePurchase,
        response: { 201: BundleBought },
      },
    },
    async (request, reply) => {
      const { customerId, headers } = personOf(request);
      const idempotencyKey = request.headers["idempotency-key"];
      const { bundle, available } = await billing.buyBundle(
        { customerId, planId: request.body.planId, idempotencyKey },
        { headers },
      );
      if (!bundle) throw new Error("a bundle was bought and did not come back");
      return reply.status(201).send({ bundle: bundleJson(bundle), available: moneyJson(available) });
    },
  );

  app.get(
    "/v1/me/usage",
    {
      config: { access: "customer" },
      schema: {
        tags: ["billing"],
        summary: "Usage by session, newest first",
        querystring: PageQuery,
        response: { 200: Usage },
      },
    },
    async (request) => {
      const { customerId, headers } = personOf(request);
      const { cursor = "", limit } = request.query;
      const { sessions, page } = await billing.listUsage({ customerId, cursor, limit }, { headers });
      return {
        sessions: sessions.map((session) => sessionUsageJson(session, config.currency)),
        nextCursor: page?.nextCursor || null,
      };
    },
  );

  app.get(
    "/v1/me/statement",
    {
      config: { access: "customer" },
      schema: {
        tags: ["billing"],
        summary: "Money in and out, newest first",
        querystring: PageQuery,
        response: { 200: Statement },
      },
    },
    async (request) => {
      const { customerId, headers } = personOf(request);
      const { cursor = "", limit } = request.query;
      const { rows, page } = await billing.listStatement({ customerId, cursor, limit }, { headers });
      return { rows: rows.map(statementRowJson), nextCursor: page?.nextCursor || null };
    },
  );

  app.get(
    "/v1/me/network-credential",
    {
      config: { access: "customer" },
      schema: {
        tags: ["network"],
        summary: "Username and password for the router",
        response: { 200: NetworkCredential },
      },
    },
    async (request, reply) => {
      const { customerId, headers } = personOf(request);
      try {
        const { username, password } = await radius.getCredential({ customerId }, { headers });
        return await reply.header("cache-control", "no-store").send({ username, password });
      } catch (error) {
        if (ConnectError.from(error).code !== Code.NotFound) throw error;
        throw new Refused(404, "credential-not-ready-yet", "The network login is being made. Try again in a second.");
      }
    },
  );
}
