import { ok, type Result, refuse } from "@beacom/result";
import type { VoucherBatch } from "#domain/vouchers/batch";
import type { VoidReason } from "#domain/vouchers/batch-event";
import type { VoucherSale } from "#domain/vouchers/custody";
import { segmentAt } from "#domain/vouchers/segments";
import type { VoucherEnd, VoucherExpired, VoucherVoided } from "#domain/vouchers/voucher";
import { expiredEntries, refundedEntries } from "#domain/vouchers/voucher-entries";

/** Ends a sold voucher whose time is up; undefined if it has ended, was not sold, or may be redeemed still. */
export function expiryOfVoucher(
  batch: VoucherBatch,
  voucher: VoucherEnd | undefined,
  { ordinal, vatBasisPoints, at }: { readonly ordinal: number; readonly vatBasisPoints: bigint; readonly at: Date },
): VoucherExpired | undefined {
  const sale = saleOf(batch, ordinal)?.sale;
  if (voucher || !sale?.expiresAt || at < sale.expiresAt) return undefined;
  return { type: "VoucherExpired", entries: expiredEntries(batch, vatBasisPoints), at };
}

/** What a reseller gets back for a voucher that was voided after the sale: its price, less the commission that was allowed on it. */
export type VoucherRefund = {
  readonly saleKey: string;
  readonly resellerId: string;
  readonly masterId: string | null;
  readonly priceCents: bigint;
  readonly commissionCents: bigint;
  readonly masterCommissionCents: bigint;
};
export type VoidSoldRefusal = { readonly kind: "voucher-not-sold" | "voucher-ended" };

export function decideVoidSold(
  batch: VoucherBatch,
  voucher: VoucherEnd | undefined,
  command: {
    readonly ordinal: number;
    readonly reason: VoidReason;
    readonly approvalId: string;
    readonly by: string;
    readonly at: Date;
  },
): Result<{ readonly event: VoucherVoided; readonly refund: VoucherRefund | null }, VoidSoldRefusal> {
  const { ordinal, ...voided } = command;
  const sold = saleOf(batch, ordinal);
  if (!sold) return refuse({ kind: "voucher-not-sold" });
  if (voucher) return refuse({ kind: "voucher-ended" });
  const { resellerId } = sold.sale;
  const entries = refundedEntries(batch, resellerId === null ? "bank" : "transfer-clearing");
  const event: VoucherVoided = { type: "VoucherVoided", ...voided, entries };
  return ok({ event, refund: resellerId === null ? null : refundOf(batch, { ...sold, resellerId }) });
}

type Sold = { readonly sale: VoucherSale; readonly index: number };

function saleOf(batch: VoucherBatch, ordinal: number): Sold | undefined {
  const segment = segmentAt(batch.segments, ordinal);
  if (segment?.custody.state !== "sold") return undefined;
  const { sale, before } = segment.custody;
  return { sale, index: before + ordinal - segment.first };
}

function refundOf(
  batch: VoucherBatch,
  { sale, index, resellerId }: Sold & { readonly resellerId: string },
): VoucherRefund {
  const { saleKey, masterId, vouchers } = sale;
  return {
    saleKey,
    resellerId,
    masterId,
    priceCents: batch.salePriceCents,
    commissionCents: shareOf(sale.commissionCents, index, vouchers),
    masterCommissionCents: shareOf(sale.masterCommissionCents, index, vouchers),
  };
}

/** The shares of all vouchers of a sale add up to the whole, to the cent. */
const shareOf = (cents: bigint, index: number, vouchers: number): bigint =>
  (cents * BigInt(index + 1)) / BigInt(vouchers) - (cents * BigInt(index)) / BigInt(vouchers);
