import { ok, type Result, refuse } from "@beacom/result";
import type { VoucherBatch } from "#domain/vouchers/batch";
import type { UnsoldVouchersVoided, VoidReason, VoucherBatchEvent } from "#domain/vouchers/batch-event";
import type { Custody, CustodyState } from "#domain/vouchers/custody";
import { piecesOf } from "#domain/vouchers/segments";
import { checkRanges, type OrdinalRange, type RangesRefusal } from "#domain/vouchers/ordinals";

export type VouchersElsewhere = {
  readonly kind: "vouchers-elsewhere";
  /** The first of those that are not where they would have to be, and where they are. */
  readonly range: OrdinalRange;
  readonly state: CustodyState;
};
export type MoveRefusal = { readonly kind: "batch-unknown" } | RangesRefusal | VouchersElsewhere;
export type MoveCommand = { readonly ranges: readonly OrdinalRange[]; readonly by: string; readonly at: Date };
type Moved = Result<readonly VoucherBatchEvent[], MoveRefusal>;

export function decidePrint(batch: VoucherBatch | undefined, { by, at, ...command }: MoveCommand): Moved {
  const ranges = rangesIn(batch, command.ranges, ({ state }) => state === "generated");
  return ranges.ok ? ok([{ type: "VouchersPrinted", ranges: ranges.value, by, at }]) : ranges;
}

export function decideHandOver(
  batch: VoucherBatch | undefined,
  command: MoveCommand & { readonly resellerId: string; readonly receipt: string },
): Result<readonly VoucherBatchEvent[], MoveRefusal | { readonly kind: "for-another-reseller" | "receipt-missing" }> {
  const { resellerId, receipt, by, at } = command;
  if (receipt.trim() === "") return refuse({ kind: "receipt-missing" });
  const ranges = rangesIn(batch, command.ranges, ({ state }) => state === "generated" || state === "printed");
  if (!ranges.ok) return ranges;
  if (!isFor(batch, resellerId)) return refuse({ kind: "for-another-reseller" });
  return ok([{ type: "VouchersHandedOver", ranges: ranges.value, resellerId, receipt, by, at }]);
}

export function decideTakeBack(
  batch: VoucherBatch | undefined,
  { resellerId, by, at, ...command }: MoveCommand & { readonly resellerId: string },
): Moved {
  const isTheirs = (custody: Custody) => custody.state === "handed-over" && custody.resellerId === resellerId;
  const ranges = rangesIn(batch, command.ranges, isTheirs);
  return ranges.ok ? ok([{ type: "VouchersTakenBack", ranges: ranges.value, resellerId, by, at }]) : ranges;
}

export function decideVoidUnsold(
  batch: VoucherBatch | undefined,
  command: MoveCommand & { readonly reason: VoidReason; readonly approvalId: string },
): Result<readonly UnsoldVouchersVoided[], MoveRefusal> {
  const { reason, approvalId, by, at } = command;
  const ranges = rangesIn(batch, command.ranges, ({ state }) => state !== "sold" && state !== "void");
  return ranges.ok ? ok([{ type: "UnsoldVouchersVoided", ranges: ranges.value, reason, approvalId, by, at }]) : ranges;
}

export const isFor = (batch: VoucherBatch | undefined, resellerId: string | null): boolean =>
  batch !== undefined && (batch.resellerId === null || batch.resellerId === resellerId);

/** The ranges, if every voucher in them is where it has to be. */
export function rangesIn(
  batch: VoucherBatch | undefined,
  named: readonly OrdinalRange[],
  isThere: (custody: Custody) => boolean,
): Result<readonly OrdinalRange[], MoveRefusal> {
  if (!batch) return refuse({ kind: "batch-unknown" });
  const ranges = checkRanges(named, batch.count);
  if (!ranges.ok) return ranges;
  for (const range of ranges.value) {
    const other = piecesOf(batch.segments, range).find(({ custody }) => !isThere(custody));
    if (other) {
      const { first, last, custody } = other;
      return refuse({ kind: "vouchers-elsewhere", range: { first, last }, state: custody.state });
    }
  }
  return ranges;
}
