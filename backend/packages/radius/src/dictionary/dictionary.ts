import chillispot from "./chillispot.json" with { type: "json" };
import microsoft from "./microsoft.json" with { type: "json" };
import mikrotik from "./mikrotik.json" with { type: "json" };
import standard from "./standard.json" with { type: "json" };
import wispr from "./wispr.json" with { type: "json" };

export type Kind =
  | "text"
  | "octets"
  | "integer"
  | "integer64"
  | "address"
  | "address6"
  | "prefix6"
  | "interface6"
  | "time"
  | "tagged-integer"
  | "tagged-text";

export type AttributeEntry = {
  readonly name: string;
  readonly type: number;
  readonly vendor: number | undefined;
  readonly kind: Kind;
  readonly values: ReadonlyMap<string, number> | undefined;
  readonly valueNames: ReadonlyMap<number, string> | undefined;
};

/** Attributes by name and by number. What a vendor calls things is data: a new one is a JSON file and a line here. */
export type Dictionary = {
  byName(name: string): AttributeEntry | undefined;
  byType(type: number, vendor?: number): AttributeEntry | undefined;
  readonly entries: readonly AttributeEntry[];
};

/** A file: attribute names to their number and kind, and the names of an integer's values. */
type DictionaryFile = {
  vendor?: number;
  attributes: Record<string, readonly [type: number, kind: string]>;
  values?: Record<string, Record<string, number>>;
};

export const dictionary = dictionaryOf([
  standard as unknown as DictionaryFile,
  mikrotik as unknown as DictionaryFile,
  wispr as unknown as DictionaryFile,
  chillispot as unknown as DictionaryFile,
  microsoft as unknown as DictionaryFile,
]);

export function dictionaryOf(files: readonly DictionaryFile[]): Dictionary {
  const entries = files.flatMap(entriesOf);
  const names = new Map(entries.map((entry) => [entry.name, entry]));
  const types = new Map(entries.map((entry) => [keyOf(entry.type, entry.vendor), entry]));
  return {
    byName: (name) => names.get(name),
    byType: (type, vendor) => types.get(keyOf(type, vendor)),
    entries,
  };
}

function entriesOf({ vendor, attributes, values = {} }: DictionaryFile): AttributeEntry[] {
  return Object.entries(attributes).map(([name, [type, kind]]) => {
    const named = values[name] && Object.entries(values[name]);
    return {
      name,
      type,
      vendor,
      kind: kind as Kind,
      values: named && new Map(named),
      valueNames: named && new Map(named.map(([text, n]) => [n, text])),
    };
  });
}

function keyOf(type: number, vendor = 0): number {
  return vendor * 256 + type;
}
