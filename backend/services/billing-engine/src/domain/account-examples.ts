import { valueOf } from "@beacom/result";
import type { Account } from "#domain/account";
import type { Bundle } from "#domain/bundle";
import { decideBuyBundle } from "#domain/buy-bundle";
import type { UsageReport } from "#domain/charge-usage";
import { type Decision } from "#domain/decision";
import { decideOpenAccount } from "#domain/open-account";
import type { Plan, PlanTerms } from "#domain/plan";
import { decideTopUp } from "#domain/top-up";

/** Examples that the tests of this service share. */
export const noon = new Date("2026-11-22T10:00:00Z");
export const after = (seconds: number, from: Date = noon): Date => new Date(from.getTime() + seconds * 1000);
export const day = 86_400;
export const megabyte = 1_000_000n;

export const termsOf = (changes: Partial<PlanTerms> = {}): PlanTerms => ({
  name: "Daily 1 GB",
  priceCents: 1_150n,
  currency: "ZAR",
  octets: 1000n * megabyte,
  validitySeconds: BigInt(day),
  rate: { downBitsPerSecond: 20_000_000n, upBitsPerSecond: 5_000_000n },
  afterExhaustion: { policy: "walled-garden" },
  ...changes,
});
export const planOf = (changes: Partial<Plan> = {}): Plan => ({
  ...termsOf(changes),
  planId: "pln_daily",
  version: 1,
  ...changes,
});

export const customerId = "cus_thandi";
export const opened = (): Account => decideOpenAccount(undefined, { customerId, currency: "ZAR", at: noon }).account;

export const topUpOf = (paymentId: string, amountCents: bigint, at = noon) => ({
  customerId,
  paymentId,
  provider: "paystack",
  amountCents,
  currency: "ZAR" as const,
  walletCurrency: "ZAR" as const,
  at,
});
export const withMoney = (account: Account, amountCents: bigint): Account =>
  valueOf(decideTopUp(account, topUpOf(`pay_${amountCents}_${account.creditedPayments.size}`, amountCents))).account;

export const purchaseOf = (plan: Plan | undefined, bundleId: string, at = noon) => ({
  bundleId,
  purchaseKey: `key-${bundleId}`,
  planId: plan?.planId ?? "pln_gone",
  plan,
  vatBasisPoints: 1_500n,
  at,
});
export const bought = (account: Account, plan: Plan, bundleId: string, at = noon): Decision =>
  valueOf(decideBuyBundle(withMoney(account, plan.priceCents + 1n), purchaseOf(plan, bundleId, at)));

export const bundleOf = (account: Account, bundleId: string): Bundle => {
  const bundle = account.bundles.find((candidate) => candidate.bundleId === bundleId);
  if (!bundle) throw new Error(`no ${bundleId}`);
  return bundle;
};

export const reportOf = (sessionId: string, octetsDown: bigint, changes: Partial<UsageReport> = {}): UsageReport => ({
  sessionId,
  startedAt: noon,
  reportedAt: after(60),
  endedAt: null,
  octetsDown,
  octetsUp: 0n,
  ...changes,
});
