import { isIPv4 } from "node:net";
import { addressBytes, integerBytes } from "#attribute";
import { address6Bytes, groupsBytes } from "#dictionary/address6";
import type { AttributeEntry } from "#dictionary/dictionary";

/** One value as its attribute's octets, before they are hidden or split. An impossible one throws a RangeError. */
export function octetsOf(entry: AttributeEntry, value: string | number | bigint | Uint8Array): Uint8Array {
  if (value instanceof Uint8Array) return value;
  switch (entry.kind) {
    case "text":
    case "tagged-text":
      return Buffer.from(String(value));
    case "octets":
      return rawOctets(String(value));
    case "byte":
      return Uint8Array.of(numberOf(entry, value, 0xff));
    case "short":
      return integerBytes(numberOf(entry, value, 0xffff)).subarray(2);
    case "integer":
      return integerBytes(numberOf(entry, value, 0xffff_ffff));
    case "tagged-integer":
      return integerBytes(numberOf(entry, value, 0xff_ffff));
    case "signed":
      return integerBytes(numberOf(entry, value, 0x7fff_ffff, -0x8000_0000));
    case "integer64":
      return integer64Bytes(entry, value);
    case "time":
      return timeBytes(entry, value);
    case "address":
      return typeof value === "string" ? addressBytes(value) : integerBytes(numberOf(entry, value, 0xffff_ffff));
    case "address6":
      return address6Bytes(String(value));
    case "address-either":
      return isIPv4(String(value)) ? addressBytes(String(value)) : address6Bytes(String(value));
    case "prefix4":
      return prefixBytes(entry, String(value), 4, addressBytes);
    case "prefix6":
      return prefixBytes(entry, String(value), 16, address6Bytes);
    case "interface6":
      return groupsBytes(hexadecimal(entry, String(value), /^[0-9a-f]{1,4}(:[0-9a-f]{1,4}){3}$/i, /:/));
    case "ether":
      return Uint8Array.from(hexadecimal(entry, String(value), /^[0-9a-f]{1,2}([:-][0-9a-f]{1,2}){5}$/i, /[:-]/));
    default:
      return entry.kind satisfies never;
  }
}

/** "0x" and pairs of hexadecimal digits, or else the text itself. */
export const rawOctets = (text: string): Uint8Array =>
  /^0x([0-9a-f]{2})*$/i.test(text) ? Buffer.from(text.slice(2), "hex") : Buffer.from(text);

const impossible = (entry: AttributeEntry, value: unknown): RangeError =>
  new RangeError(`${entry.name} cannot be ${String(value)}`);

/** By the name of a value (in any case, as in FreeRADIUS) or as a number. */
function numberOf(entry: AttributeEntry, value: string | number | bigint, largest: number, smallest = 0): number {
  const number = named(entry, value) ?? (value === "" ? Number.NaN : Number(value));
  if (!Number.isInteger(number) || number < smallest || number > largest) throw impossible(entry, value);
  return number;
}

function named({ values }: AttributeEntry, value: string | number | bigint): number | undefined {
  if (values === undefined || typeof value !== "string") return undefined;
  const exact = values.get(value);
  if (exact !== undefined) return exact;
  const lower = value.toLowerCase();
  for (const [name, number] of values) if (name.toLowerCase() === lower) return number;
  return undefined;
}

function integer64Bytes(entry: AttributeEntry, value: string | number | bigint): Uint8Array {
  const number = named(entry, value) ?? value;
  const whole =
    typeof number === "string"
      ? /^(\d+|0x[0-9a-f]+)$/i.test(number)
      : typeof number === "bigint" || Number.isInteger(number);
  if (!whole || BigInt(number) < 0n || BigInt(number) > 0xffff_ffff_ffff_ffffn) throw impossible(entry, value);
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(number));
  return bytes;
}

/** Seconds since 1970, or a date that JavaScript reads. */
function timeBytes(entry: AttributeEntry, value: string | number | bigint): Uint8Array {
  const seconds =
    typeof value === "string" && !/^\d+$/.test(value) ? Math.floor(Date.parse(value) / 1000) : Number(value);
  if (!Number.isInteger(seconds) || seconds < 0 || seconds > 0xffff_ffff) throw impossible(entry, value);
  return integerBytes(seconds);
}

/**
 * A reserved octet, the length in bits and the address (RFC 3162 section 2.3, RFC 8044 section 3.11), whose bits after
 * the prefix are zeros. An IPv6 prefix stops at its last octet, an IPv4 one has all four.
 */
function prefixBytes(
  entry: AttributeEntry,
  prefix: string,
  octets: number,
  parse: (address: string) => Uint8Array,
): Uint8Array {
  const [address = "", bits = String(octets * 8), ...more] = prefix.split("/");
  const length = /^\d{1,3}$/.test(bits) ? Number(bits) : Number.NaN;
  if (more.length > 0 || !(length <= octets * 8)) throw impossible(entry, prefix);
  const kept = parse(address).map((octet, i) => octet & ~(0xff >> Math.min(8, Math.max(0, length - 8 * i))));
  return Uint8Array.from([0, length, ...(octets === 16 ? kept.subarray(0, Math.ceil(length / 8)) : kept)]);
}

function hexadecimal(entry: AttributeEntry, text: string, form: RegExp, separator: RegExp): number[] {
  if (!form.test(text)) throw impossible(entry, text);
  return text.split(separator).map((group) => Number.parseInt(group, 16));
}
