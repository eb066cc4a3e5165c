import { isIPv6 } from "node:net";

/** The 16 octets of an IPv6 address in any of its forms; what is not one throws. */
export function address6Bytes(address: string): Uint8Array {
  if (!isIPv6(address) || address.includes("%")) throw new RangeError(`not an IPv6 address: ${address}`);
  // The URL parser writes any IPv6 address in its one canonical form: no dotted quads left, at most one "::".
  const [left = "", right] = new URL(`http://[${address}]`).hostname.slice(1, -1).split("::");
  const groups = (half: string | undefined): number[] =>
    half ? half.split(":").map((group) => Number.parseInt(group, 16)) : [];
  const zeros = 8 - groups(left).length - groups(right).length;
  const all = [...groups(left), ...Array.from({ length: zeros }, () => 0), ...groups(right)];
  return groupsBytes(all);
}

/** In its canonical form (RFC 5952). Octets that are missing at the end are zeros, as in a prefix. */
export function address6Of(bytes: Uint8Array): string {
  const whole = new Uint8Array(16);
  whole.set(bytes.subarray(0, 16));
  return new URL(`http://[${groupsOf(whole).join(":")}]`).hostname.slice(1, -1);
}

/** Groups of 16 bits, in hexadecimal. */
export const groupsOf = (bytes: Uint8Array): string[] =>
  Array.from({ length: bytes.length / 2 }, (_, i) => ((bytes[2 * i]! << 8) | bytes[2 * i + 1]!).toString(16));

export const groupsBytes = (groups: readonly number[]): Uint8Array =>
  Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 255]));
