import type { Attribute } from "#attribute";
import type { AttributeEntry, Dictionary } from "#dictionary/dictionary";
import { hexOf, octetsOfKind, valueOf } from "#dictionary/value-of";
import { type HidingKey, reveal } from "#hiding/hiding";
import { withoutPadding } from "#hiding/user-password";

type Value = string | number | bigint;

/** The value of one attribute, or the values where they lie in it as an array. */
export function readValues(entry: AttributeEntry, octets: Uint8Array, hiding: HidingKey | undefined): Value[] {
  if (entry.hiding !== undefined) return [revealed(entry, octets, hiding)];
  const size = entry.array ? octetsOfKind(entry.kind) : undefined;
  if (size !== undefined && octets.length > size && octets.length % size === 0) {
    return Array.from({ length: octets.length / size }, (_, i) =>
      valueOf(entry, octets.subarray(size * i, size * (i + 1))),
    );
  }
  // RFC 2868 section 3.1: a first octet up to 0x1f is a tag.
  const hasTag = entry.kind === "tagged-text" && octets[0] !== undefined && octets[0] <= 0x1f;
  return [valueOf(entry, hasTag ? octets.subarray(1) : octets)];
}

function revealed(entry: AttributeEntry, octets: Uint8Array, hiding: HidingKey | undefined): Value {
  if (hiding === undefined) return hexOf(octets);
  const plain = reveal(entry.hiding!, entry.kind === "tagged-text" ? octets.subarray(1) : octets, hiding);
  if (plain === undefined) return hexOf(octets);
  return valueOf(entry, entry.kind === "text" && entry.hiding !== "salted" ? withoutPadding(plain) : plain);
}

/** The attributes with the pieces of a long value, which stand one after the other, as one. */
export function joined(attributes: readonly Attribute[], dictionary: Dictionary): readonly Attribute[] {
  const whole: Attribute[] = [];
  for (const attribute of attributes) {
    const { type, vendor, value } = attribute;
    const last = whole.at(-1);
    if (last?.type === type && last.vendor === vendor && dictionary.byType(type, vendor)?.concat === true) {
      whole[whole.length - 1] = { ...last, value: Buffer.concat([last.value, value]) };
    } else {
      whole.push(attribute);
    }
  }
  return whole;
}
