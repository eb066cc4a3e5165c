/** How a vendor writes a MAC address: "AA:BB:CC:DD:EE:FF", "aa-bb-…" or "aabbccddeeff". */
export type MacSpelling = { readonly separator: ":" | "-" | ""; readonly letters: "upper" | "lower" };

/** Any spelling to the given one; what is no MAC address throws, since a test wrote it. */
export function spellMac(address: string, { separator, letters }: MacSpelling): string {
  const digits = macDigits(address);
  if (digits === undefined) throw new RangeError(`not a MAC address: ${address}`);
  const spelt = (digits.match(/../g) ?? []).join(separator);
  return letters === "upper" ? spelt.toUpperCase() : spelt;
}

/** Twelve lower-case digits, to compare by; undefined when it is no MAC address. */
export function macDigits(address: string): string | undefined {
  const digits = address.replaceAll(/[-:.]/g, "").toLowerCase();
  return /^[0-9a-f]{12}$/.test(digits) ? digits : undefined;
}
