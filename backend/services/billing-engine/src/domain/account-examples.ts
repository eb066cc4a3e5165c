import { valueOf } from "@beacom/result";
import type { Account } from "#domain/account";
import type { Bundle } from "#domain/bundle";
import { decideBuyBundle } from "#domain/buy-bundle";
import type { UsageReport } from "#domain/charge-usage";
import { type Decision } from "#domain/decision";
import { decideOpenAccount } from "#domain/open-account";
import type { Currency } from "@beacom/money";
import { leastRollovers, type Plan, type PlanTerms } from "#domain/plan";
import { validityOfSeconds } from "#domain/validity";
import { decideTopUp } from "#domain/top-up";

/** Examples that the tests of this service share. */
export const noon = new Date("2026-11-22T10:00:00Z");
export const after = (seconds: number, from: Date = noon): Date => new Date(from.getTime() + seconds * 1000);
export const day = 86_400;
export const megabyte = 1_000_000n;

/** One balance at one price, as most examples have it; anything else can be said too. */
export type SimpleTerms = Partial<PlanTerms> & {
  readonly priceCents?: bigint;
  readonly currency?: Currency;
  readonly octets?: bigint | null;
  readonly validitySeconds?: bigint;
};

export function termsOf(changes: SimpleTerms = {}): PlanTerms {
  const {
    priceCents = 1_150n,
    currency = "ZAR",
    octets = 1000n * megabyte,
    validitySeconds = BigInt(day),
    ...others
  } = changes;
  const name = others.name ?? "Daily 1 GB";
  const terms: PlanTerms = {
    name,
    kind: "prepaid",
    prices: [{ currency, priceCents }],
    tax: "standard",
    validity: validityOfSeconds(validitySeconds),
    allowances: [{ name, octets, window: null }],
    rate: { downBitsPerSecond: 20_000_000n, upBitsPerSecond: 5_000_000n },
    fairUse: [],
    tariff: null,
    afterExhaustion: { policy: "walled-garden" },
    rollovers: 0,
    promotional: false,
    addOn: false,
    mostPerCustomer: null,
    members: 0,
    ...others,
  };
  return { ...terms, rollovers: others.rollovers ?? leastRollovers(terms) };
}
export const planOf = ({ planId = "pln_daily", version = 1, ...terms }: SimpleTerms & Partial<Plan> = {}): Plan => ({
  ...termsOf(terms),
  planId,
  version,
  zone: "Africa/Johannesburg",
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
  valueOf(decideTopUp(account, topUpOf(`pay_${amountCents}_${account.movements.size}`, amountCents))).account;

export const purchaseOf = (plan: Plan | undefined, bundleId: string, at = noon) => ({
  bundleIds: [bundleId, ...(plan?.allowances.slice(1) ?? []).map((_, index) => `${bundleId}_${index + 1}`)],
  purchaseKey: `key-${bundleId}`,
  planId: plan?.planId ?? "pln_gone",
  plan,
  vatBasisPoints: 1_500n,
  at,
});
export const bought = (account: Account, plan: Plan, bundleId: string, at = noon): Decision =>
  valueOf(decideBuyBundle(withMoney(account, plan.prices[0]!.priceCents + 1n), purchaseOf(plan, bundleId, at)));

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
