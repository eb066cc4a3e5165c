import type { Currency } from "@beacom/money";
import type { Language } from "#words/language";

/** What every card of a print run has in common. */
export type VoucherBatch = {
  readonly name: string;
  readonly language: Language;
  readonly operatorName: string;
  /** Where a code is typed in by who cannot scan: `umoja.example/voucher`. */
  readonly redeemAt: string;
  readonly helpContact: string | null;
  /** ISO local date. */
  readonly issuedOn: string;
};

export type VoucherCard = {
  /** Printed for the help desk; unlike the code it opens nothing. */
  readonly serial: string;
  readonly code: string;
  readonly redeemUrl: string;
  readonly worth: VoucherWorth;
  /**
   * Section 63 of the Consumer Protection Act: three years, or until it is redeemed (null). An ISO local date, or years from the sale,
   * which is later than the printing.
   */
  readonly validUntil: string | { readonly yearsFromSale: number } | null;
};

export type VoucherWorth =
  | { readonly kind: "money"; readonly cents: bigint; readonly currency: Currency }
  | { readonly kind: "bundle"; readonly name: string };

/** A code as it is read and typed without losing one's place: `4821 7730 5519 0246`. */
export function groupsOfFour(code: string): string {
  const letters = code.replace(/[^\p{L}\p{N}]/gu, "");
  return letters.match(/.{1,4}/gu)?.join(" ") ?? "";
}
