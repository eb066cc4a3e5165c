import { ok, type Result, refuse } from "@beacom/result";
import type { Attribute } from "#attribute";
import type { AttributeEntry, Dictionary } from "#dictionary/dictionary";
import { type HidingKey, hide, reveal } from "#hiding/hiding";

/** A hidden attribute has not the length that one has, or states a length beyond it. */
export type HiddenUnreadable = {
  readonly kind: "hidden-attribute-unreadable";
  readonly type: number;
  readonly vendor: number | undefined;
};

/** The attributes with those that are hidden between two neighbours hidden between the next two. */
export function hiddenAgain(
  attributes: readonly Attribute[],
  dictionary: Dictionary,
  keys: { from: HidingKey; to: HidingKey },
): Result<Attribute[], HiddenUnreadable> {
  const all: Attribute[] = [];
  for (const attribute of attributes) {
    const entry = dictionary.byType(attribute.type, attribute.vendor);
    const value = entry?.hiding === undefined ? attribute.value : again(entry, attribute.value, keys);
    if (value === undefined) {
      return refuse({ kind: "hidden-attribute-unreadable", type: attribute.type, vendor: attribute.vendor });
    }
    all.push(value === attribute.value ? attribute : { ...attribute, value });
  }
  return ok(all);
}

function again(
  { hiding, kind }: AttributeEntry,
  value: Uint8Array,
  { from, to }: { from: HidingKey; to: HidingKey },
): Uint8Array | undefined {
  // RFC 2868 section 3.5: the tag stands in front, and is not hidden.
  const tag = value.subarray(0, kind === "tagged-text" ? 1 : 0);
  const plain = reveal(hiding!, value.subarray(tag.length), from);
  return plain && Uint8Array.of(...tag, ...hide(hiding!, plain, to));
}
