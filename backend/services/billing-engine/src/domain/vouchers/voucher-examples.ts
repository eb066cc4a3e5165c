import { valueOf } from "@beacom/result";
import { batchAfter, type VoucherBatch } from "#domain/vouchers/batch";
import type { VoucherBatchEvent, VoucherBatchTerms } from "#domain/vouchers/batch-event";
import { usualExpiry } from "#domain/vouchers/expiry-rule";
import { decideGenerateBatch } from "#domain/vouchers/generate-batch";
import { decideSellVouchers } from "#domain/vouchers/sell-vouchers";

export const noon = new Date("2026-11-27T10:00:00Z");

export const batchTerms = (changes: Partial<VoucherBatchTerms> = {}): VoucherBatchTerms => ({
  value: { kind: "money" },
  faceCents: 5_000n,
  salePriceCents: 5_000n,
  currency: "ZAR",
  count: 100,
  resellerId: null,
  expiry: usualExpiry,
  codes: { alphabet: "base32" },
  ...changes,
});

export const generation = (changes: Partial<VoucherBatchTerms> = {}) => ({
  terms: batchTerms(changes),
  generationKey: "key-1",
  currency: "ZAR" as const,
  by: "stf_press",
  at: noon,
});

export const batchOf = (changes: Partial<VoucherBatchTerms> = {}): VoucherBatch =>
  afterwards(undefined, valueOf(decideGenerateBatch(undefined, generation(changes))));

export function afterwards(batch: VoucherBatch | undefined, events: readonly VoucherBatchEvent[]): VoucherBatch {
  const after = batchAfter(batch, events);
  if (!after) throw new Error("no batch");
  return after;
}

export const move = (first: number, last = first, at = noon) => ({ ranges: [{ first, last }], by: "stf_press", at });

/** Sold at the house's own counter. */
export const soldBatch = (changes: Partial<VoucherBatchTerms> = {}, at = noon): VoucherBatch => {
  const batch = batchOf(changes);
  const sold = decideSellVouchers(batch, { ...move(1, batch.count, at), seller: null, saleKey: "sale-1" });
  return afterwards(batch, valueOf(sold));
};
