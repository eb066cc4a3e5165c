import type { VoucherBatchSchema, VoucherRangeSchema, VoucherSchema } from "@beacom/proto/billing/v1/vouchers";
import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { VoucherBatchView, VoucherRangeView, VoucherView } from "#application/vouchers/views";
import { moneyMessage } from "#wire/billing-wire";

/** `ranges`, where they are asked for, and where the next ones begin. */
export const batchMessage = (
  batch: VoucherBatchView,
  { ranges = [], nextOrdinal = 0 }: { ranges?: readonly VoucherRangeView[]; nextOrdinal?: number } = {},
): MessageInitShape<typeof VoucherBatchSchema> => ({
  batchId: batch.batchId,
  planId: batch.planId ?? "",
  face: moneyMessage(batch.faceCents, batch.currency),
  salePrice: moneyMessage(batch.salePriceCents, batch.currency),
  count: batch.count,
  resellerId: batch.resellerId ?? "",
  generatedBy: batch.generatedBy,
  generatedAt: timestampFromDate(batch.generatedAt),
  counts: batch.counts,
  outstanding: moneyMessage(batch.outstandingCents, batch.currency),
  ranges: ranges.map(rangeMessage),
  nextOrdinal,
});

const rangeMessage = (range: VoucherRangeView): MessageInitShape<typeof VoucherRangeSchema> => ({
  range: { first: range.first, last: range.last },
  state: range.state,
  resellerId: range.resellerId ?? "",
  ...(range.soldAt && { soldAt: timestampFromDate(range.soldAt) }),
  ...(range.expiresAt && { expiresAt: timestampFromDate(range.expiresAt) }),
});

export const voucherMessage = (voucher: VoucherView): MessageInitShape<typeof VoucherSchema> => ({
  batchId: voucher.batchId,
  ordinal: voucher.ordinal,
  face: moneyMessage(voucher.faceCents, voucher.currency),
  planId: voucher.planId ?? "",
  state: voucher.state,
  resellerId: voucher.resellerId ?? "",
  ...(voucher.soldAt && { soldAt: timestampFromDate(voucher.soldAt) }),
  ...(voucher.expiresAt && { expiresAt: timestampFromDate(voucher.expiresAt) }),
  ...(voucher.endedAt && { endedAt: timestampFromDate(voucher.endedAt) }),
  customerId: voucher.customerId ?? "",
});
