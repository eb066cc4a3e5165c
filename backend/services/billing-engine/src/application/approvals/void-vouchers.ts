import { ok, type Result, refuse } from "@beacom/result";
import {
  type AnyRead,
  anyStream,
  type CannotMake,
  type Made,
  type MakeChange,
} from "#application/approvals/make-change";
import { resellerStream } from "#application/resellers/reseller-streams";
import type { Happened, Streams } from "#application/streams";
import { batchStream, voucherStream } from "#application/vouchers/voucher-streams";
import type { ChangeOf } from "#domain/approvals/change";
import { decideReturnMasterCommission, refundedToFloat } from "#domain/resellers/refund-reseller";
import { type Reseller, resellerAfter } from "#domain/resellers/reseller";
import type { ResellerEvent } from "#domain/resellers/reseller-event";
import type { VoucherBatch } from "#domain/vouchers/batch";
import { decideVoidSold, type VoucherRefund } from "#domain/vouchers/end-voucher";
import { decideVoidUnsold } from "#domain/vouchers/move-vouchers";
import { checkRanges, type OrdinalRange, ordinalsIn } from "#domain/vouchers/ordinals";
import { piecesOf } from "#domain/vouchers/segments";
import { type VoucherEnd, type VoucherEvent, voucherId } from "#domain/vouchers/voucher";

/** Each sold one has a history of its own to be written. */
const mostSoldAtOnce = 500;

/**
 * Voids what is left of the named vouchers. Those not sold are worth nothing yet; those sold and not redeemed give their price back to
 * who bought them; those that ended before stay as they are.
 */
export const voidVouchersWith =
  ({ streams }: { streams: Streams }): MakeChange<"void-vouchers"> =>
  async (change) => {
    const batch = await streams.state(batchStream(change.batchId));
    if (!batch) return refuse({ kind: "batch-unknown" });
    const parts = partsOf(batch, change.ranges);
    if (!parts.ok) return parts;
    const { sold, resellerIds } = parts.value;
    if (sold.length > mostSoldAtOnce) return refuse({ kind: "too-many-sold-at-once" });
    const read: Record<string, AnyRead[string]> = { batch: anyStream(batchStream(change.batchId)) };
    for (const ordinal of sold)
      read[voucherId(change.batchId, ordinal)] = anyStream(voucherStream(change.batchId, ordinal));
    for (const id of resellerIds) read[id] = anyStream(resellerStream(id));
    return ok({ read, decide: (states, made) => voided(states, change, sold, made) });
  };

type States = Readonly<Record<string, unknown>>;
type Events = Record<string, readonly Happened[]>;

function voided(
  states: States,
  change: ChangeOf<"void-vouchers">,
  looked: readonly number[],
  { approvalId, by, at }: Made,
): Result<{ events: Events }, CannotMake> {
  const { batchId, reason } = change;
  const batch = states["batch"] as VoucherBatch | undefined;
  if (!batch) return refuse({ kind: "batch-unknown" });
  const parts = partsOf(batch, change.ranges);
  if (!parts.ok) return parts;
  // Some were sold since: their histories were not read.
  if (parts.value.sold.length !== looked.length) return refuse({ kind: "vouchers-sold-meanwhile" });
  const events: Events = {};
  const { unsold } = parts.value;
  if (unsold.length > 0) {
    const void_ = decideVoidUnsold(batch, { ranges: unsold, reason, approvalId, by, at });
    if (!void_.ok) return void_;
    events["batch"] = void_.value;
  }
  const refunds: VoucherRefund[] = [];
  for (const ordinal of looked) {
    const name = voucherId(batchId, ordinal);
    const ended = decideVoidSold(batch, states[name] as VoucherEnd | undefined, {
      ordinal,
      reason,
      approvalId,
      by,
      at,
    });
    if (!ended.ok) continue;
    events[name] = [ended.value.event] satisfies VoucherEvent[];
    if (ended.value.refund) refunds.push(ended.value.refund);
  }
  if (Object.keys(events).length === 0) return refuse({ kind: "nothing-left-to-void" });
  return refunded(states, events, refunds, { approvalId, at });
}

/** One refund for each sale, to the reseller and against its master. */
function refunded(
  states: States,
  events: Events,
  refunds: readonly VoucherRefund[],
  { approvalId, at }: Pick<Made, "approvalId" | "at">,
): Result<{ events: Events }, CannotMake> {
  const now = new Map<string, { reseller: Reseller; events: ResellerEvent[] }>();
  const standing = (id: string) => {
    const known = now.get(id) ?? { reseller: states[id] as Reseller, events: [] };
    now.set(id, known);
    return known;
  };
  const happened = (id: string, event: ResellerEvent) => {
    const before = standing(id);
    now.set(id, { reseller: resellerAfter(before.reseller, [event])!, events: [...before.events, event] });
  };
  for (const refund of bySale(refunds)) {
    const { saleKey, priceCents, commissionCents, resellerId, masterId, masterCommissionCents } = refund;
    const back = { saleKey, approvalId, at };
    happened(resellerId, refundedToFloat(standing(resellerId).reseller, { ...back, priceCents, commissionCents }));
    if (masterId === null) continue;
    const returned = decideReturnMasterCommission(standing(masterId).reseller, {
      ...back,
      commissionCents: masterCommissionCents,
    });
    if (!returned.ok) return returned;
    happened(masterId, returned.value);
  }
  return ok({ events: { ...events, ...Object.fromEntries([...now].map(([id, { events }]) => [id, events])) } });
}

function bySale(refunds: readonly VoucherRefund[]): VoucherRefund[] {
  const sales = new Map<string, VoucherRefund>();
  for (const refund of refunds) {
    const before = sales.get(refund.saleKey);
    sales.set(refund.saleKey, {
      ...refund,
      priceCents: refund.priceCents + (before?.priceCents ?? 0n),
      commissionCents: refund.commissionCents + (before?.commissionCents ?? 0n),
      masterCommissionCents: refund.masterCommissionCents + (before?.masterCommissionCents ?? 0n),
    });
  }
  return [...sales.values()];
}

type Parts = {
  readonly unsold: readonly OrdinalRange[];
  readonly sold: readonly number[];
  /** Of those who bought them, and their masters. */
  readonly resellerIds: ReadonlySet<string>;
};

function partsOf(batch: VoucherBatch, named: readonly OrdinalRange[]): Result<Parts, CannotMake> {
  const ranges = checkRanges(named, batch.count);
  if (!ranges.ok) return ranges;
  const unsold: OrdinalRange[] = [];
  const sold: number[] = [];
  const resellerIds = new Set<string>();
  for (const range of ranges.value)
    for (const { first, last, custody } of piecesOf(batch.segments, range)) {
      if (custody.state === "void") continue;
      if (custody.state !== "sold") {
        unsold.push({ first, last });
        continue;
      }
      sold.push(...ordinalsIn([{ first, last }]));
      for (const id of [custody.sale.resellerId, custody.sale.masterId]) if (id !== null) resellerIds.add(id);
    }
  return ok({ unsold, sold, resellerIds });
}
