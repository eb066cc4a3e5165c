import { ok, type Result } from "@beacom/result";
import type { Clock } from "@beacom/time";
import { type CommandsDone, once, type OnceRefusal } from "#application/command-once";
import { checkKey, type KeyRefusal } from "#application/idempotency-key";
import type { Streams } from "#application/streams";
import { batchStream } from "#application/vouchers/voucher-streams";
import { isSameRanges, type OrdinalRange } from "#domain/vouchers/ordinals";
import { decideSellVouchers, type SellRefusal } from "#domain/vouchers/sell-vouchers";

export type SellVouchersRefusal = SellRefusal | KeyRefusal | OnceRefusal;
export type SellVouchersUseCase = (command: {
  readonly batchId: string;
  readonly ranges: readonly OrdinalRange[];
  readonly staffId: string;
  readonly idempotencyKey: string;
}) => Promise<Result<void, SellVouchersRefusal>>;

/** Sold at the house's own counter: from now on they can be redeemed, and we owe what they are worth. */
export const sellVouchersWith =
  ({ streams, done, clock }: { streams: Streams; done: CommandsDone; clock: Clock }): SellVouchersUseCase =>
  async ({ batchId, ranges, staffId, idempotencyKey }) => {
    const key = checkKey(idempotencyKey);
    if (!key.ok) return key;
    const saleKey = `voucher-sell:${batchId}:${key.value}`;
    const result = await once<unknown, SellRefusal>(done, { key: saleKey, isSame: isSameRanges(ranges) }, () =>
      streams.change<{ batch: ReturnType<typeof batchStream> }, SellRefusal>({
        key: saleKey,
        read: { batch: batchStream(batchId) },
        decide({ batch }) {
          const sold = decideSellVouchers(batch, { ranges, seller: null, saleKey, by: staffId, at: clock() });
          return sold.ok ? ok({ events: { batch: sold.value } }) : sold;
        },
      }),
    );
    return result.ok ? ok(undefined) : result;
  };
