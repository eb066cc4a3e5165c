import { money, netOfVat } from "@beacom/money";
import { type Entry, withoutZeros } from "#domain/ledger";
import type { VoucherBatchTerms } from "#domain/vouchers/batch-event";

type Prices = Pick<VoucherBatchTerms, "faceCents" | "salePriceCents" | "currency">;

/**
 * Sold: we owe the face value from now on. What was given off it is a courtesy. A house sale is paid into the bank; a reseller pays in its
 * own history, from the float, and its commission is there.
 */
export function soldEntries(prices: Prices, vouchers: number, paidFrom: "bank" | "transfer-clearing"): Entry[] {
  const { faceCents, salePriceCents, currency } = timesOf(prices, vouchers);
  return withoutZeros([
    { account: paidFrom, amountCents: salePriceCents, currency },
    { account: "goodwill", amountCents: faceCents - salePriceCents, currency },
    { account: "vouchers-outstanding", amountCents: -faceCents, currency },
  ]);
}

/** Redeemed: the value goes to the wallet, whose entry is in the account's own event. */
export const redeemedEntries = ({ faceCents, currency }: Prices): Entry[] => [
  { account: "vouchers-outstanding", amountCents: faceCents, currency },
  { account: "transfer-clearing", amountCents: -faceCents, currency },
];

/** Voided after the sale: the opposite of the sale. */
export function refundedEntries(prices: Prices, paidTo: "bank" | "transfer-clearing"): Entry[] {
  return soldEntries(prices, 1, paidTo).map((entry) => ({ ...entry, amountCents: -entry.amountCents }));
}

/**
 * Expired: what was paid is kept, and what was given off it was never needed.
 *
 * A voucher for an amount of money is no supply when it is sold (VAT Act, section 10(18)), so no VAT was paid on it then. What is kept in
 * the end is taken as a price that includes VAT: the careful reading. An operator who was advised otherwise sets the rate to zero.
 */
export function expiredEntries({ faceCents, salePriceCents, currency }: Prices, vatBasisPoints: bigint): Entry[] {
  const { net, vat } = netOfVat(money(salePriceCents, currency), vatBasisPoints);
  return withoutZeros([
    { account: "vouchers-outstanding", amountCents: faceCents, currency },
    { account: "goodwill", amountCents: salePriceCents - faceCents, currency },
    { account: "breakage", amountCents: -net.minorUnits, currency },
    { account: "vat-output", amountCents: -vat.minorUnits, currency },
  ]);
}

function timesOf({ faceCents, salePriceCents, currency }: Prices, vouchers: number): Prices {
  const times = BigInt(vouchers);
  return { faceCents: faceCents * times, salePriceCents: salePriceCents * times, currency };
}
