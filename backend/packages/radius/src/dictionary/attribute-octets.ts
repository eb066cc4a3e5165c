import type { AttributeEntry } from "#dictionary/dictionary";
import { octetsOf, rawOctets } from "#dictionary/octets-of";
import { octetsOfKind } from "#dictionary/value-of";
import { type HidingKey, hide } from "#hiding/hiding";

type Value = string | number | bigint | Uint8Array;
type Writing = { readonly tag: number | undefined; readonly hiding: HidingKey | undefined };

const longestValue = 253;

/** The values of one name as the octets of attributes: one each, but for arrays and for long values that go over several. */
export function writeValues(entry: AttributeEntry, values: readonly Value[], writing: Writing): Uint8Array[] {
  if (entry.array && values.length > 1 && octetsOfKind(entry.kind) !== undefined) {
    return [Buffer.concat(values.map((value) => octetsOf(entry, value)))];
  }
  return values.flatMap((value) => {
    if (entry.hiding !== undefined) return [hidden(entry, value, writing)];
    const octets = tagged(entry, octetsOf(entry, value), writing.tag);
    return entry.concat && octets.length > longestValue ? pieces(octets) : [octets];
  });
}

/** RFC 2868: a text has its tag in front, an integer in its highest octet. */
function tagged({ kind }: AttributeEntry, octets: Uint8Array, tag: number | undefined): Uint8Array {
  if (tag === undefined) return octets;
  return Uint8Array.of(tag, ...(kind === "tagged-integer" ? octets.subarray(1) : octets));
}

function hidden(entry: AttributeEntry, value: Value, { tag, hiding }: Writing): Uint8Array {
  if (hiding === undefined) {
    if (value instanceof Uint8Array) return value;
    if (/^0x/i.test(String(value))) return rawOctets(String(value));
    throw new RangeError(`${entry.name} is hidden, and nothing is given to hide it with`);
  }
  const octets = hide(entry.hiding!, octetsOf(entry, value), hiding);
  // RFC 2868 section 3.5: Tunnel-Password has the octet of its tag also without one.
  return entry.kind === "tagged-text" ? Uint8Array.of(tag ?? 0, ...octets) : octets;
}

const pieces = (octets: Uint8Array): Uint8Array[] =>
  Array.from({ length: Math.ceil(octets.length / longestValue) }, (_, i) =>
    octets.subarray(longestValue * i, longestValue * (i + 1)),
  );
