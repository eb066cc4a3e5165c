import type { Timestamp } from "@bufbuild/protobuf/wkt";
import { timestampDate } from "@bufbuild/protobuf/wkt";
import {
  type Account,
  type Bundle,
  type Rate,
  ServiceLevel,
  type SessionUsage,
  type StatementRow,
} from "@beacom/proto/billing/v1/billing";
import type { Money } from "@beacom/proto/common/v1/common";
import type { Customer } from "@beacom/proto/identity/v1/identity";
import { type Payment, PaymentStatus } from "@beacom/proto/payments/v1/payments";
import { windowOfText } from "#application/usage-window";

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

export const rateJson = (rate: Rate | undefined) =>
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

export const bundleJson = (bundle: Bundle) => ({
  bundleId: bundle.bundleId,
  planId: bundle.planId,
  name: bundle.name,
  octetsGranted: Number(bundle.octetsGranted),
  octetsUsed: Number(bundle.octetsUsed),
  octetsRemaining: Number(bundle.octetsRemaining),
  octetsSent: Number(bundle.octetsSent),
  activatedAt: instant(bundle.activatedAt),
  expiresAt: instant(bundle.expiresAt),
  state: bundle.state as "active" | "used-up" | "expired" | "sent",
  rate: rateJson(bundle.rate),
  noticesPercent: bundle.noticesPercent,
  uncapped: bundle.uncapped,
  window: windowOfText(bundle.window),
  rolledOver: bundle.rolledOver,
  source: bundle.source,
  shared: bundle.shared,
});

const level = {
  [ServiceLevel.UNSPECIFIED]: "walled-garden",
  [ServiceLevel.FULL]: "full",
  [ServiceLevel.THROTTLED]: "throttled",
  [ServiceLevel.WALLED_GARDEN]: "walled-garden",
  [ServiceLevel.BLOCKED]: "blocked",
} as const satisfies Record<ServiceLevel, string>;

type Restriction = "walled-garden" | "suspended" | "terminated";
const restrictionJson = (restriction: string) => (restriction === "" ? null : (restriction as Restriction));

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
  outOfBundle: account.outOfBundle
    ? {
        planId: account.outOfBundle.planId,
        payer: account.outOfBundle.payer,
        limit: account.outOfBundle.limit ? moneyJson(account.outOfBundle.limit) : null,
        used: moneyJson(account.outOfBundle.used),
      }
    : null,
  inPool: account.poolOwnerId !== "",
  restrictedByDunning: restrictionJson(account.restrictedByDunning),
  restrictedByStaff: restrictionJson(account.restrictedByStaff),
  asOf: instant(account.asOf),
});

/** What was used out of bundle cost is in cents of the operator's currency. */
export const sessionUsageJson = (session: SessionUsage, currency: string) => ({
  sessionId: session.sessionId,
  startedAt: instant(session.startedAt),
  lastReportAt: instant(session.lastReportAt),
  endedAt: instantOrNull(session.endedAt),
  octetsDown: Number(session.octetsDown),
  octetsUp: Number(session.octetsUp),
  octetsFree: Number(session.octetsFree),
  octetsShared: Number(session.octetsShared),
  octetsOutOfBundle: Number(session.octetsOutOfBundle),
  outOfBundleCost: { minorUnits: Number(session.outOfBundleCents), currency },
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
  invoiceId: payment.invoiceId || null,
  status: status[payment.status],
  redirectUrl: payment.redirectUrl || null,
  reason: payment.reason || null,
  createdAt: instant(payment.createdAt),
  settledAt: instantOrNull(payment.settledAt),
});
