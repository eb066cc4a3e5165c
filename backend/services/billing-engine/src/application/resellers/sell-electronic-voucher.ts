import { newId } from "@beacom/ids";
import type { Currency } from "@beacom/money";
import { ok, type Result, refuse } from "@beacom/result";
import { type Clock, localDate } from "@beacom/time";
import type { PlansOnOffer } from "#application/catalogue";
import { readsOf } from "#application/resellers/register-reseller";
import { masterIdOf } from "#application/resellers/reseller-streams";
import { sellOnce, type SellOnceRefusal } from "#application/resellers/sell-once";
import type { ResellerViews, SaleView } from "#application/resellers/views";
import type { Streams } from "#application/streams";
import type { CodeSecrets } from "#application/vouchers/code-secrets";
import type { VoucherViews } from "#application/vouchers/views";
import type { FoundVoucher, VoucherIndex } from "#application/vouchers/voucher-index";
import { batchStream, codesStream } from "#application/vouchers/voucher-streams";
import { priceIn } from "#domain/plan";
import { masterOf } from "#domain/resellers/register-reseller";
import { decideSellFromFloat, type FloatRefusal } from "#domain/resellers/sell-from-float";
import { batchAfter } from "#domain/vouchers/batch";
import type { VoucherBatchTerms } from "#domain/vouchers/batch-event";
import { usualExpiry } from "#domain/vouchers/expiry-rule";
import { type BatchTermsRefusal, decideGenerateBatch } from "#domain/vouchers/generate-batch";
import { decideSellVouchers, type SellRefusal } from "#domain/vouchers/sell-vouchers";
import { type CodeFormat, groupedCode, type VoucherCode, writeCode } from "#domain/vouchers/voucher-code";

type Refusal = FloatRefusal | BatchTermsRefusal | SellRefusal;
export type SellElectronicVoucherRefusal = Refusal | SellOnceRefusal | { readonly kind: "plan-not-offered" };
export type ElectronicVoucher = {
  readonly sale: SaleView;
  /** Null once it is used or a day old: the receipt has it, and the reseller need not. */
  readonly code: string | null;
};
export type SellElectronicVoucherUseCase = (command: {
  readonly resellerId: string;
  readonly worth: { readonly faceCents: bigint } | { readonly planId: string };
  readonly idempotencyKey: string;
}) => Promise<Result<ElectronicVoucher, SellElectronicVoucherRefusal>>;

type Ports = {
  streams: Streams;
  plans: PlansOnOffer;
  index: VoucherIndex;
  secrets: CodeSecrets;
  views: ResellerViews;
  vouchers: VoucherViews;
  clock: Clock;
  currency: Currency;
  zone: string;
};

const shownAgainMs = 24 * 3_600_000;
const format: CodeFormat = { alphabet: "digits", length: 16 };

/**
 * A voucher that is made as it is sold, for a receipt. Its code comes from the pepper and the sale's key and is not kept: who lost the
 * answer asks again with the same key, and gets the same code.
 */
export const sellElectronicVoucherWith =
  (ports: Ports): SellElectronicVoucherUseCase =>
  async ({ resellerId, worth, idempotencyKey }) => {
    const { views } = ports;
    const terms = await termsOf(ports, worth);
    if (!terms.ok) return terms;
    const { faceCents } = terms.value;
    const isSame = (sold: SaleView) => sold.product === "electronic-voucher" && sold.priceCents === faceCents;
    const sold = await sellOnce<Refusal>(views, { resellerId, idempotencyKey, isSame }, (saleKey) =>
      sell(ports, { resellerId, saleKey, terms: terms.value }),
    );
    return sold.ok ? ok({ sale: sold.value, code: await codeOf(ports, sold.value) }) : sold;
  };

