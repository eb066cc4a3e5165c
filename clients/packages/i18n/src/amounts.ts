import type { Language } from "#language";

const symbols: Record<string, string> = { ZAR: "R" };
const separators = (language: Language): readonly [group: string, point: string] =>
  language === "af" ? [" ", ","] : [",", "."];
const grouped = (digits: string, group: string) => digits.replace(/\B(?=(\d{3})+$)/g, group);

export type MoneyValue = { minorUnits: number; currency: string };

/** `R1,234` and `.50`, or `R1 234` and `,50` in Afrikaans; apart, because cents are drawn smaller. */
export function moneyParts({ minorUnits, currency }: MoneyValue, language: Language): { whole: string; cents: string } {
  const [group, point] = separators(language);
  const digits = String(Math.abs(minorUnits)).padStart(3, "0");
  const symbol = symbols[currency] ?? `${currency} `;
  return {
    whole: `${minorUnits < 0 ? "-" : ""}${symbol}${grouped(digits.slice(0, -2), group)}`,
    cents: point + digits.slice(-2),
  };
}

export function formatMoney(amount: MoneyValue, language: Language): string {
  const { whole, cents } = moneyParts(amount, language);
  return whole + cents;
}

const dataUnits = [
  ["GB", 1e9],
  ["MB", 1e6],
  ["KB", 1e3],
] as const;

/** `3.2 GB`, `340 MB`. Rounds down: nobody is promised more than there is. */
export function formatData(octets: number, language: Language): string {
  const [unit, size] = dataUnits.find(([, size]) => octets >= size) ?? ["KB", 1e3];
  return `${formatNumber(octets / size, unit === "GB" ? (octets >= 100e9 ? 0 : 1) : 0, language)} ${unit}`;
}

/** Cuts, never rounds up; drops a lone zero after the point. */
export function formatNumber(value: number, decimals: number, language: Language): string {
  const [group, point] = separators(language);
  const scale = 10 ** decimals;
  // A hair is added first, so that 1.1 × 10 does not become 10.
  const cut = Math.floor(value * scale + 1e-9);
  const whole = grouped(String(Math.floor(cut / scale)), group);
  const rest = decimals > 0 ? cut % scale : 0;
  return rest === 0 ? whole : `${whole}${point}${String(rest).padStart(decimals, "0")}`;
}

/** `20 Mbit/s`, `512 kbit/s`. */
export function formatRate(bitsPerSecond: number, language: Language): string {
  if (bitsPerSecond >= 1e9) return `${formatNumber(bitsPerSecond / 1e9, 1, language)} Gbit/s`;
  if (bitsPerSecond >= 1e6) return `${formatNumber(bitsPerSecond / 1e6, 1, language)} Mbit/s`;
  return `${formatNumber(bitsPerSecond / 1e3, 0, language)} kbit/s`;
}
