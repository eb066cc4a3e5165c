import { ok, type Result } from "@beacom/result";
import { type Clock, localDate } from "@beacom/time";
import { readsOf } from "#application/resellers/register-reseller";
import { masterIdOf } from "#application/resellers/reseller-streams";
import { sellOnce, type SellOnceRefusal } from "#application/resellers/sell-once";
import type { ResellerViews, SaleView } from "#application/resellers/views";
import type { Streams } from "#application/streams";
import { batchStream } from "#application/vouchers/voucher-streams";
import { masterOf } from "#domain/resellers/register-reseller";
import { decideSellFromFloat, type FloatRefusal } from "#domain/resellers/sell-from-float";
import type { OrdinalRange } from "#domain/vouchers/ordinals";
import { decideSellVouchers, priceOfVouchers, type SellRefusal } from "#domain/vouchers/sell-vouchers";

export type SellVouchersFromFloatRefusal = FloatRefusal | SellRefusal | SellOnceRefusal;
export type SellVouchersFromFloatUseCase = (command: {
  readonly resellerId: string;
  readonly batchId: string;
  readonly ranges: readonly OrdinalRange[];
  /** Bought to be sold on later, rather than sold to a person now. */
  readonly isForResale: boolean;
  readonly idempotencyKey: string;
}) => Promise<Result<SaleView, SellVouchersFromFloatRefusal>>;

/** Sells, or buys, printed vouchers: they can be redeemed from now on, and the float pays for them. */
export const sellVouchersFromFloatWith =
  (ports: { streams: Streams; views: ResellerViews; clock: Clock; zone: string }): SellVouchersFromFloatUseCase =>
  async ({ resellerId, batchId, ranges, isForResale, idempotencyKey }) => {
    const { streams, views, clock, zone } = ports;
    const isSame = (sold: SaleView) => sold.product === "voucher" && sold.reference === batchId;
    return sellOnce<FloatRefusal | SellRefusal>(views, { resellerId, idempotencyKey, isSame }, async (saleKey) => {
      const read = {
        ...readsOf(resellerId, await masterIdOf(streams, resellerId)),
        batch: batchStream(batchId),
      };
      return streams.change<typeof read, FloatRefusal | SellRefusal>({
        key: saleKey,
        read,
        decide({ reseller, master, batch }) {
          const at = clock();
          const price = priceOfVouchers(batch, ranges, resellerId);
          if (!price.ok) return price;
          const { priceCents } = price.value;
          const sale = { resellerId, saleKey, product: "voucher", reference: batchId, priceCents } as const;
          const paid = decideSellFromFloat({ reseller, master }, { ...sale, day: localDate(at, zone), at });
          if (!paid.ok) return paid;
          const seller = {
            resellerId,
            masterId: reseller ? masterOf(reseller.terms) : null,
            commissionCents: paid.value.reseller.commissionCents,
            masterCommissionCents: paid.value.master?.commissionCents ?? 0n,
            isForResale,
          };
          const sold = decideSellVouchers(batch, { ranges, seller, saleKey, by: resellerId, at });
          if (!sold.ok) return sold;
          const masters = paid.value.master;
          return ok({
            events: { reseller: [paid.value.reseller], ...(masters && { master: [masters] }), batch: sold.value },
          });
        },
      });
    });
  };
