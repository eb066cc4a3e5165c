import type { OrdinalRange } from "#domain/vouchers/ordinals";
import { replace, type SegmentOf } from "#domain/vouchers/segments";

/** What was agreed when vouchers were sold; it is the same for all that were sold together. */
export type VoucherSale = {
  readonly saleKey: string;
  /** Null: the house sold them itself. */
  readonly resellerId: string | null;
  readonly masterId: string | null;
  readonly vouchers: number;
  /** What was allowed to the reseller and to its master for all of them. */
  readonly commissionCents: bigint;
  readonly masterCommissionCents: bigint;
  readonly soldAt: Date;
  readonly expiresAt: Date | null;
};

/**
 * Where vouchers are. Sold and void ones stay so here: what becomes of a sold one (redeemed, void, expired) is in its own history, so
 * that redeeming never waits for the batch.
 */
export type Custody =
  | { readonly state: "generated" | "printed" | "void" }
  | { readonly state: "handed-over"; readonly resellerId: string }
  | {
      readonly state: "sold";
      readonly sale: VoucherSale;
      /** How many of the sale come before the first of these. */
      readonly before: number;
    };
export type CustodyState = Custody["state"];
export type Segment = SegmentOf<Custody>;

export const move = (segments: Segment[], { first, last }: OrdinalRange, custody: Custody): void =>
  replace(segments, { first, last, custody }, areSameHands);

export function countsOf(segments: readonly Segment[]): Readonly<Record<CustodyState, number>> {
  const counts = { generated: 0, printed: 0, "handed-over": 0, sold: 0, void: 0 };
  for (const { first, last, custody } of segments) counts[custody.state] += last - first + 1;
  return counts;
}

function areSameHands(a: Custody, b: Custody): boolean {
  // Each sale keeps its own segments: they have a price and an expiry of their own.
  if (a.state !== b.state || a.state === "sold") return false;
  return a.state !== "handed-over" || b.state !== "handed-over" || a.resellerId === b.resellerId;
}
