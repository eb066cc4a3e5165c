import type { Currency } from "@beacom/money";
import type { Entry } from "#domain/ledger";
import type { VoidReason, VoucherValue } from "#domain/vouchers/batch-event";

/** The history of one voucher (`voucher/<batchId>-<ordinal>`): empty until it ends, and then the one event with which it ended. */
export type VoucherRedeemed = {
  readonly type: "VoucherRedeemed";
  readonly customerId: string;
  readonly value: VoucherValue;
  readonly faceCents: bigint;
  readonly currency: Currency;
  readonly entries: readonly Entry[];
  readonly at: Date;
};
/** Voided after it was sold, and its price given back. */
export type VoucherVoided = {
  readonly type: "VoucherVoided";
  readonly reason: VoidReason;
  readonly approvalId: string;
  readonly entries: readonly Entry[];
  readonly by: string;
  readonly at: Date;
};
export type VoucherExpired = { readonly type: "VoucherExpired"; readonly entries: readonly Entry[]; readonly at: Date };

export type VoucherEvent = VoucherRedeemed | VoucherVoided | VoucherExpired;

/** Undefined: it has not ended. */
export type VoucherEnd =
  | { readonly state: "redeemed"; readonly customerId: string; readonly at: Date }
  | { readonly state: "void" | "expired"; readonly at: Date };

export function voucherAfter(voucher: VoucherEnd | undefined, events: readonly VoucherEvent[]): VoucherEnd | undefined {
  return events.reduce<VoucherEnd | undefined>((_, event) => endOf(event), voucher);
}

export function endOf(event: VoucherEvent): VoucherEnd {
  const { type, at } = event;
  if (type === "VoucherRedeemed") return { state: "redeemed", customerId: event.customerId, at };
  return { state: type === "VoucherVoided" ? "void" : "expired", at };
}

export const voucherId = (batchId: string, ordinal: number): string => `${batchId}-${ordinal}`;

/** The batch and the number in it. */
export function partsOfVoucherId(id: string): { readonly batchId: string; readonly ordinal: number } {
  const hyphen = id.lastIndexOf("-");
  return { batchId: id.slice(0, hyphen), ordinal: Number(id.slice(hyphen + 1)) };
}
