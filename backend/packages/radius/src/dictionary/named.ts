import type { Attribute } from "#attribute";
import { writeValues } from "#dictionary/attribute-octets";
import { joined, readValues } from "#dictionary/attribute-values";
import type { AttributeEntry, Dictionary } from "#dictionary/dictionary";
import { dictionary as shipped } from "#dictionary/shipped";
import { hexOf } from "#dictionary/value-of";
import type { HidingKey } from "#hiding/hiding";
import type { Packet } from "#packet";

export type NamedValue = string | number | bigint | Uint8Array;

/**
 * Attributes by their names: `{ "User-Name": "thandi", "Acct-Status-Type": "Start", Class: [a, b] }`; with a tag
 * (RFC 2868) as `"Tunnel-Type:1"`, without a name as `"Attr-250"` or `"Attr-26.14988.8"`. User-Password,
 * Tunnel-Password, MS-MPPE-Send-Key and what else is hidden needs `hiding`, or octets (or `0x…`) that are hidden
 * already. An unknown name or an impossible value throws: the names are our own, written by whoever writes the program
 * or the profile.
 */
export function attributesOf(
  named: Readonly<Record<string, NamedValue | readonly NamedValue[]>>,
  dictionary: Dictionary = shipped,
  hiding?: HidingKey,
): Attribute[] {
  return Object.entries(named).flatMap(([name, values]) => {
    const { entry, tag } = entryOf(name, dictionary);
    const { type, vendor } = entry;
    return writeValues(entry, isList(values) ? values : [values], { tag, hiding }).map((value) =>
      vendor === undefined ? { type, value } : { type, value, vendor },
    );
  });
}

/**
 * What a packet says, for people: named values by name, several of one name as a list, octets as `0x…`. What the
 * dictionary does not know is called Attr-N or Attr-26.VENDOR.N, as FreeRADIUS does. A tag does not show; a hidden
 * attribute shows as octets unless `hiding` reveals it.
 */
export function readNamed(
  packet: Pick<Packet, "attributes">,
  dictionary: Dictionary = shipped,
  hiding?: HidingKey,
): Record<string, NamedValue | NamedValue[]> {
  const named = new Map<string, NamedValue | NamedValue[]>();
  const add = (name: string, value: NamedValue): void => {
    const before = named.get(name);
    named.set(name, before === undefined ? value : [...(Array.isArray(before) ? before : [before]), value]);
  };
  for (const { type, vendor, value } of joined(packet.attributes, dictionary)) {
    const entry = dictionary.byType(type, vendor);
    if (entry === undefined) add(vendor === undefined ? `Attr-${type}` : `Attr-26.${vendor}.${type}`, hexOf(value));
    else for (const one of readValues(entry, value, hiding)) add(entry.name, one);
  }
  return Object.fromEntries(named);
}

const isList = (values: NamedValue | readonly NamedValue[]): values is readonly NamedValue[] => Array.isArray(values);

function entryOf(name: string, dictionary: Dictionary): { entry: AttributeEntry; tag: number | undefined } {
  const entry = dictionary.byName(name);
  if (entry !== undefined) return { entry, tag: undefined };
  const [, bare = "", tag] = /^(.+):(\d+)$/.exec(name) ?? [];
  const ofTag = dictionary.byName(bare);
  if (ofTag?.kind.startsWith("tagged-") && Number(tag) <= 0x1f) return { entry: ofTag, tag: Number(tag) };
  const [, vendor, type] = /^Attr-(?:26\.(\d+)\.)?(\d+)$/i.exec(name) ?? [];
  const number = { type: Number(type), vendor: vendor === undefined ? undefined : Number(vendor) };
  const possible = vendor === undefined ? number.type > 0 && number.type <= 255 : Number(vendor) <= 0xff_ffff;
  if (type === undefined || !possible) throw new RangeError(`no attribute is called ${name}`);
  return { entry: { ...unnamed, name, ...number }, tag: undefined };
}

const unnamed = {
  kind: "octets",
  hiding: undefined,
  array: false,
  concat: false,
  values: undefined,
  valueNames: undefined,
} as const;
