import { randomBytes } from "node:crypto";

/** RFC 5280 section 4.1.2.2: positive, at most 20 octets. The second highest bit is set, so that there are always 16. */
export function newSerialNumber(): bigint {
  const octets = randomBytes(16);
  octets[0] = (octets[0]! & 0x7f) | 0x40;
  return BigInt(`0x${octets.toString("hex")}`);
}

/** Hexadecimal in small letters, an even number of digits; an old issuer's number below zero keeps its sign. */
export function serialNumberText(serialNumber: bigint): string {
  const digits = (serialNumber < 0n ? -serialNumber : serialNumber).toString(16);
  return `${serialNumber < 0n ? "-" : ""}${digits.padStart(digits.length + (digits.length & 1), "0")}`;
}
