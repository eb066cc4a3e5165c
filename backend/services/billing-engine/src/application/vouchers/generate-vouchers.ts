import { newId } from "@beacom/ids";
import type { Currency } from "@beacom/money";
import { ok, type Result, refuse } from "@beacom/result";
import type { Clock } from "@beacom/time";
import type { PlansOnOffer } from "#application/catalogue";
import { checkKey, type KeyRefusal } from "#application/idempotency-key";
import { resellerStream } from "#application/resellers/reseller-streams";
import type { Streams } from "#application/streams";
import type { CodeSecrets, Random } from "#application/vouchers/code-secrets";
import { issueCodes } from "#application/vouchers/issue-codes";
import type { VoucherViews } from "#application/vouchers/views";
import type { VoucherFiles } from "#application/vouchers/voucher-files";
import type { VoucherIndex } from "#application/vouchers/voucher-index";
import { batchStream } from "#application/vouchers/voucher-streams";
import { type Plan, priceIn } from "#domain/plan";
import type { VoucherBatchTerms } from "#domain/vouchers/batch-event";
import { type ExpiryRule, usualExpiry } from "#domain/vouchers/expiry-rule";
import { type BatchTermsRefusal, checkBatchTerms, decideGenerateBatch } from "#domain/vouchers/generate-batch";
import type { CodeFormat } from "#domain/vouchers/voucher-code";

export type VoucherOrder = {
  /** An amount of money, or a plan for the price that it has now. */
  readonly worth: { readonly faceCents: bigint } | { readonly planId: string };
  /** What a person pays, if that is less than what it is worth. */
  readonly salePriceCents?: bigint;
  readonly count: number;
  readonly resellerId?: string;
  readonly expiry?: ExpiryRule;
  readonly codes?: CodeFormat;
};
export type GenerateVouchersRefusal =
  | BatchTermsRefusal
  | KeyRefusal
  | { readonly kind: "plan-not-offered" | "reseller-unknown" | "idempotency-key-reused" };
export type GenerateVouchersUseCase = (command: {
  readonly order: VoucherOrder;
  readonly staffId: string;
  readonly idempotencyKey: string;
}) => Promise<Result<{ readonly batchId: string; readonly codesUntil: Date | null }, GenerateVouchersRefusal>>;

/** How long the codes can be fetched. */
const availableMs = 24 * 3_600_000;

/**
 * Generates a batch. Its codes can be fetched for a day by the one who generated it, and are then nowhere: the same key gives the same
 * batch and no other codes.
 */
export const generateVouchersWith =
  (ports: {
    streams: Streams;
    plans: PlansOnOffer;
    index: VoucherIndex;
    secrets: CodeSecrets;
    files: VoucherFiles;
    views: VoucherViews;
    random: Random;
    clock: Clock;
    currency: Currency;
  }): GenerateVouchersUseCase =>
  async ({ order, staffId, idempotencyKey }) => {
    const { streams, plans, secrets, files, views, clock, currency } = ports;
    const key = checkKey(idempotencyKey);
    if (!key.ok) return key;
    const generationKey = `vouchers:${key.value}`;

    async function before(): Promise<
      Result<{ batchId: string; codesUntil: Date | null }, { kind: "idempotency-key-reused" }> | undefined
    > {
      const batch = await views.generated(generationKey);
      if (!batch) return undefined;
      if (batch.count !== order.count || batch.generatedBy !== staffId)
        return refuse({ kind: "idempotency-key-reused" });
      const file = await files.find(batch.batchId);
      return ok({ batchId: batch.batchId, codesUntil: file?.availableUntil ?? null });
    }

    const known = await before();
    if (known) return known;
    const terms = await termsOf(order, plans, currency);
    if (!terms.ok) return terms;
    const checked = checkBatchTerms(terms.value, currency);
    if (!checked.ok) return checked;
    const { resellerId } = terms.value;
    if (resellerId !== null && !(await streams.state(resellerStream(resellerId))))
      return refuse({ kind: "reseller-unknown" });

    const at = clock();
    const batchId = newId("voucherBatch");
    const keyId = secrets.newestKeyId;
    const { count, codes: format } = terms.value;
    const codes = await issueCodes(ports, { batchId, count, format, at });
    const availableUntil = new Date(at.getTime() + availableMs);
    // Before the batch: a batch that is there can be printed.
    await files.keep({
      batchId,
      keyId,
      sealed: secrets.seal(batchId, codes.join("\n"), keyId),
      staffId,
      availableUntil,
    });
    const generated = await streams.change<{ batch: ReturnType<typeof batchStream> }, BatchTermsRefusal>({
      key: generationKey,
      read: { batch: batchStream(batchId) },
      decide({ batch }) {
        const decided = decideGenerateBatch(batch, { terms: terms.value, generationKey, currency, by: staffId, at });
        return decided.ok ? ok({ events: { batch: decided.value } }) : decided;
      },
    });
    if (generated.ok) return ok({ batchId, codesUntil: availableUntil });
    await files.forget(batchId);
    if (generated.error.kind !== "command-repeated") return { ok: false, error: generated.error };
    const meanwhile = await before();
    if (!meanwhile) throw new Error(`${generationKey} was repeated and cannot be found`);
    return meanwhile;
  };

async function termsOf(
  { worth, salePriceCents, count, resellerId, expiry, codes }: VoucherOrder,
  plans: PlansOnOffer,
  currency: Currency,
): Promise<Result<VoucherBatchTerms, { readonly kind: "plan-not-offered" }>> {
  const plan = "planId" in worth ? await plans.find(worth.planId) : undefined;
  const faceCents = "planId" in worth ? priceOf(plan, currency) : worth.faceCents;
  if (faceCents === undefined) return refuse({ kind: "plan-not-offered" });
  return ok({
    value: plan ? { kind: "plan", planId: plan.planId, planVersion: plan.version } : { kind: "money" },
    faceCents,
    salePriceCents: salePriceCents ?? faceCents,
    currency,
    count,
    resellerId: resellerId ?? null,
    expiry: expiry ?? usualExpiry,
    codes: codes ?? { alphabet: "base32" },
  });
}

const priceOf = (plan: Plan | undefined, currency: Currency): bigint | undefined =>
  plan?.kind === "prepaid" ? priceIn(plan, currency) : undefined;
