import { type Result, ok, refuse } from "@beacom/result";
import { type Currency, type Money, currencies, money } from "#money";

/** `R1,234.50`, or `R1 234,50` in Afrikaans. Our own, because JavaScript engines disagree about South African languages. */
export function formatMoney(amount: Money, language = "en"): string {
  const { decimals, symbol } = currencies[amount.currency];
  const [group, point] = language === "af" ? [" ", ","] : [",", "."];
  const sign = amount.minorUnits < 0n ? "-" : "";
  const digits = (amount.minorUnits < 0n ? -amount.minorUnits : amount.minorUnits)
    .toString()
    .padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals).replace(/\B(?=(\d{3})+$)/g, group);
  return `${sign}${symbol}${whole}${decimals === 0 ? "" : point + digits.slice(-decimals)}`;
}

/** Reads `1234.50` as written by a person or a provider; refuses more decimals than the currency has. */
export function parseMajorUnits(text: string, currency: Currency): Result<Money, { kind: "not-an-amount" }> {
  const { decimals } = currencies[currency];
  const match = /^(-?)(\d{1,15})(?:\.(\d+))?$/.exec(text.trim());
  if (!match || (match[3]?.length ?? 0) > decimals) return refuse({ kind: "not-an-amount" });
  const minorUnits = BigInt(match[2]! + (match[3] ?? "").padEnd(decimals, "0"));
  return ok(money(match[1] ? -minorUnits : minorUnits, currency));
}
