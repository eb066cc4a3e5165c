import {
  type AccountSchema,
  AfterExhaustion,
  type BundleSchema,
  type PlanSchema,
  type RateSchema,
  ServiceLevel,
  type ServiceStateSchema,
  type SessionUsageSchema,
  type StatementRowSchema,
} from "@beacom/proto/billing/v1/billing";
import type { MoneySchema } from "@beacom/proto/common/v1/common";
import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { AccountView, BundleView, StatementView, UsageView } from "#application/views";
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

export const accountMessage = (account: AccountView): MessageInitShape<typeof AccountSchema> => ({
  accountId: account.accountId,
  customerId: account.customerId,
  available: moneyMessage(account.availableCents, account.currency),
  held: moneyMessage(account.heldCents, account.currency),
  bundles: account.bundles.map(bundleMessage),
  service: serviceMessage(account.service),
});

export const usageMessage = (usage: UsageView): MessageInitShape<typeof SessionUsageSchema> => ({
  sessionId: usage.sessionId,
  startedAt: timestampFromDate(usage.startedAt),
  lastReportAt: timestampFromDate(usage.lastReportAt),
  ...(usage.endedAt && { endedAt: timestampFromDate(usage.endedAt) }),
  octetsDown: usage.octetsDown,
  octetsUp: usage.octetsUp,
  octetsFree: usage.octetsFree,
  deductions: usage.deductions.map((deduction) => ({ ...deduction })),
});

export const statementMessage = (row: StatementView): MessageInitShape<typeof StatementRowSchema> => ({
  entryId: row.entryId,
  at: timestampFromDate(row.at),
  kind: row.kind,
  description: row.description,
  amount: moneyMessage(row.amountCents, row.currency),
  availableAfter: moneyMessage(row.availableAfterCents, row.currency),
  reference: row.reference,
});
