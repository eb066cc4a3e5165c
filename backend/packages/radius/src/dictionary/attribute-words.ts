import { ok, type Result, refuse } from "@beacom/result";
import type { Flag, Kind } from "#dictionary/dictionary-file";

/** FreeRADIUS' names for types, of its versions 2 to 4; what is made of further attributes stays octets. */
const kinds: ReadonlyMap<string, Kind> = new Map([
  ["string", "text"],
  ["text", "text"],
  ["secret", "text"],
  ["octets", "octets"],
  ["abinary", "octets"],
  ["tlv", "octets"],
  ["vsa", "octets"],
  ["struct", "octets"],
  ["extended", "octets"],
  ["long-extended", "octets"],
  ["evs", "octets"],
  ["byte", "byte"],
  ["uint8", "byte"],
  ["bool", "byte"],
  ["short", "short"],
  ["uint16", "short"],
  ["integer", "integer"],
  ["uint32", "integer"],
  ["integer64", "integer64"],
  ["uint64", "integer64"],
  ["signed", "signed"],
  ["int32", "signed"],
  ["ipaddr", "address"],
  ["ipv4addr", "address"],
  ["ipv6addr", "address6"],
  ["combo-ip", "address-either"],
  ["ipv4prefix", "prefix4"],
  ["ipv6prefix", "prefix6"],
  ["ifid", "interface6"],
  ["ether", "ether"],
  ["date", "time"],
  ["time", "time"],
]);

const flags: ReadonlyMap<string, Flag> = new Map([
  ["encrypt=1", "password"],
  ["encrypt=2", "salted"],
  ["encrypt=3", "ascend-secret"],
  ["array", "array"],
  ["concat", "concat"],
]);

/** Options that change nothing of what is on the wire. */
const meaningless = new Set(["secret", "key", "encrypt=0", "compare", "named"]);
const internal = new Set(["internal", "virtual"]);

export type AttributeWords = {
  readonly kind: Kind;
  readonly flags: readonly Flag[];
  /** It lives in FreeRADIUS only, and in no packet. */
  readonly internal: boolean;
  /** The vendor in the last place, as in the dictionaries of FreeRADIUS 1. */
  readonly vendorName: string | undefined;
};

export type AttributeWordFault = {
  readonly kind: "type-unknown" | "option-unknown" | "option-unsuitable";
  readonly word: string;
};

/** What stands after an attribute's number: its type, and options with commas between them. */
export function readAttributeWords(
  type: string,
  options: readonly string[],
  isVendor: (name: string) => boolean,
): Result<AttributeWords, AttributeWordFault> {
  // "octets[16]" states the only length that it may have.
  const kind = kinds.get(type.toLowerCase().replace(/\[\d+\]$/, ""));
  if (kind === undefined) return refuse({ kind: "type-unknown", word: type });
  const read = { kind, flags: [] as Flag[], internal: false, vendorName: undefined as string | undefined };
  for (const option of options.flatMap((word) => word.split(",")).filter((word) => word !== "")) {
    const flag = flags.get(option.toLowerCase());
    if (flag !== undefined) read.flags.push(flag);
    else if (/^has_tag(=1)?$/i.test(option)) {
      if (kind !== "text" && kind !== "integer") return refuse({ kind: "option-unsuitable", word: option });
      read.kind = kind === "text" ? "tagged-text" : "tagged-integer";
    } else if (internal.has(option.toLowerCase())) read.internal = true;
    else if (isVendor(option)) read.vendorName = option;
    else if (!meaningless.has(option.toLowerCase())) return refuse({ kind: "option-unknown", word: option });
  }
  return ok(read);
}