async function termsOf(
  { plans, currency }: Ports,
  worth: { readonly faceCents: bigint } | { readonly planId: string },
): Promise<Result<VoucherBatchTerms, { readonly kind: "plan-not-offered" }>> {
  const common = { currency, count: 1, resellerId: null, expiry: usualExpiry, codes: format };
  if ("faceCents" in worth) {
    const { faceCents } = worth;
    return ok({ ...common, value: { kind: "money" }, faceCents, salePriceCents: faceCents });
  }
  const plan = await plans.find(worth.planId);
  const faceCents = plan?.kind === "prepaid" ? priceIn(plan, currency) : undefined;
  if (!plan || faceCents === undefined) return refuse({ kind: "plan-not-offered" });
  const value = { kind: "plan", planId: plan.planId, planVersion: plan.version } as const;
  return ok({ ...common, value, faceCents, salePriceCents: faceCents });
}

async function sell(
  { streams, index, secrets, clock, currency, zone }: Ports,
  { resellerId, saleKey, terms }: { resellerId: string; saleKey: string; terms: VoucherBatchTerms },
) {
  const keyId = secrets.newestKeyId;
  const hash = await freeHash(index, secrets, saleKey);
  const batchId = newId("voucherBatch");
  const read = {
    ...readsOf(resellerId, await masterIdOf(streams, resellerId)),
    codes: codesStream(batchId),
    batch: batchStream(batchId),
  };
  return streams.change<typeof read, Refusal>({
    key: saleKey,
    read,
    decide({ reseller, master }) {
      const at = clock();
      const generated = decideGenerateBatch(undefined, { terms, generationKey: saleKey, currency, by: resellerId, at });
      if (!generated.ok) return generated;
      const priceCents = terms.salePriceCents;
      const sale = { resellerId, saleKey, product: "electronic-voucher", reference: batchId, priceCents } as const;
      const paid = decideSellFromFloat({ reseller, master }, { ...sale, day: localDate(at, zone), at });
      if (!paid.ok) return paid;
      const masters = paid.value.master;
      const seller = {
        resellerId,
        masterId: reseller ? masterOf(reseller.terms) : null,
        commissionCents: paid.value.reseller.commissionCents,
        masterCommissionCents: masters?.commissionCents ?? 0n,
        isForResale: false,
      };
      const ranges = [{ first: 1, last: 1 }];
      const sold = decideSellVouchers(batchAfter(undefined, generated.value), {
        ranges,
        seller,
        saleKey,
        by: resellerId,
        at,
      });
      if (!sold.ok) return sold;
      return ok({
        events: {
          reseller: [paid.value.reseller],
          ...(masters && { master: [masters] }),
          codes: [{ type: "VoucherCodesIssued", keyId, firstOrdinal: 1, hashes: [hash], at }],
          batch: [...generated.value, ...sold.value],
        },
      });
    },
  });
}

/** Its code, if it may be shown again. */
async function codeOf({ index, secrets, vouchers, clock }: Ports, sale: SaleView): Promise<string | null> {
  const voucher: FoundVoucher = { batchId: sale.reference, ordinal: 1 };
  const [view, keyId] = await Promise.all([vouchers.voucher(voucher.batchId, 1), index.keyIdOf(voucher)]);
  if (view?.state !== "sold" || keyId === undefined || clock().getTime() - sale.at.getTime() > shownAgainMs)
    return null;
  for (let attempt = 0; ; attempt++) {
    const code = codeFor(secrets, { saleKey: sale.saleKey, attempt, keyId });
    const found = await index.find([secrets.hash(code, keyId)]);
    if (!found) throw new Error(`the code of ${sale.saleKey} leads to no voucher`);
    if (found.batchId === voucher.batchId) return groupedCode(code);
  }
}

/** The first of the sale's possible codes that no other voucher has. */
async function freeHash(index: VoucherIndex, secrets: CodeSecrets, saleKey: string): Promise<string> {
  const keyId = secrets.newestKeyId;
  for (let attempt = 0; ; attempt++) {
    const hash = secrets.hash(codeFor(secrets, { saleKey, attempt, keyId }), keyId);
    if ((await index.taken([hash])).size === 0) return hash;
  }
}

const codeFor = (
  secrets: CodeSecrets,
  { saleKey, attempt, keyId }: { readonly saleKey: string; readonly attempt: number; readonly keyId: string },
): VoucherCode => writeCode(format, secrets.repeatable(`${attempt} ${saleKey}`, keyId));
