import type { StreamKind, StreamOf } from "#application/streams";
import { batchAfter, type VoucherBatch } from "#domain/vouchers/batch";
import type { VoucherBatchEvent, VoucherCodesIssued } from "#domain/vouchers/batch-event";
import { type VoucherEnd, type VoucherEvent, voucherAfter, voucherId } from "#domain/vouchers/voucher";

export const voucherBatches: StreamKind<VoucherBatch, VoucherBatchEvent> = { name: "voucher-batch", fold: batchAfter };
export const batchStream = (batchId: string): StreamOf<VoucherBatch, VoucherBatchEvent> => ({
  kind: voucherBatches,
  id: batchId,
});

/** How many codes were issued: all that a decision needs to know of them. */
export type CodesIssued = { readonly count: number };
export const voucherCodes: StreamKind<CodesIssued, VoucherCodesIssued> = {
  name: "voucher-codes",
  fold: (issued, events) =>
    events.reduce<CodesIssued | undefined>((now, { hashes }) => ({ count: (now?.count ?? 0) + hashes.length }), issued),
};
export const codesStream = (batchId: string): StreamOf<CodesIssued, VoucherCodesIssued> => ({
  kind: voucherCodes,
  id: batchId,
});

export const vouchers: StreamKind<VoucherEnd, VoucherEvent> = { name: "voucher", fold: voucherAfter };
export const voucherStream = (batchId: string, ordinal: number): StreamOf<VoucherEnd, VoucherEvent> => ({
  kind: vouchers,
  id: voucherId(batchId, ordinal),
});
