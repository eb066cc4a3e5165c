import type { Currency } from "@beacom/money";
import { ok, type Result, refuse } from "@beacom/result";
import { mostOfAnything } from "#domain/quantity";
import type { VoucherBatch } from "#domain/vouchers/batch";
import type { VoucherBatchGenerated, VoucherBatchTerms } from "#domain/vouchers/batch-event";
import { checkExpiry, type ExpiryRefusal } from "#domain/vouchers/expiry-rule";
import { checkFormat, type FormatRefusal } from "#domain/vouchers/voucher-code";

export type GenerateBatch = {
  readonly terms: VoucherBatchTerms;
  readonly generationKey: string;
  /** What the house trades in. */
  readonly currency: Currency;
  readonly by: string;
  readonly at: Date;
};
export type BatchTermsRefusal =
  | {
      readonly kind:
        | "count-not-positive"
        | "count-too-large"
        | "value-not-positive"
        | "value-too-large"
        | "sale-price-negative"
        | "sale-price-above-value"
        | "currency-not-offered";
    }
  | ExpiryRefusal
  | FormatRefusal;

export const mostVouchers = 100_000;

/** The vouchers exist and carry no value in the ledger until they are sold. */
export function decideGenerateBatch(
  batch: VoucherBatch | undefined,
  command: GenerateBatch,
): Result<readonly VoucherBatchGenerated[], BatchTermsRefusal> {
  if (batch) return ok([]);
  const { generationKey, by, at } = command;
  const terms = checkBatchTerms(command.terms, command.currency);
  if (!terms.ok) return terms;
  return ok([{ type: "VoucherBatchGenerated", ...terms.value, generationKey, by, at }]);
}

export function checkBatchTerms(
  terms: VoucherBatchTerms,
  currency: Currency,
): Result<VoucherBatchTerms, BatchTermsRefusal> {
  const { count, faceCents, salePriceCents } = terms;
  if (!Number.isInteger(count) || count < 1) return refuse({ kind: "count-not-positive" });
  if (count > mostVouchers) return refuse({ kind: "count-too-large" });
  if (terms.currency !== currency) return refuse({ kind: "currency-not-offered" });
  if (faceCents <= 0n) return refuse({ kind: "value-not-positive" });
  if (faceCents * BigInt(count) > mostOfAnything) return refuse({ kind: "value-too-large" });
  if (salePriceCents < 0n) return refuse({ kind: "sale-price-negative" });
  // Paid above its value it would be part voucher, part fee, which is taxed at the sale.
  if (salePriceCents > faceCents) return refuse({ kind: "sale-price-above-value" });
  const expiry = checkExpiry(terms.expiry);
  if (!expiry.ok) return expiry;
  const codes = checkFormat(terms.codes);
  return codes.ok ? ok(terms) : codes;
}
