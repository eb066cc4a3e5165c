import { accountJson } from "#application/from-proto";
import { tariffsOnOffer } from "#application/plan-json";
import { personOf } from "#transport/people";
import type { App, RouteContext } from "#transport/routes/route-context";
import { Account, Tariffs } from "#transport/schemas/billing";
import { OutOfBundleAgreement } from "#transport/schemas/sharing";

/** Use without a bundle: blocked until the customer agrees to what it costs (ICASA, regulation 8A). Repeating either changes nothing more. */
export function outOfBundleRoutes(app: App, { services: { billing }, config }: RouteContext) {
  app.get(
    "/v1/tariffs",
    {
      config: { access: "public" },
      schema: { tags: ["billing"], summary: "What use without a bundle may cost", response: { 200: Tariffs } },
    },
    async () => ({ tariffs: tariffsOnOffer((await billing.listPlans({})).plans, config.currency) }),
  );

  app.put(
    "/v1/me/out-of-bundle",
    {
      config: { access: "customer" },
      schema: {
        tags: ["billing"],
        summary: "Agree to pay for use without a bundle, at a tariff and up to a limit",
        body: OutOfBundleAgreement,
        response: { 200: Account },
      },
    },
    async (request) => {
      const { customerId, headers } = personOf(request);
      const { planId, limit } = request.body;
      const most = limit && { limit: { ...limit, minorUnits: BigInt(limit.minorUnits) } };
      const agreement = { customerId, planId, payer: "wallet", ...most };
      return accountJson(await billing.allowOutOfBundle(agreement, { headers }));
    },
  );

  app.delete(
    "/v1/me/out-of-bundle",
    {
      config: { access: "customer" },
      schema: { tags: ["billing"], summary: "Block use without a bundle", response: { 200: Account } },
    },
    async (request) => {
      const { customerId, headers } = personOf(request);
      return accountJson(await billing.forbidOutOfBundle({ customerId }, { headers }));
    },
  );
}
