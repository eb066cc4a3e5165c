import { ok, type Result, refuse } from "@beacom/result";
import { type AttributeWordFault, readAttributeWords } from "#dictionary/attribute-words";
import type { AttributeLine, DictionaryFile } from "#dictionary/dictionary-file";
import { type Include, type IncludeFault, type Line, readLines } from "#dictionary/dictionary-lines";
import type { VendorFormat } from "#vendor-format";

export type DictionaryFault = {
  readonly kind:
    | IncludeFault
    | AttributeWordFault["kind"]
    | "keyword-unknown"
    | "word-missing"
    | "number-malformed"
    | "number-out-of-range"
    | "format-unknown"
    | "vendor-unknown"
    | "vendor-within-vendor"
    | "vendor-not-begun"
    | "vendor-not-ended";
  /** The included file that it is in; undefined in the text itself. */
  readonly file: string | undefined;
  /** Counted from 1. */
  readonly line: number;
  readonly word: string;
};

/** An attribute that is understood and passed over: it lies inside another attribute, or in no packet at all. */
export type LeftOut = {
  readonly name: string;
  readonly why: "within-another-attribute" | "not-in-packets";
  readonly file: string | undefined;
  readonly line: number;
};

export type ReadingOptions = {
  /** Gives included files; without it, $INCLUDE is refused. */
  include?: Include | undefined;
  /** Told of what is passed over. */
  leftOut?: ((attribute: LeftOut) => void) | undefined;
};

type Part = {
  readonly vendor: number | undefined;
  format: VendorFormat | undefined;
  readonly attributes: Map<string, AttributeLine>;
  readonly values: Map<string, Map<string, number>>;
};

const mostFaults = 100;
const usual: VendorFormat = { typeOctets: 1, lengthOctets: 1, continued: false };

/**
 * A dictionary in FreeRADIUS' format: ATTRIBUTE, VALUE, VENDOR, BEGIN-VENDOR, END-VENDOR, and $INCLUDE of what
 * `include` gives. One file of ours for the standard's attributes and one for each vendor, ready for `dictionaryOf`;
 * or every line that cannot be (the first hundred).
 */
