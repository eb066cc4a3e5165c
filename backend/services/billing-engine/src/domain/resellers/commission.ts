import { ok, type Result, refuse } from "@beacom/result";

export type Product = "voucher" | "electronic-voucher" | "top-up";
export const products: readonly Product[] = ["voucher", "electronic-voucher", "top-up"];

/** From this much sold of a product within a month on, this many basis points (1 % is 100) of what is sold further. */
export type CommissionTier = { readonly fromCents: bigint; readonly basisPoints: number };
/** The tiers of each product, by rising volume; the first begins at nothing. */
export type Commission = Readonly<Record<Product, readonly CommissionTier[]>>;
export type CommissionRefusal = { readonly kind: "commission-tiers-not-in-order" | "commission-not-a-share" };

export const noCommission: Commission = { voucher: [], "electronic-voucher": [], "top-up": [] };

const wholeBasisPoints = 10_000;

export function checkCommission(commission: Commission): Result<Commission, CommissionRefusal> {
  for (const product of products) {
    let before = -1n;
    for (const { fromCents, basisPoints } of commission[product]) {
      if (fromCents <= before || (before < 0n && fromCents !== 0n))
        return refuse({ kind: "commission-tiers-not-in-order" });
      if (!isShare(basisPoints)) return refuse({ kind: "commission-not-a-share" });
      before = fromCents;
    }
  }
  return ok(commission);
}

export const isShare = (basisPoints: number): boolean =>
  Number.isInteger(basisPoints) && basisPoints >= 0 && basisPoints <= wholeBasisPoints;

/**
 * What a sale earns that lifts the month's volume so far by an amount. Each cent earns the rate of the tier that it falls into, and the
 * cents of commission are those of the whole month rounded down: however a month's sales are cut, they earn the same together.
 */
export function commissionOn(tiers: readonly CommissionTier[], soFarCents: bigint, amountCents: bigint): bigint {
  return earnedOn(tiers, soFarCents + amountCents) - earnedOn(tiers, soFarCents);
}

/** The part of a commission that goes to the sub-reseller who sold; the master has the rest. */
export const shareOf = (commissionCents: bigint, basisPoints: number): bigint =>
  (commissionCents * BigInt(basisPoints)) / BigInt(wholeBasisPoints);

function earnedOn(tiers: readonly CommissionTier[], volumeCents: bigint): bigint {
  let earned = 0n;
  for (const [index, { fromCents, basisPoints }] of tiers.entries()) {
    if (volumeCents <= fromCents) break;
    const next = tiers[index + 1]?.fromCents ?? volumeCents;
    const end = next < volumeCents ? next : volumeCents;
    earned += (end - fromCents) * BigInt(basisPoints);
  }
  return earned / BigInt(wholeBasisPoints);
}
