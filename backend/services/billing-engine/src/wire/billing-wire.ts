import {
  AfterExhaustion,
  type BundleSchema,
  type PlanSchema,
  type RateSchema,
  ServiceLevel,
  type ServiceStateSchema,
} from "@beacom/proto/billing/v1/billing";
import type { MoneySchema } from "@beacom/proto/common/v1/common";
import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { BundleView } from "#application/views";
import type { Plan, Rate } from "#domain/plan";
import type { ServiceState } from "#domain/service-state";

/** The domain's values as messages, the same in answers and in events. */
export const moneyMessage = (minorUnits: bigint, currency: string): MessageInitShape<typeof MoneySchema> => ({
  minorUnits,
  currency,
});

export const rateMessage = ({ downBitsPerSecond, upBitsPerSecond }: Rate): MessageInitShape<typeof RateSchema> => ({
  downBitsPerSecond,
  upBitsPerSecond,
});

export const bundleMessage = (bundle: BundleView): MessageInitShape<typeof BundleSchema> => ({
  bundleId: bundle.bundleId,
  planId: bundle.planId,
  name: bundle.name,
  octetsGranted: bundle.octetsGranted,
  octetsUsed: bundle.octetsUsed,
  octetsRemaining: bundle.octetsRemaining,
  activatedAt: timestampFromDate(bundle.activatedAt),
  expiresAt: timestampFromDate(bundle.expiresAt),
  state: bundle.state,
  rate: rateMessage(bundle.rate),
  noticesPercent: [...bundle.noticesPercent],
});

const levels = {
  full: ServiceLevel.FULL,
  throttled: ServiceLevel.THROTTLED,
  "walled-garden": ServiceLevel.WALLED_GARDEN,
  blocked: ServiceLevel.BLOCKED,
} satisfies Record<ServiceState["level"], ServiceLevel>;

export const serviceMessage = (service: ServiceState): MessageInitShape<typeof ServiceStateSchema> => ({
  level: levels[service.level],
  ...(service.rate && { rate: rateMessage(service.rate) }),
  reason: service.reason,
  since: timestampFromDate(service.since),
  version: service.version,
});

const policies = {
  throttle: AfterExhaustion.THROTTLE,
  "walled-garden": AfterExhaustion.WALLED_GARDEN,
  disconnect: AfterExhaustion.DISCONNECT,
} satisfies Record<Plan["afterExhaustion"]["policy"], AfterExhaustion>;

export const planMessage = (plan: Plan): MessageInitShape<typeof PlanSchema> => ({
  planId: plan.planId,
  name: plan.name,
  price: moneyMessage(plan.priceCents, plan.currency),
  octets: plan.octets,
  validitySeconds: plan.validitySeconds,
  rate: rateMessage(plan.rate),
  afterExhaustion: policies[plan.afterExhaustion.policy],
  ...(plan.afterExhaustion.policy === "throttle" && { throttledRate: rateMessage(plan.afterExhaustion.rate) }),
});
