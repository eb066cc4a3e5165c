import { ok } from "@beacom/result";
import type { Clock } from "@beacom/time";
import type { StreamOf, Streams } from "#application/streams";
import type { FoundVoucher, VoucherIndex } from "#application/vouchers/voucher-index";
import { batchStream, voucherStream } from "#application/vouchers/voucher-streams";
import { expiryOfVoucher } from "#domain/vouchers/end-voucher";
import { type VoucherEnd, type VoucherEvent, voucherId } from "#domain/vouchers/voucher";

export type ExpireVouchersUseCase = () => Promise<number>;

const atOnce = 200;

/** Ends the sold vouchers whose time is up and says how many there were. What a crash left undone is found by the next look. */
export const expireVouchersWith =
  (ports: { streams: Streams; index: VoucherIndex; clock: Clock; vatToday: () => bigint }): ExpireVouchersUseCase =>
  async () => {
    for (let total = 0; ; ) {
      const due = await ports.index.due({ at: ports.clock(), limit: atOnce });
      if (due.length === 0) return total;
      let ended = 0;
      for (const [batchId, vouchers] of byBatch(due)) ended += await expire(ports, batchId, vouchers);
      // Others ended them meanwhile, or a clock differs: the next look finds what is left.
      if (ended === 0) return total;
      total += ended;
    }
  };

async function expire(
  { streams, clock, vatToday }: { streams: Streams; clock: Clock; vatToday: () => bigint },
  batchId: string,
  due: readonly FoundVoucher[],
): Promise<number> {
  const batch = await streams.state(batchStream(batchId));
  if (!batch) return 0;
  const names = due.map(({ ordinal }) => ({ ordinal, name: voucherId(batchId, ordinal) }));
  const read: Record<string, StreamOf<VoucherEnd, VoucherEvent>> = Object.fromEntries(
    names.map(({ ordinal, name }) => [name, voucherStream(batchId, ordinal)]),
  );
  const result = await streams.change({
    // A voucher expires once.
    key: (events) => `expire-vouchers:${Object.keys(events)[0]}`,
    read,
    decide(vouchers) {
      const at = clock();
      const events: Record<string, readonly VoucherEvent[]> = {};
      for (const { ordinal, name } of names) {
        const expired = expiryOfVoucher(batch, vouchers[name], { ordinal, vatBasisPoints: vatToday(), at });
        if (expired) events[name] = [expired];
      }
      return ok({ events });
    },
  });
  return result.ok ? Object.keys(result.value.events).length : 0;
}

function byBatch(vouchers: readonly FoundVoucher[]): Map<string, FoundVoucher[]> {
  const batches = new Map<string, FoundVoucher[]>();
  for (const voucher of vouchers) {
    const theirs = batches.get(voucher.batchId);
    if (theirs) theirs.push(voucher);
    else batches.set(voucher.batchId, [voucher]);
  }
  return batches;
}
