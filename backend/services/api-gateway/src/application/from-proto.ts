import type { Timestamp } from "@bufbuild/protobuf/wkt";
import { timestampDate } from "@bufbuild/protobuf/wkt";
import {
  type Account,
  AfterExhaustion,
  type Bundle,
  type Plan,
  type Rate,
  ServiceLevel,
  type SessionUsage,
  type StatementRow,
} from "@beacom/proto/billing/v1/billing";
import type { Money } from "@beacom/proto/common/v1/common";
import type { Customer } from "@beacom/proto/identity/v1/identity";
import { type Payment, PaymentStatus } from "@beacom/proto/payments/v1/payments";

/** Instants are ISO 8601 outside. A missing one is a defect of the service that left it out. */
export function instant(at: Timestamp | undefined): string {
  if (!at) throw new Error("a time is missing in an answer");
  return timestampDate(at).toISOString();
}
export const instantOrNull = (at: Timestamp | undefined) => (at ? instant(at) : null);

export function moneyJson(money: Money | undefined) {
  if (!money) throw new Error("an amount is missing in an answer");
  return { minorUnits: Number(money.minorUnits), currency: money.currency };
}

const rateJson = (rate: Rate | undefined) =>
  rate ? { downBitsPerSecond: Number(rate.downBitsPerSecond), upBitsPerSecond: Number(rate.upBitsPerSecond) } : null;

export const customerJson = (customer: Customer) => ({
  customerId: customer.customerId,
  name: customer.name,
  phone: customer.phone,
  email: customer.email,
  phoneVerified: customer.phoneVerified,
  language: customer.language || "en",
  registeredAt: instant(customer.registeredAt),
});

const afterExhaustion = {
  [AfterExhaustion.UNSPECIFIED]: "disconnect",
  [AfterExhaustion.THROTTLE]: "throttle",
  [AfterExhaustion.WALLED_GARDEN]: "walled-garden",
  [AfterExhaustion.DISCONNECT]: "disconnect",
} as const satisfies Record<AfterExhaustion, string>;

export const planJson = (plan: Plan) => ({
  planId: plan.planId,
  name: plan.name,
  price: moneyJson(plan.price),
  octets: Number(plan.octets),
  validitySeconds: Number(plan.validitySeconds),
  rate: rateJson(plan.rate) ?? { downBitsPerSecond: 0, upBitsPerSecond: 0 },
  afterExhaustion: afterExhaustion[plan.afterExhaustion],
  throttledRate: rateJson(plan.throttledRate),
});

export const bundleJson = (bundle: Bundle) => ({
  bundleId: bundle.bundleId,
  planId: bundle.planId,
  name: bundle.name,
  octetsGranted: Number(bundle.octetsGranted),
  octetsUsed: Number(bundle.octetsUsed),
  octetsRemaining: Number(bundle.octetsRemaining),
  activatedAt: instant(bundle.activatedAt),
  expiresAt: instant(bundle.expiresAt),
  state: bundle.state as "active" | "used-up" | "expired",
  rate: rateJson(bundle.rate),
  noticesPercent: bundle.noticesPercent,
});

const level = {
  [ServiceLevel.UNSPECIFIED]: "walled-garden",
  [ServiceLevel.FULL]: "full",
  [ServiceLevel.THROTTLED]: "throttled",
  [ServiceLevel.WALLED_GARDEN]: "walled-garden",
  [ServiceLevel.BLOCKED]: "blocked",
} as const satisfies Record<ServiceLevel, string>;

export const accountJson = (account: Account) => ({
  accountId: account.accountId,
  available: moneyJson(account.available),
  held: moneyJson(account.held),
  bundles: account.bundles.map(bundleJson),
  service: {
    level: level[account.service?.level ?? ServiceLevel.UNSPECIFIED],
    rate: rateJson(account.service?.rate),
    reason: account.service?.reason || "no-bundle",
    since: instantOrNull(account.service?.since),
  },
  asOf: instant(account.asOf),
});

export const sessionUsageJson = (session: SessionUsage) => ({
  sessionId: session.sessionId,
  startedAt: instant(session.startedAt),
  lastReportAt: instant(session.lastReportAt),
  endedAt: instantOrNull(session.endedAt),
  octetsDown: Number(session.octetsDown),
  octetsUp: Number(session.octetsUp),
  octetsFree: Number(session.octetsFree),
  deductions: session.deductions.map((deduction) => ({
    bundleId: deduction.bundleId,
    bundleName: deduction.bundleName,
    octets: Number(deduction.octets),
    why: deduction.why,
  })),
});

export const statementRowJson = (row: StatementRow) => ({
  entryId: row.entryId,
  at: instant(row.at),
  kind: row.kind,
  description: row.description,
  amount: moneyJson(row.amount),
  availableAfter: moneyJson(row.availableAfter),
  reference: row.reference,
});

const status = {
  [PaymentStatus.UNSPECIFIED]: "created",
  [PaymentStatus.CREATED]: "created",
  [PaymentStatus.PENDING]: "pending",
  [PaymentStatus.SUCCEEDED]: "succeeded",
  [PaymentStatus.FAILED]: "failed",
  [PaymentStatus.EXPIRED]: "expired",
  [PaymentStatus.UNDER_REVIEW]: "under-review",
} as const satisfies Record<PaymentStatus, string>;

export const paymentJson = (payment: Payment) => ({
  paymentId: payment.paymentId,
  amount: moneyJson(payment.amount),
  planId: payment.planId || null,
  status: status[payment.status],
  redirectUrl: payment.redirectUrl || null,
  reason: payment.reason || null,
  createdAt: instant(payment.createdAt),
  settledAt: instantOrNull(payment.settledAt),
});
