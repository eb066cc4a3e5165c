/**
 * A hash as a database column has it: hexadecimal with or without 0x, or base64. Hexadecimal is tried first, and only
 * where it yields enough octets: every hexadecimal text is also a base64 one.
 */
export function hashOctets(text: string, leastLength: number): Uint8Array | undefined {
  const digits = /^0x/i.test(text) ? text.slice(2) : text;
  if (/^(?:[0-9a-f]{2})+$/i.test(digits) && digits.length >= 2 * leastLength)
    return Uint8Array.from(Buffer.from(digits, "hex"));
  const octets = base64Octets(text);
  return octets !== undefined && octets.length >= leastLength ? octets : undefined;
}

/** RFC 4648 section 4, with or without the padding; "." stands for "+" in what Python's passlib and 389 DS write. */
export function base64Octets(text: string): Uint8Array | undefined {
  const match = /^([A-Za-z0-9+/.]*)={0,2}$/.exec(text);
  const digits = match?.[1];
  if (digits === undefined || digits.length % 4 === 1) return undefined;
  return Uint8Array.from(Buffer.from(digits.replaceAll(".", "+"), "base64"));
}

export const base64Text = (octets: Uint8Array): string => Buffer.from(octets).toString("base64");
