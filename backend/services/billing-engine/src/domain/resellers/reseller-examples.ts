import { valueOf } from "@beacom/result";
import { type Commission, noCommission } from "#domain/resellers/commission";
import { decidePayIn } from "#domain/resellers/pay-in";
import { decideRegisterReseller } from "#domain/resellers/register-reseller";
import { type Reseller, resellerAfter } from "#domain/resellers/reseller";
import type { ResellerEvent, ResellerTerms, SalesLimits } from "#domain/resellers/reseller-event";
import type { SellFromFloat } from "#domain/resellers/sell-from-float";

export const noon = new Date("2026-11-27T10:00:00Z");
export const noLimits: SalesLimits = { perSaleCents: null, perDayCents: null, perMonthCents: null };

/** 5 % of top-ups, and 6 % from R1,000 a month. */
export const commission: Commission = {
  ...noCommission,
  "top-up": [
    { fromCents: 0n, basisPoints: 500 },
    { fromCents: 100_000n, basisPoints: 600 },
  ],
};
export const masterTerms = (changes: Partial<SalesLimits> = {}): ResellerTerms => ({
  kind: "master",
  commission,
  limits: { ...noLimits, ...changes },
});
export const subTerms = (shareBasisPoints = 6_000): ResellerTerms => ({
  kind: "sub",
  masterId: "res_master",
  shareBasisPoints,
  limits: noLimits,
});

export function afterwards(reseller: Reseller | undefined, events: readonly ResellerEvent[]): Reseller {
  const after = resellerAfter(reseller, events);
  if (!after) throw new Error("no reseller");
  return after;
}

export function resellerWith(floatCents: bigint, terms = masterTerms(), master?: Reseller): Reseller {
  const registration = { terms, currency: "ZAR", registrationKey: "key-1", by: "stf_sales", at: noon } as const;
  const registered = decideRegisterReseller({ reseller: undefined, master }, registration);
  const reseller = afterwards(undefined, valueOf(registered));
  if (floatCents === 0n) return reseller;
  const payment = { reference: "EFT 1", amountCents: floatCents, by: "stf_books", at: noon };
  return afterwards(reseller, valueOf(decidePayIn(reseller, payment)));
}

export const saleOf = (priceCents: bigint, changes: Partial<SellFromFloat> = {}): SellFromFloat => ({
  resellerId: "res_a",
  saleKey: "sale-1",
  product: "top-up",
  reference: "cus_a",
  priceCents,
  day: "2026-11-27",
  at: noon,
  ...changes,
});
