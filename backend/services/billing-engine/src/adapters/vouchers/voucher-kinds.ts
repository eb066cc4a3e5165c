import type { StoredKind } from "#adapters/stored-kind";
import { projectBatches } from "#adapters/vouchers/project-batches";
import { projectCodes } from "#adapters/vouchers/project-codes";
import { projectVouchers } from "#adapters/vouchers/project-vouchers";
import { storedBatchEvents, storedCodesEvents, storedVoucherEvents } from "#adapters/vouchers/stored-vouchers";
import { type CodesIssued, voucherBatches, voucherCodes, vouchers } from "#application/vouchers/voucher-streams";
import type { VoucherBatch } from "#domain/vouchers/batch";
import type { VoucherBatchEvent, VoucherCodesIssued } from "#domain/vouchers/batch-event";
import type { VoucherEnd, VoucherEvent } from "#domain/vouchers/voucher";

/** Before `voucherKind`: a voucher's end changes the row that its code made. */
export const voucherCodesKind: StoredKind<CodesIssued, VoucherCodesIssued> = {
  kind: voucherCodes,
  ...storedCodesEvents,
  tables: { vouchers: ["code_hash"] },
  project: projectCodes,
};
export const voucherKind: StoredKind<VoucherEnd, VoucherEvent> = {
  kind: vouchers,
  ...storedVoucherEvents,
  tables: { voucher_ends: ["batch_id"] },
  project: projectVouchers,
};
export const voucherBatchKind: StoredKind<VoucherBatch, VoucherBatchEvent> = {
  kind: voucherBatches,
  ...storedBatchEvents,
  tables: { voucher_batches: ["batch_id"], voucher_ranges: ["batch_id", "first_ordinal"] },
  project: projectBatches,
};
