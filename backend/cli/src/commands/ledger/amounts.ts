import { currencies, isCurrency } from "@beacom/money";

/** Minor units as an accountant writes them, `1 234.50`, with as many decimals as the currency has; nothing for nothing. */
export function amountOf(minorUnits: bigint, currency: string, { zeros = false }: { zeros?: boolean } = {}): string {
  if (minorUnits === 0n && !zeros) return "";
  const decimals = isCurrency(currency) ? currencies[currency].decimals : 2;
  const digits = (minorUnits < 0n ? -minorUnits : minorUnits).toString().padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals).replaceAll(/\B(?=(\d{3})+$)/g, " ");
  const sign = minorUnits < 0n ? "-" : "";
  return decimals === 0 ? sign + whole : `${sign}${whole}.${digits.slice(-decimals)}`;
}
