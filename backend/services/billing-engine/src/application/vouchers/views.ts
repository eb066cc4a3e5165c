import type { Page } from "#application/views";
import type { OrdinalRange } from "#domain/vouchers/ordinals";

/** How many of a batch are where. They add up to the count. */
export type VoucherCounts = {
  readonly generated: number;
  readonly printed: number;
  readonly handedOver: number;
  /** Sold, and neither redeemed nor ended otherwise. */
  readonly sold: number;
  readonly redeemed: number;
  readonly void: number;
  readonly expired: number;
};
export type VoucherBatchView = {
  readonly batchId: string;
  readonly planId: string | null;
  readonly faceCents: bigint;
  readonly salePriceCents: bigint;
  readonly currency: string;
  readonly count: number;
  readonly resellerId: string | null;
  readonly generatedBy: string;
  readonly generatedAt: Date;
  readonly counts: VoucherCounts;
  /** What is owed for those that are sold and not redeemed. */
  readonly outstandingCents: bigint;
};
export type VoucherRangeView = OrdinalRange & {
  readonly state: "generated" | "printed" | "handed-over" | "sold" | "void";
  readonly resellerId: string | null;
  readonly soldAt: Date | null;
  readonly expiresAt: Date | null;
};
/** One voucher, for staff: who redeemed it is a customer's business and the staff's, and nobody else's. */
export type VoucherView = {
  readonly batchId: string;
  readonly ordinal: number;
  readonly faceCents: bigint;
  readonly currency: string;
  readonly planId: string | null;
  readonly state: "generated" | "printed" | "handed-over" | "sold" | "redeemed" | "void" | "expired";
  readonly resellerId: string | null;
  readonly soldAt: Date | null;
  readonly expiresAt: Date | null;
  readonly endedAt: Date | null;
  readonly customerId: string | null;
};

export type VoucherViews = {
  generated(generationKey: string): Promise<VoucherBatchView | undefined>;
  batch(batchId: string): Promise<VoucherBatchView | undefined>;
  /** Newest first. Undefined for a cursor that this service did not give out. */
  batches(request: { readonly cursor: string; readonly limit: number }): Promise<Page<VoucherBatchView> | undefined>;
  /** From the one with a voucher on, if it is said, and no more than the limit. */
  ranges(
    batchId: string,
    page?: { readonly from: number; readonly limit: number },
  ): Promise<readonly VoucherRangeView[]>;
  voucher(batchId: string, ordinal: number): Promise<VoucherView | undefined>;
};
