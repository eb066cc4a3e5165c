import type { Currency } from "@beacom/money";
import { ok, type Result, refuse } from "@beacom/result";
import type { PlansOnOffer } from "#application/catalogue";
import { priceIn } from "#domain/plan";
import type { SubscriptionTerms } from "#domain/postpaid/subscription";

export type TermsOfPlanRefusal = { readonly kind: "plan-not-offered" };
export type TermsOfPlanUseCase = (order: {
  readonly planId: string;
  readonly quantity: number;
}) => Promise<Result<SubscriptionTerms, TermsOfPlanRefusal>>;

/** What a plan on offer costs who pays for it by invoice: its name, price and VAT are the catalogue's and nobody else's to say. */
export const termsOfPlanWith =
  ({ plans, currency }: { plans: PlansOnOffer; currency: Currency }): TermsOfPlanUseCase =>
  async ({ planId, quantity }) => {
    const plan = await plans.find(planId);
    const priceCents = plan?.kind === "postpaid" ? priceIn(plan, currency) : undefined;
    if (!plan || priceCents === undefined) return refuse({ kind: "plan-not-offered" });
    return ok({ planId, planVersion: plan.version, name: plan.name, priceCents, quantity, vat: plan.tax });
  };
