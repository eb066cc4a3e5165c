/** What kinds of movement of a float there are. */
export type FloatMovement =
  | "sale"
  | "refund"
  | "payment"
  | "payment-returned"
  | "master-commission"
  | "master-commission-returned";

/** All movements of a kind, and of a product, within a period. */
export type MovementTotal = {
  readonly kind: FloatMovement;
  readonly product: string | null;
  readonly count: number;
  readonly priceCents: bigint;
  readonly commissionCents: bigint;
  readonly floatChangeCents: bigint;
};
export type Settlement = {
  readonly openingCents: bigint;
  /** At the price that persons paid, less what was given back. */
  readonly salesCents: bigint;
  /** On one's own sales and on those of sub-resellers. */
  readonly commissionCents: bigint;
  /** Paid in, less what the bank returned. */
  readonly paymentsCents: bigint;
  readonly closingCents: bigint;
  readonly totals: readonly MovementTotal[];
};

/** closing = opening + payments + commission − sales; a movement that is none of these does not exist. */
export function settlementOf(openingCents: bigint, totals: readonly MovementTotal[]): Settlement {
  let [salesCents, commissionCents, paymentsCents, closingCents] = [0n, 0n, 0n, openingCents];
  for (const total of totals) {
    closingCents += total.floatChangeCents;
    commissionCents += total.commissionCents;
    salesCents += total.priceCents;
    if (total.kind === "payment" || total.kind === "payment-returned") paymentsCents += total.floatChangeCents;
  }
  if (openingCents + paymentsCents + commissionCents - salesCents !== closingCents)
    throw new Error("a settlement does not add up: a float moved by something that is no sale, payment or commission");
  return { openingCents, salesCents, commissionCents, paymentsCents, closingCents, totals };
}
