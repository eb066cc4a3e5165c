import { bundlesOnSale, planJson, tariffsOnOffer } from "#application/plan-json";
import type { GraphqlContext } from "#transport/graphql/graphql-context";
import type { Shapes } from "#transport/graphql/shapes";
import { Bundle, Plan, Tariffs, UsageWindow } from "#transport/schemas/billing";
import { Money, Rate } from "#transport/schemas/common";
import { Payment } from "#transport/schemas/payments";

/** What can be bought, for everybody to see. */
export function catalogueFields({ builder, declare, output }: Shapes): void {
  declare("public", Money, Rate, UsageWindow, Plan, "Tariff");
  declare("customer", Bundle, Payment);
  const plan = output(Plan);
  const tariff = output(Tariffs.shape.tariffs.element, "Tariff");

  builder.queryFields((t) => ({
    plans: t.field({
      type: [plan],
      access: "public",
      asks: true,
      nullable: true,
      description: "Bundles on sale",
      resolve: async (_root, _args, context) => bundlesOnSale(await allPlans(context)),
    }),
    tariffs: t.field({
      type: [tariff],
      access: "public",
      asks: true,
      nullable: true,
      description: "What use without a bundle may cost",
      resolve: async (_root, _args, context) => tariffsOnOffer(await allPlans(context), context.config.currency),
    }),
  }));
  const planField = { description: "null: it is not offered any more" };
  builder.objectField(output(Bundle), "plan", (t) =>
    t.field({
      ...planField,
      type: plan,
      access: "customer",
      nullable: true,
      resolve: ({ planId }, _args, context) => planOf(planId, context),
    }),
  );
  builder.objectField(output(Payment), "plan", (t) =>
    t.field({
      ...planField,
      type: plan,
      access: "customer",
      nullable: true,
      resolve: ({ planId }, _args, context) => (planId === null ? null : planOf(planId, context)),
    }),
  );
}

/** Asked once in a request, however many bundles want to know theirs. */
const allPlans = async ({ once, reading, services }: GraphqlContext) =>
  (await once("plans", () => services.billing.listPlans({}, reading()))).plans;

async function planOf(planId: string, context: GraphqlContext) {
  const plan = (await allPlans(context)).find((candidate) => candidate.planId === planId);
  return plan ? planJson(plan) : null;
}
