import { isIPv6 } from "node:net";
import { type Attribute, addressBytes, integerBytes } from "#attribute";
import { type AttributeEntry, dictionary } from "#dictionary/dictionary";
import type { Packet } from "#packet";
import { addressOf, integerOf, textOf } from "#read";

export type NamedValue = string | number | bigint | Uint8Array;

/**
 * Attributes by their names: `{ "User-Name": "thandi", "Acct-Status-Type": "Start", Class: [a, b] }`. An unknown name or
 * an impossible value throws: the names are our own, written by whoever writes the program or the profile.
 */
export function attributesOf(named: Record<string, NamedValue | readonly NamedValue[]>): Attribute[] {
  return Object.entries(named).flatMap(([name, values]) => {
    const entry = dictionary.byName(name);
    if (entry === undefined) throw new RangeError(`no attribute is called ${name}`);
    return (isList(values) ? values : [values]).map((value) => ({
      type: entry.type,
      value: bytesOf(entry, value),
      ...(entry.vendor === undefined ? {} : { vendor: entry.vendor }),
    }));
  });
}

/**
 * What a packet says, for people: named values by name, several of one name as a list, octets as `0x…`. What the
 * dictionary does not know is called Attr-N or Attr-26.VENDOR.N, as FreeRADIUS does.
 */
export function readNamed(packet: Pick<Packet, "attributes">): Record<string, NamedValue | NamedValue[]> {
  const named: Record<string, NamedValue | NamedValue[]> = {};
  for (const { type, vendor, value } of packet.attributes) {
    const entry = dictionary.byType(type, vendor);
    const name = entry?.name ?? (vendor === undefined ? `Attr-${type}` : `Attr-26.${vendor}.${type}`);
    const read = entry === undefined ? hexOf(value) : valueOf(entry, value);
    const before = named[name];
    named[name] = before === undefined ? read : [...(Array.isArray(before) ? before : [before]), read];
  }
  return named;
}

const isList = (values: NamedValue | readonly NamedValue[]): values is readonly NamedValue[] => Array.isArray(values);

function bytesOf(entry: AttributeEntry, value: NamedValue): Uint8Array {
  if (value instanceof Uint8Array) return value;
  switch (entry.kind) {
    case "text":
    case "tagged-text":
      return Buffer.from(String(value));
    case "octets":
      return octetsOf(String(value));
    case "integer":
      return integerBytes(numberOf(entry, value, 0xffff_ffff));
    case "tagged-integer":
      return integerBytes(numberOf(entry, value, 0xff_ffff));
    case "time":
      return integerBytes(typeof value === "string" ? Math.floor(Date.parse(value) / 1000) : Number(value));
    case "integer64": {
      const bytes = new Uint8Array(8);
      new DataView(bytes.buffer).setBigUint64(0, BigInt(value));
      return bytes;
    }
    case "address":
      return typeof value === "string" ? addressBytes(value) : integerBytes(Number(value));
    case "address6":
      return address6Bytes(String(value));
    case "prefix6": {
      const [address = "", length = "128"] = String(value).split("/");
      return Uint8Array.from([0, Number(length), ...address6Bytes(address).subarray(0, Math.ceil(Number(length) / 8))]);
    }
    case "interface6":
      return pairsOf(
        String(value)
          .split(":")
          .map((group) => Number.parseInt(group, 16)),
      );
    default:
      return entry.kind satisfies never;
  }
}

function valueOf(entry: AttributeEntry, bytes: Uint8Array): NamedValue {
  switch (entry.kind) {
    case "text":
      return textOf(bytes);
    case "tagged-text":
      // RFC 2868 section 3.1: a first octet up to 0x1f is a tag.
      return textOf(bytes[0] !== undefined && bytes[0] <= 0x1f ? bytes.subarray(1) : bytes);
    case "integer":
    case "time":
      if (bytes.length !== 4) break;
      return entry.valueNames?.get(integerOf(bytes)) ?? integerOf(bytes);
    case "tagged-integer": {
      if (bytes.length !== 4) break;
      const number = integerOf(bytes) & 0xff_ffff;
      return entry.valueNames?.get(number) ?? number;
    }
    case "integer64":
      if (bytes.length !== 8) break;
      return new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0);
    case "address":
      if (bytes.length !== 4) break;
      return addressOf(bytes);
    case "address6":
      if (bytes.length !== 16) break;
      return address6Of(bytes);
    case "prefix6":
      if (bytes.length < 2 || bytes.length > 18) break;
      return `${address6Of(bytes.subarray(2))}/${bytes[1]}`;
    case "interface6":
    case "octets":
      break;
  }
  return hexOf(bytes);
}

function numberOf(entry: AttributeEntry, value: string | number | bigint, largest: number): number {
  const number = entry.values?.get(String(value)) ?? Number(value);
  if (!Number.isInteger(number) || number < 0 || number > largest) {
    throw new RangeError(`${entry.name} cannot be ${String(value)}`);
  }
  return number;
}

const octetsOf = (text: string): Uint8Array =>
  /^0x([0-9a-f]{2})*$/i.test(text) ? Buffer.from(text.slice(2), "hex") : Buffer.from(text);

const hexOf = (bytes: Uint8Array): string => `0x${Buffer.from(bytes).toString("hex")}`;

function address6Bytes(address: string): Uint8Array {
  if (!isIPv6(address)) throw new RangeError(`not an IPv6 address: ${address}`);
  // The URL parser writes any IPv6 address in its one canonical form: no dotted quads left, at most one "::".
  const [left = "", right] = new URL(`http://[${address}]`).hostname.slice(1, -1).split("::");
  const groups = (half: string | undefined): number[] =>
    half ? half.split(":").map((group) => Number.parseInt(group, 16)) : [];
  const zeros = 8 - groups(left).length - groups(right).length;
  const all = [...groups(left), ...Array.from({ length: zeros }, () => 0), ...groups(right)];
  return pairsOf(all);
}

const pairsOf = (groups: readonly number[]): Uint8Array =>
  Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 255]));

function address6Of(bytes: Uint8Array): string {
  const whole = new Uint8Array(16);
  whole.set(bytes);
  const groups = Array.from({ length: 8 }, (_, i) => ((whole[2 * i]! << 8) | whole[2 * i + 1]!).toString(16));
  return new URL(`http://[${groups.join(":")}]`).hostname.slice(1, -1);
}
