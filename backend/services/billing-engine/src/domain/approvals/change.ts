import type { Currency } from "@beacom/money";
import type { VoidReason } from "#domain/vouchers/batch-event";
import type { OrdinalRange } from "#domain/vouchers/ordinals";

/** What staff may change only within limits, and beyond them only two together. */
export type Change =
  | {
      readonly kind: "adjust-wallet";
      readonly customerId: string;
      /** Below zero it is taken from the wallet. */
      readonly amountCents: bigint;
      readonly currency: Currency;
    }
  | {
      /** The opposite of an adjustment that was carried out. */
      readonly kind: "reverse-adjustment";
      readonly customerId: string;
      readonly adjustmentId: string;
      readonly amountCents: bigint;
      readonly currency: Currency;
    }
  | {
      readonly kind: "give-data";
      readonly customerId: string;
      readonly planId: string;
      readonly planVersion: number;
      /** What the plan costs who buys it. */
      readonly worthCents: bigint;
      readonly currency: Currency;
    }
  | {
      readonly kind: "write-off";
      readonly customerId: string;
      readonly invoiceId: string;
      readonly amountCents: bigint;
      readonly currency: Currency;
    }
  | {
      readonly kind: "void-vouchers";
      readonly batchId: string;
      readonly ranges: readonly OrdinalRange[];
      readonly reason: VoidReason;
      readonly faceCents: bigint;
      readonly currency: Currency;
    }
  | {
      readonly kind: "set-credit-limit";
      readonly resellerId: string;
      readonly creditLimitCents: bigint;
      readonly currency: Currency;
    };
export type ChangeKind = Change["kind"];
export const changeKinds = [
  "adjust-wallet",
  "reverse-adjustment",
  "give-data",
  "write-off",
  "void-vouchers",
  "set-credit-limit",
] as const satisfies readonly ChangeKind[];
export type ChangeOf<Kind extends ChangeKind> = Extract<Change, { readonly kind: Kind }>;

/** How much is at stake: what limits are compared with. */
export function stakeOf(change: Change): bigint {
  switch (change.kind) {
    case "adjust-wallet":
    case "reverse-adjustment":
    case "write-off":
      return change.amountCents < 0n ? -change.amountCents : change.amountCents;
    case "give-data":
      return change.worthCents;
    case "void-vouchers":
      return change.faceCents;
    case "set-credit-limit":
      return change.creditLimitCents;
    default:
      return change satisfies never;
  }
}
