import type { Language } from "#domain/catalogue";

/** `3.2 GB`, `340 MB`, in thousands as data is sold. Rounds down: nobody is promised more than there is. */
export function dataAmount(octets: bigint, language: Language): string {
  const point = language === "af" ? "," : ".";
  if (octets < 1_000_000n) return `${octets / 1_000n} KB`;
  if (octets < 1_000_000_000n) return `${octets / 1_000_000n} MB`;
  const tenths = octets / 100_000_000n;
  const rest = tenths % 10n;
  return `${tenths / 10n}${rest === 0n ? "" : `${point}${rest}`} GB`;
}
