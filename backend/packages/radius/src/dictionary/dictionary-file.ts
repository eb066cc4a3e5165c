import type { VendorFormat } from "#vendor-format";

/** What an attribute's octets mean. FreeRADIUS' ifid is interface6, combo-ip address-either; tlv and its like are octets. */
export const kinds = [
  "text",
  "octets",
  "byte",
  "short",
  "integer",
  "integer64",
  "signed",
  "address",
  "address6",
  "address-either",
  "prefix4",
  "prefix6",
  "interface6",
  "ether",
  "time",
  "tagged-integer",
  "tagged-text",
] as const;
export type Kind = (typeof kinds)[number];

/** "array": several values lie in one attribute. "concat": one value goes over several attributes. */
export const flags = ["password", "salted", "ascend-secret", "array", "concat"] as const;
export type Flag = (typeof flags)[number];

export type AttributeLine = readonly [type: number, kind: Kind, ...flags: Flag[]];

/** A file: attribute names to their number and kind, and the names of an integer's values (of attributes anywhere). */
export type DictionaryFile = {
  readonly vendor?: number;
  readonly format?: VendorFormat;
  readonly attributes: Readonly<Record<string, AttributeLine>>;
  readonly values?: Readonly<Record<string, Readonly<Record<string, number>>>>;
};
