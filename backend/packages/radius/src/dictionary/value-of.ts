import { address6Of, groupsOf } from "#dictionary/address6";
import type { AttributeEntry } from "#dictionary/dictionary";
import type { Kind } from "#dictionary/dictionary-file";
import { addressOf, integerOf, textOf } from "#read";

/** What an attribute's octets mean; octets as `0x…`, and so what has not the length of its kind. */
export function valueOf(entry: AttributeEntry, bytes: Uint8Array): string | number | bigint {
  const length = octetsOfKind(entry.kind);
  if (length !== undefined && bytes.length !== length) return hexOf(bytes);
  switch (entry.kind) {
    case "text":
    case "tagged-text":
      return textOf(bytes);
    case "byte":
      return namedOf(entry, bytes[0]!);
    case "short":
      return namedOf(entry, (bytes[0]! << 8) | bytes[1]!);
    case "integer":
    case "time":
      return namedOf(entry, integerOf(bytes));
    case "tagged-integer":
      return namedOf(entry, integerOf(bytes) & 0xff_ffff);
    case "signed":
      return namedOf(entry, integerOf(bytes) | 0);
    case "integer64":
      return new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0);
    case "address":
      return addressOf(bytes);
    case "address6":
      return address6Of(bytes);
    case "address-either":
      if (bytes.length === 4) return addressOf(bytes);
      return bytes.length === 16 ? address6Of(bytes) : hexOf(bytes);
    case "prefix4":
      return bytes[1]! > 32 ? hexOf(bytes) : `${addressOf(bytes.subarray(2))}/${bytes[1]}`;
    case "prefix6":
      if (bytes.length < 2 || bytes.length > 18 || bytes[1]! > 128) return hexOf(bytes);
      return `${address6Of(bytes.subarray(2))}/${bytes[1]}`;
    case "interface6":
      return groupsOf(bytes).join(":");
    case "ether":
      return [...bytes].map((octet) => octet.toString(16).padStart(2, "0")).join(":");
    case "octets":
      return hexOf(bytes);
    default:
      return entry.kind satisfies never;
  }
}

const lengths: Partial<Record<Kind, number>> = {
  byte: 1,
  short: 2,
  integer: 4,
  "tagged-integer": 4,
  signed: 4,
  time: 4,
  integer64: 8,

  address: 4,
  address6: 16,
  prefix4: 6,
  interface6: 8,
  ether: 6,
};

/** The octets of a value whose kind has always the same. */
export const octetsOfKind = (kind: Kind): number | undefined => lengths[kind];

export const hexOf = (bytes: Uint8Array): string => `0x${Buffer.from(bytes).toString("hex")}`;

const namedOf = ({ valueNames }: AttributeEntry, number: number): string | number => valueNames?.get(number) ?? number;