export function readDictionary(
  text: string,
  { include, leftOut }: ReadingOptions = {},
): Result<DictionaryFile[], readonly DictionaryFault[]> {
  const faults: DictionaryFault[] = [];
  const standard = partOf(undefined);
  const vendors = new Map<string, Part>();
  const parts = new Map<number | undefined, Part>([[undefined, standard]]);
  let current = standard;
  let begun: { name: string; line: Line; extended: boolean } | undefined;
  // Between BEGIN-TLV and END-TLV, where attributes lie inside another.
  let depth = 0;

  const fault = (kind: DictionaryFault["kind"], { file, number }: Line, word = ""): void => {
    if (faults.length < mostFaults) faults.push({ kind, file, line: number, word });
  };

  const keywords: Record<string, (line: Line) => void> = {
    ATTRIBUTE: readAttribute,
    VALUE: readValue,
    VENDOR: readVendor,
    "BEGIN-VENDOR": beginVendor,
    "END-VENDOR": endVendor,
    "BEGIN-TLV": () => void depth++,
    "END-TLV": () => void (depth = Math.max(0, depth - 1)),
  };

  readLines(text, {
    include,
    onLine(line) {
      const keyword = line.words[0]!.toUpperCase();
      if (!Object.hasOwn(keywords, keyword)) return fault("keyword-unknown", line, line.words[0]);
      keywords[keyword]!(line);
    },
    onFault: (kind, line) => fault(kind, line, line.words[1]),
  });
  if (begun !== undefined) fault("vendor-not-ended", begun.line, begun.name);
  return faults.length > 0 ? refuse(faults) : ok([...parts.values()].filter(says).map(fileOf));

  function readAttribute(line: Line): void {
    const [, name, number, type, ...options] = line.words;
    if (name === undefined || number === undefined || type === undefined) return fault("word-missing", line, name);
    const words = readAttributeWords(type, options, (option) => vendors.has(option));
    if (!words.ok) return fault(words.error.kind, line, words.error.word);
    const { kind, flags, internal, vendorName } = words.value;
    const part = vendorName === undefined ? current : vendors.get(vendorName)!;
    const leave = (why: LeftOut["why"]): void => leftOut?.({ name, why, file: line.file, line: line.number });
    if (/^\d*(\.\d+)+$/.test(number) || depth > 0 || begun?.extended === true) return leave("within-another-attribute");
    const n = numberOf(number);
    if (n === undefined) return fault("number-malformed", line, number);
    if (internal || (part.vendor === undefined && n > 255)) return leave("not-in-packets");
    if (n >= 2 ** (8 * (part.format ?? usual).typeOctets)) return fault("number-out-of-range", line, number);
    part.attributes.set(name, [n, kind, ...flags]);
  }

  function readValue(line: Line): void {
    const [, attribute, name, number] = line.words;
    if (attribute === undefined || name === undefined || number === undefined) {
      return fault("word-missing", line, attribute);
    }
    const n = numberOf(number);
    if (n === undefined) return fault("number-malformed", line, number);
    const part = [...parts.values()].find(({ attributes }) => attributes.has(attribute)) ?? current;
    const values = part.values.get(attribute) ?? new Map<string, number>();
    part.values.set(attribute, values.set(name, n));
  }

  function readVendor(line: Line): void {
    const [, name, number, option] = line.words;
    if (name === undefined || number === undefined) return fault("word-missing", line, name);
    const n = numberOf(number);
    if (n === undefined) return fault("number-malformed", line, number);
    // RFC 2865 section 5.26: the high octet is 0.
    if (n < 1 || n > 0xff_ffff) return fault("number-out-of-range", line, number);
    const format = option === undefined ? usual : formatOf(option);
    if (format === undefined) return fault("format-unknown", line, option);
    const part = parts.get(n) ?? partOf(n);
    part.format = format === usual ? part.format : format;
    parts.set(n, part);
    vendors.set(name, part);
  }

  function beginVendor(line: Line): void {
    const [, name, option] = line.words;
    if (name === undefined) return fault("word-missing", line);
    if (begun !== undefined) return fault("vendor-within-vendor", line, name);
    const part = vendors.get(name);
    if (part === undefined) return fault("vendor-unknown", line, name);
    current = part;
    // With an option, they are extended attributes of RFC 6929, which lie inside 241 to 246.
    begun = { name, line, extended: option !== undefined };
  }

  function endVendor(line: Line): void {
    const [, name] = line.words;
    if (begun === undefined || begun.name !== name) return fault("vendor-not-begun", line, name);
    current = standard;
    begun = undefined;
  }
}

const partOf = (vendor: number | undefined): Part => ({
  vendor,
  format: undefined,
  attributes: new Map(),
  values: new Map(),
});

const says = ({ attributes, values }: Part): boolean => attributes.size > 0 || values.size > 0;

const fileOf = ({ vendor, format, attributes, values }: Part): DictionaryFile => ({
  ...(vendor === undefined ? {} : { vendor }),
  ...(format === undefined ? {} : { format }),
  attributes: Object.fromEntries(attributes),
  values: Object.fromEntries([...values].map(([name, named]) => [name, Object.fromEntries(named)])),
});

/** Decimal or, after 0x, hexadecimal. */
function numberOf(word: string): number | undefined {
  if (!/^(\d+|0x[0-9a-f]+)$/i.test(word)) return undefined;
  const n = Number(word);
  return Number.isSafeInteger(n) ? n : undefined;
}

/** "format=2,1": octets of type and of length; a third word c where values go on in the next attribute. */
function formatOf(option: string): VendorFormat | undefined {
  const [, type, length, continued] = /^format=([124]),([012])(,c)?$/i.exec(option) ?? [];
  if (type === undefined || length === undefined) return undefined;
  if (type === "1" && length === "1" && continued === undefined) return usual;
  return {
    typeOctets: Number(type) as VendorFormat["typeOctets"],
    lengthOctets: Number(length) as VendorFormat["lengthOctets"],
    continued: continued !== undefined,
  };
}
