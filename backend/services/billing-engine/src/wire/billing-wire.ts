import {
  type AccountSchema,
  AfterExhaustion,
  type BundleSchema,
  type ListMembersResponseSchema,
  type OutOfBundleSchema,
  type PlanSchema,
  type RateSchema,
  ServiceLevel,
  type ServiceStateSchema,
  type SessionUsageSchema,
  type StatementRowSchema,
  type WalletResponseSchema,
} from "@beacom/proto/billing/v1/billing";
import type { MoneySchema } from "@beacom/proto/common/v1/common";
import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { AccountView, BundleView, StatementView, UsageView } from "#application/views";
import type { MemberView } from "#application/sharing";
import type { Wallet } from "#application/wallet-holds";
import { isUncapped, type Plan, type Price, type Rate } from "#domain/plan";
import { longestSeconds } from "#domain/validity";
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
  uncapped: bundle.uncapped,
  window: bundle.window ?? "",
  octetsSent: bundle.octetsSent,
  rolledOver: bundle.rolledOver,
  source: bundle.source,
  shared: bundle.shared,
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

const priceMessage = ({ priceCents, currency }: Price) => moneyMessage(priceCents, currency);

const policies = {
  throttle: AfterExhaustion.THROTTLE,
  "walled-garden": AfterExhaustion.WALLED_GARDEN,
  disconnect: AfterExhaustion.DISCONNECT,
} satisfies Record<Plan["afterExhaustion"]["policy"], AfterExhaustion>;

export const planMessage = (plan: Plan): MessageInitShape<typeof PlanSchema> => ({
  planId: plan.planId,
  version: plan.version,
  name: plan.name,
  kind: plan.kind,
  ...(plan.prices[0] && { price: moneyMessage(plan.prices[0].priceCents, plan.prices[0].currency) }),
  prices: plan.prices.map(priceMessage),
  tax: plan.tax,
  octets: plan.allowances.some(isUncapped) ? 0n : plan.allowances.reduce((sum, { octets }) => sum + (octets ?? 0n), 0n),
  allowances: plan.allowances.map(({ name, octets, window }) => ({
    name,
    octets: octets ?? 0n,
    ...(window && { window: { ...window, weekdays: [...window.weekdays] } }),
  })),
  validity: plan.validity,
  validitySeconds: BigInt(longestSeconds(plan.validity)),
  fairUse: plan.fairUse.map(({ afterOctets, rate }) => ({ afterOctets, rate: rateMessage(rate) })),
  ...(plan.tariff && {
    tariff: { unitOctets: plan.tariff.unitOctets, unitPrices: plan.tariff.unitPrices.map(priceMessage) },
  }),
  rollovers: plan.rollovers,
  promotional: plan.promotional,
  addOn: plan.addOn,
  mostPerCustomer: plan.mostPerCustomer ?? 0,
  members: plan.members,
  zone: plan.zone,
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
  ...(account.outOfBundle && { outOfBundle: outOfBundleMessage(account.outOfBundle, account.currency) }),
  poolOwnerId: account.poolOwnerId ?? "",
  restrictedByDunning: account.restrictedByDunning ?? "",
  restrictedByStaff: account.restrictedByStaff ?? "",
});

const outOfBundleMessage = (
  { planId, payer, limitCents, usedCents }: NonNullable<AccountView["outOfBundle"]>,
  currency: string,
): MessageInitShape<typeof OutOfBundleSchema> => ({
  planId,
  payer,
  ...(limitCents !== null && { limit: moneyMessage(limitCents, currency) }),
  used: moneyMessage(usedCents, currency),
});

export const walletMessage = (wallet: Wallet): MessageInitShape<typeof WalletResponseSchema> => ({
  available: moneyMessage(wallet.availableCents, wallet.currency),
  held: moneyMessage(wallet.heldCents, wallet.currency),
});

export const membersMessage = (members: readonly MemberView[]): MessageInitShape<typeof ListMembersResponseSchema> => ({
  members: members.map(({ limitOctets, ...member }) => ({ ...member, limitOctets: limitOctets ?? 0n })),
});

export const usageMessage = (usage: UsageView): MessageInitShape<typeof SessionUsageSchema> => ({
  sessionId: usage.sessionId,
  startedAt: timestampFromDate(usage.startedAt),
  lastReportAt: timestampFromDate(usage.lastReportAt),
  ...(usage.endedAt && { endedAt: timestampFromDate(usage.endedAt) }),
  octetsDown: usage.octetsDown,
  octetsUp: usage.octetsUp,
  octetsFree: usage.octetsFree,
  octetsShared: usage.octetsShared,
  octetsOutOfBundle: usage.octetsOutOfBundle,
  outOfBundleCents: usage.outOfBundleCents,
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
