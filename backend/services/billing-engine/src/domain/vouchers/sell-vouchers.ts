import { ok, type Result, refuse } from "@beacom/result";
import type { VoucherBatch } from "#domain/vouchers/batch";
import type { VouchersSold } from "#domain/vouchers/batch-event";
import type { Custody } from "#domain/vouchers/custody";
import { expiryOf } from "#domain/vouchers/expiry-rule";
import { isFor, type MoveCommand, type MoveRefusal, rangesIn } from "#domain/vouchers/move-vouchers";
import { countIn, type OrdinalRange } from "#domain/vouchers/ordinals";
import { soldEntries } from "#domain/vouchers/voucher-entries";

export type SellRefusal = MoveRefusal | { readonly kind: "for-another-reseller" };

/** Null: sold by the house, at its counter. */
export type Seller = {
  readonly resellerId: string;
  readonly masterId: string | null;
  readonly commissionCents: bigint;
  readonly masterCommissionCents: bigint;
  /** Bought to be sold on later, rather than sold to a person now. */
  readonly isForResale: boolean;
} | null;

export function decideSellVouchers(
  batch: VoucherBatch | undefined,
  { seller, saleKey, by, at, ...command }: MoveCommand & { readonly seller: Seller; readonly saleKey: string },
): Result<readonly VouchersSold[], SellRefusal> {
  const ranges = sellable(batch, command.ranges, seller?.resellerId ?? null);
  if (!ranges.ok) return ranges;
  const { batch: sold, vouchers } = ranges.value;
  const { isForResale = false, ...terms } = seller ?? {
    resellerId: null,
    masterId: null,
    commissionCents: 0n,
    masterCommissionCents: 0n,
  };
  const expiresAt = expiryOf(sold.expiry, at, isForResale);
  const entries = soldEntries(sold, vouchers, seller ? "transfer-clearing" : "bank");
  const sale = { saleKey, ...terms, vouchers, soldAt: at, expiresAt };
  return ok([{ type: "VouchersSold", ranges: ranges.value.ranges, sale, entries, by, at }]);
}

/** What these vouchers cost together, if this seller may sell them. */
export function priceOfVouchers(
  batch: VoucherBatch | undefined,
  ranges: readonly OrdinalRange[],
  resellerId: string | null,
): Result<{ readonly vouchers: number; readonly priceCents: bigint }, SellRefusal> {
  const found = sellable(batch, ranges, resellerId);
  if (!found.ok) return found;
  const { batch: sold, vouchers } = found.value;
  return ok({ vouchers, priceCents: sold.salePriceCents * BigInt(vouchers) });
}

function sellable(
  batch: VoucherBatch | undefined,
  named: readonly OrdinalRange[],
  resellerId: string | null,
): Result<{ batch: VoucherBatch; ranges: readonly OrdinalRange[]; vouchers: number }, SellRefusal> {
  const isAtHand = (custody: Custody) =>
    custody.state === "generated" ||
    custody.state === "printed" ||
    (custody.state === "handed-over" && custody.resellerId === resellerId);
  const ranges = rangesIn(batch, named, isAtHand);
  if (!ranges.ok) return ranges;
  if (!batch || !isFor(batch, resellerId)) return refuse({ kind: "for-another-reseller" });
  return ok({ batch, ranges: ranges.value, vouchers: countIn(ranges.value) });
}
