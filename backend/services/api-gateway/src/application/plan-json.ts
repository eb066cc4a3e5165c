import { AfterExhaustion, type Plan } from "@beacom/proto/billing/v1/billing";
import { moneyJson, rateJson } from "#application/from-proto";
import { windowOfMinutes } from "#application/usage-window";

const noRate = { downBitsPerSecond: 0, upBitsPerSecond: 0 };
const afterExhaustion = {
  [AfterExhaustion.UNSPECIFIED]: "disconnect",
  [AfterExhaustion.THROTTLE]: "throttle",
  [AfterExhaustion.WALLED_GARDEN]: "walled-garden",
  [AfterExhaustion.DISCONNECT]: "disconnect",
} as const satisfies Record<AfterExhaustion, string>;

/** What can be bought from a wallet. Plans that are invoiced are ordered with staff, and tariffs are agreed to. */
export const bundlesOnSale = (plans: readonly Plan[]) =>
  plans.filter(({ kind }) => kind === "" || kind === "prepaid").map(planJson);

export const planJson = (plan: Plan) => ({
  planId: plan.planId,
  name: plan.name,
  price: moneyJson(plan.price),
  octets: Number(plan.octets),
  validitySeconds: Number(plan.validitySeconds),
  rate: rateJson(plan.rate) ?? noRate,
  afterExhaustion: afterExhaustion[plan.afterExhaustion],
  throttledRate: rateJson(plan.throttledRate),
  allowances: plan.allowances.map(({ name, octets, window }) => ({
    name,
    octets: octets === 0n ? null : Number(octets),
    window: window ? windowOfMinutes(window) : null,
  })),
  fairUse: plan.fairUse.map(({ afterOctets, rate }) => ({
    afterOctets: Number(afterOctets),
    rate: rateJson(rate) ?? noRate,
  })),
  rollovers: plan.rollovers,
  promotional: plan.promotional,
  addOn: plan.addOn,
  members: plan.members,
});

/** What use without a bundle may cost, in the operator's currency. */
export const tariffsOnOffer = (plans: readonly Plan[], currency: string) =>
  plans.flatMap(({ kind, planId, name, tariff, rate }) => {
    const unitPrice = tariff?.unitPrices.find((price) => price.currency === currency);
    if (kind !== "pay-as-you-go" || !tariff || !unitPrice) return [];
    const unit = { unitOctets: Number(tariff.unitOctets), unitPrice: moneyJson(unitPrice) };
    return [{ planId, name, ...unit, rate: rateJson(rate) ?? noRate }];
  });
