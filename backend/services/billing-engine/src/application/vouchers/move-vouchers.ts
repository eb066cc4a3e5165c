import { ok, type Result, refuse } from "@beacom/result";
import type { Clock } from "@beacom/time";
import { type CommandsDone, once, type OnceRefusal } from "#application/command-once";
import { checkKey, type KeyRefusal } from "#application/idempotency-key";
import { resellerStream } from "#application/resellers/reseller-streams";
import type { Streams } from "#application/streams";
import { batchStream } from "#application/vouchers/voucher-streams";
import type { VoucherBatchEvent } from "#domain/vouchers/batch-event";
import type { VoucherBatch } from "#domain/vouchers/batch";
import { decideHandOver, decidePrint, decideTakeBack, type MoveRefusal } from "#domain/vouchers/move-vouchers";
import { isSameRanges, type OrdinalRange } from "#domain/vouchers/ordinals";

type MoveVouchers = {
  readonly batchId: string;
  readonly ranges: readonly OrdinalRange[];
  readonly staffId: string;
  readonly idempotencyKey: string;
};
export type MoveVouchersRefusal =
  | MoveRefusal
  | KeyRefusal
  | OnceRefusal
  | {
      readonly kind: "reseller-unknown" | "reseller-suspended" | "for-another-reseller" | "receipt-missing";
    };
export type PrintVouchersUseCase = (command: MoveVouchers) => Promise<Result<void, MoveVouchersRefusal>>;
export type HandOverVouchersUseCase = (
  command: MoveVouchers & { readonly resellerId: string; readonly receipt: string },
) => Promise<Result<void, MoveVouchersRefusal>>;
export type TakeBackVouchersUseCase = (
  command: MoveVouchers & { readonly resellerId: string },
) => Promise<Result<void, MoveVouchersRefusal>>;

type Ports = { streams: Streams; done: CommandsDone; clock: Clock };

export const printVouchersWith =
  (ports: Ports): PrintVouchersUseCase =>
  (command) =>
    moved(ports, command, "print", (batch, move) => decidePrint(batch, move));

export const takeBackVouchersWith =
  (ports: Ports): TakeBackVouchersUseCase =>
  (command) =>
    moved(ports, command, "take-back", (batch, move) =>
      decideTakeBack(batch, { ...move, resellerId: command.resellerId }),
    );

export const handOverVouchersWith =
  (ports: Ports): HandOverVouchersUseCase =>
  async (command) => {
    const { resellerId, receipt } = command;
    const reseller = await ports.streams.state(resellerStream(resellerId));
    if (!reseller) return refuse({ kind: "reseller-unknown" });
    if (reseller.isSuspended) return refuse({ kind: "reseller-suspended" });
    return moved(ports, command, "hand-over", (batch, move) => decideHandOver(batch, { ...move, resellerId, receipt }));
  };

type Move = { readonly ranges: readonly OrdinalRange[]; readonly by: string; readonly at: Date };

async function moved(
  { streams, done, clock }: Ports,
  { batchId, ranges, staffId, idempotencyKey }: MoveVouchers,
  what: string,
  decide: (batch: VoucherBatch | undefined, move: Move) => Result<readonly VoucherBatchEvent[], MoveVouchersRefusal>,
): Promise<Result<void, MoveVouchersRefusal>> {
  const key = checkKey(idempotencyKey);
  if (!key.ok) return key;
  const commandKey = `voucher-${what}:${batchId}:${key.value}`;
  const result = await once<unknown, MoveVouchersRefusal>(done, { key: commandKey, isSame: isSameRanges(ranges) }, () =>
    streams.change<{ batch: ReturnType<typeof batchStream> }, MoveVouchersRefusal>({
      key: commandKey,
      read: { batch: batchStream(batchId) },
      decide({ batch }) {
        const decided = decide(batch, { ranges, by: staffId, at: clock() });
        return decided.ok ? ok({ events: { batch: decided.value } }) : decided;
      },
    }),
  );
  return result.ok ? ok(undefined) : result;
}
