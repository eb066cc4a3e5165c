import { type Currency, formatMoney, money } from "@beacom/money";
import { type Language, wordsOf } from "#words/language";

/** An amount that no line break divides. */
export const amountText = (cents: bigint, currency: Currency, language: Language): string =>
  formatMoney(money(cents, currency), language).replaceAll(" ", "\u00a0");

/** 1,500 basis points are `15%`, 1,550 are `15.5%`. */
export function rateText(basisPoints: bigint, language: Language): string {
  const sign = basisPoints < 0n ? "-" : "";
  const digits = (basisPoints < 0n ? -basisPoints : basisPoints).toString().padStart(3, "0");
  const fraction = digits.slice(-2).replace(/0+$/, "");
  return `${sign}${digits.slice(0, -2)}${fraction === "" ? "" : wordsOf(language).decimalPoint + fraction}%`;
}
