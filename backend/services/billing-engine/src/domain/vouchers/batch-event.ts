import type { Currency } from "@beacom/money";
import type { Entry } from "#domain/ledger";
import type { VoucherSale } from "#domain/vouchers/custody";
import type { ExpiryRule } from "#domain/vouchers/expiry-rule";
import type { OrdinalRange } from "#domain/vouchers/ordinals";
import type { CodeFormat } from "#domain/vouchers/voucher-code";

/** What a voucher is worth: its face value in money, or a plan that is bought with that money as soon as it is redeemed. */
export type VoucherValue =
  | { readonly kind: "money" }
  | { readonly kind: "plan"; readonly planId: string; readonly planVersion: number };

export type VoucherBatchTerms = {
  readonly value: VoucherValue;
  /** What a redeemed voucher puts into the wallet. */
  readonly faceCents: bigint;
  /** What a person pays for it. */
  readonly salePriceCents: bigint;
  readonly currency: Currency;
  readonly count: number;
  /** The only reseller who may get them; null for whoever sells them. */
  readonly resellerId: string | null;
  readonly expiry: ExpiryRule;
  readonly codes: CodeFormat;
};
export type VoucherBatchGenerated = VoucherBatchTerms & {
  readonly type: "VoucherBatchGenerated";
  readonly generationKey: string;
  readonly by: string;
  readonly at: Date;
};
export type VouchersPrinted = {
  readonly type: "VouchersPrinted";
  readonly ranges: readonly OrdinalRange[];
  readonly by: string;
  readonly at: Date;
};
/** In a reseller's hands, and the house's still: the reseller signed for them and pays when they are sold. */
export type VouchersHandedOver = {
  readonly type: "VouchersHandedOver";
  readonly ranges: readonly OrdinalRange[];
  readonly resellerId: string;
  /** Names the signed receipt, not the person who signed. */
  readonly receipt: string;
  readonly by: string;
  readonly at: Date;
};
export type VouchersTakenBack = {
  readonly type: "VouchersTakenBack";
  readonly ranges: readonly OrdinalRange[];
  readonly resellerId: string;
  readonly by: string;
  readonly at: Date;
};
export type VouchersSold = {
  readonly type: "VouchersSold";
  readonly ranges: readonly OrdinalRange[];
  readonly sale: VoucherSale;
  readonly entries: readonly Entry[];
  readonly by: string;
  readonly at: Date;
};
export type VoidReason = "lost" | "stolen" | "damaged" | "misprinted" | "leaked";
/** Those that were not sold: they carry no value in the ledger. */
export type UnsoldVouchersVoided = {
  readonly type: "UnsoldVouchersVoided";
  readonly ranges: readonly OrdinalRange[];
  readonly reason: VoidReason;
  readonly approvalId: string;
  readonly by: string;
  readonly at: Date;
};

export type VoucherBatchEvent =
  | VoucherBatchGenerated
  | VouchersPrinted
  | VouchersHandedOver
  | VouchersTakenBack
  | VouchersSold
  | UnsoldVouchersVoided;

/**
 * What codes lead to, in a history of its own (`voucher-codes/<batchId>`): it is long, and needed only to find a voucher. Committed
 * before the batch exists, so a batch is never without them; codes of a batch that never came to be find nothing.
 */
export type VoucherCodesIssued = {
  readonly type: "VoucherCodesIssued";
  /** The pepper that they were hashed with. */
  readonly keyId: string;
  readonly firstOrdinal: number;
  /** HMAC-SHA-256 in base64, one for each voucher. */
  readonly hashes: readonly string[];
  readonly at: Date;
};
