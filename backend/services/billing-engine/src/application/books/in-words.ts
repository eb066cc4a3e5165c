import type { Currency } from "@beacom/money";
import { majorUnits } from "#application/books/journal";

/** `23.00 ZAR`. */
export const amountText = (cents: bigint, currency: Currency): string => `${majorUnits(cents, currency)} ${currency}`;

const units = ["kB", "MB", "GB", "TB", "PB"] as const;

/** `1.25 GB`: to three digits and rounded down, so that nobody is promised more than there is. */
export function octetsText(octets: bigint): string {
  if (octets < 1_000n) return `${octets} octets`;
  let unit = 0;
  let divisor = 1_000n;
  while (octets >= divisor * 1_000n && unit < units.length - 1) {
    unit += 1;
    divisor *= 1_000n;
  }
  const hundredths = (octets * 100n) / divisor;
  const decimals = (hundredths % 100n).toString().padStart(2, "0").replace(/0+$/, "");
  return `${hundredths / 100n}${decimals === "" ? "" : `.${decimals}`} ${units[unit]}`;
}
