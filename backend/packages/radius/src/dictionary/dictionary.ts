import {
  type AttributeLine,
  type DictionaryFile,
  type Flag,
  flags as allFlags,
  type Kind,
  kinds,
} from "#dictionary/dictionary-file";
import type { Hiding } from "#hiding/hiding";
import type { VendorFormat, VendorFormats } from "#vendor-format";

export type AttributeEntry = {
  readonly name: string;
  readonly type: number;
  readonly vendor: number | undefined;
  readonly kind: Kind;
  readonly hiding: Hiding | undefined;
  readonly array: boolean;
  readonly concat: boolean;
  readonly values: ReadonlyMap<string, number> | undefined;
  readonly valueNames: ReadonlyMap<number, string> | undefined;
};

/** Attributes by name (in any case) and by number. What a vendor calls things is data: a new one is a file more. */
export type Dictionary = {
  byName(name: string): AttributeEntry | undefined;
  byType(type: number, vendor?: number): AttributeEntry | undefined;
  readonly entries: readonly AttributeEntry[];
  /** For `decodePacket` and the encoders; undefined when every vendor has the usual layout. */
  readonly vendorFormats: VendorFormats | undefined;
};

/**
 * A later file wins: a name it gives again is that attribute only, and a number is read by its last name. What is no
 * kind or flag throws: a file may be JSON that nobody has checked.
 */
export function dictionaryOf(files: readonly DictionaryFile[]): Dictionary {
  const values = valuesOf(files);
  const names = new Map<string, AttributeEntry>();
  for (const file of files) {
    for (const [name, line] of Object.entries(file.attributes)) {
      const key = name.toLowerCase();
      // Set anew and not replaced, so that it comes after the names that it wins over by its number.
      names.delete(key);
      names.set(key, entryOf(name, line, file, values.get(key)));
    }
  }
  const entries = [...names.values()];
  const types = new Map<number | undefined, Map<number, AttributeEntry>>();
  for (const entry of entries) {
    const ofVendor = types.get(entry.vendor);
    if (ofVendor === undefined) types.set(entry.vendor, new Map([[entry.type, entry]]));
    else ofVendor.set(entry.type, entry);
  }
  return {
    byName: (name) => names.get(name.toLowerCase()),
    byType: (type, vendor) => types.get(vendor)?.get(type),
    entries,
    vendorFormats: formatsOf(files),
  };
}

/** The names of values may come from another file than the attribute's, and from several. */
function valuesOf(files: readonly DictionaryFile[]): Map<string, Map<string, number>> {
  const values = new Map<string, Map<string, number>>();
  for (const file of files) {
    for (const [attribute, named] of Object.entries(file.values ?? {})) {
      const key = attribute.toLowerCase();
      const known = values.get(key) ?? new Map<string, number>();
      for (const [name, number] of Object.entries(named)) {
        known.delete(name);
        known.set(name, number);
      }
      values.set(key, known);
    }
  }
  return values;
}

function formatsOf(files: readonly DictionaryFile[]): VendorFormats | undefined {
  const formats = new Map<number, VendorFormat>();
  for (const { vendor, format } of files) {
    if (vendor !== undefined && format !== undefined) formats.set(vendor, format);
  }
  return formats.size === 0 ? undefined : formats;
}

function entryOf(
  name: string,
  [type, kind, ...flags]: AttributeLine,
  { vendor }: DictionaryFile,
  values: ReadonlyMap<string, number> | undefined,
): AttributeEntry {
  const unknown = [kind, ...flags].find((word, i) => !(i === 0 ? kinds : allFlags).some((known) => known === word));
  if (unknown !== undefined) throw new RangeError(`${name} cannot be ${unknown}`);
  return {
    name,
    type,
    vendor,
    kind,
    hiding: flags.find(isHiding),
    array: flags.includes("array"),
    concat: flags.includes("concat"),
    values,
    valueNames: values && new Map([...values].map(([text, n]) => [n, text])),
  };
}

const isHiding = (flag: Flag): flag is Hiding => flag !== "array" && flag !== "concat";
