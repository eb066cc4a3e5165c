import { ok, type Result, refuse } from "@beacom/result";
import type { VoucherBatch } from "#domain/vouchers/batch";
import { segmentAt } from "#domain/vouchers/segments";
import type { VoucherEnd, VoucherRedeemed } from "#domain/vouchers/voucher";
import { redeemedEntries } from "#domain/vouchers/voucher-entries";

export type RedeemVoucher = { readonly ordinal: number; readonly customerId: string; readonly at: Date };
/** Why a code that leads to a voucher is not accepted. Never told to who typed it: a guesser would learn from it. */
export type NotRedeemable = {
  readonly kind: "voucher-unknown" | "voucher-not-sold" | "voucher-void" | "voucher-expired" | "voucher-used";
};

/** Nothing happens when the same person redeems it again: that person may be told that it is in the wallet already. */
export function decideRedeem(
  batch: VoucherBatch | undefined,
  voucher: VoucherEnd | undefined,
  { ordinal, customerId, at }: RedeemVoucher,
): Result<readonly VoucherRedeemed[], NotRedeemable> {
  const custody = batch && segmentAt(batch.segments, ordinal)?.custody;
  if (!batch || !custody) return refuse({ kind: "voucher-unknown" });
  if (custody.state === "void") return refuse({ kind: "voucher-void" });
  if (custody.state !== "sold") return refuse({ kind: "voucher-not-sold" });
  if (voucher?.state === "redeemed")
    return voucher.customerId === customerId ? ok([]) : refuse({ kind: "voucher-used" });
  if (voucher?.state === "void") return refuse({ kind: "voucher-void" });
  const { expiresAt } = custody.sale;
  if (voucher?.state === "expired" || (expiresAt !== null && at >= expiresAt))
    return refuse({ kind: "voucher-expired" });
  const { value, faceCents, currency } = batch;
  return ok([{ type: "VoucherRedeemed", customerId, value, faceCents, currency, entries: redeemedEntries(batch), at }]);
}
