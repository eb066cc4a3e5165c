import { inflateSync } from "node:zlib";

/** Objects of ISO 32000-1, 7.3, as far as they occur here. Operators of content streams are names that begin with nothing. */
export type PdfValue =
  | null
  | boolean
  | number
  | { readonly name: string }
  | { readonly octets: Buffer }
  | { readonly ref: number }
  | { readonly operator: string }
  | PdfValue[]
  | PdfDict;
export type PdfDict = { readonly entries: Map<string, PdfValue>; stream?: Buffer };

export const isDict = (value: PdfValue | undefined): value is PdfDict =>
  typeof value === "object" && value !== null && "entries" in value && value.entries instanceof Map;

/** Every object that the cross-reference table names, by number, and the trailer as number 0. */
export function readObjects(file: Buffer): Map<number, PdfValue> {
  const text = file.toString("latin1");
  const start = Number(/startxref\s+(\d+)\s+%%EOF\s*$/.exec(text)?.[1]);
  const table = /^xref\n0 (\d+)\n/.exec(text.slice(start));
  if (table === null) throw new Error("no cross-reference table where the file says");
  const objects = new Map<number, PdfValue>();
  for (let number = 1; number < Number(table[1]); number++) {
    const entry = text.slice(start + table[0].length + number * 20).slice(0, 20);
    const offset = Number(entry.slice(0, 10));
    if (!text.startsWith(`${number} 0 obj`, offset)) throw new Error(`object ${number} is not at ${offset}`);
    objects.set(number, readValue(file, offset + `${number} 0 obj`.length));
  }
  objects.set(0, readValue(file, text.indexOf("trailer", start) + 7));
  return objects;
}

export function readOperators(content: Buffer): PdfValue[] {
  const reader = { octets: content, at: 0 };
  const values: PdfValue[] = [];
  for (skipBlanks(reader); reader.at < content.length; skipBlanks(reader)) values.push(readNext(reader));
  return values;
}

type Reader = { readonly octets: Buffer; at: number };

function readValue(file: Buffer, at: number): PdfValue {
  const reader = { octets: file, at };
  const value = readNext(reader);
  if (!isDict(value)) return value;
  skipBlanks(reader);
  if (file.toString("latin1", reader.at, reader.at + 7) !== "stream\n") return value;
  const length = value.entries.get("Length");
  if (typeof length !== "number") throw new Error("a stream without a length");
  const packed = file.subarray(reader.at + 7, reader.at + 7 + length);
  value.stream = value.entries.has("Filter") ? inflateSync(packed) : packed;
  return value;
}

const blanks = " \t\r\n\f\0";
const delimiters = `${blanks}()<>[]{}/%`;

function skipBlanks(reader: Reader): void {
  while (reader.at < reader.octets.length && blanks.includes(letter(reader))) reader.at++;
}

const letter = ({ octets, at }: Reader): string => String.fromCharCode(octets[at] ?? 0);

function readNext(reader: Reader): PdfValue {
  skipBlanks(reader);
  const first = letter(reader);
  const two = reader.octets.toString("latin1", reader.at, reader.at + 2);
  if (two === "<<") return readDict(reader);
  if (first === "<") return readHex(reader);
  if (first === "(") return readText(reader);
  if (first === "[") return readArray(reader);
  if (first === "/") {
    reader.at++;
    return { name: readWord(reader) };
  }
  const reference = /^(\d+) 0 R(?![a-zA-Z])/.exec(reader.octets.toString("latin1", reader.at, reader.at + 20));
  if (reference) {
    reader.at += reference[0].length;
    return { ref: Number(reference[1]) };
  }
  const word = readWord(reader);
  if (word === "") throw new Error(`cannot read at ${reader.at}: ${first}`);
  if (word === "null") return null;
  if (word === "true" || word === "false") return word === "true";
  return /^[-+.\d]/.test(word) ? Number(word) : { operator: word };
}

function readWord(reader: Reader): string {
  const start = reader.at;
  while (reader.at < reader.octets.length && !delimiters.includes(letter(reader))) reader.at++;
  return reader.octets.toString("latin1", start, reader.at);
}

function readDict(reader: Reader): PdfDict {
  reader.at += 2;
  const entries = new Map<string, PdfValue>();
  for (skipBlanks(reader); letter(reader) !== ">"; skipBlanks(reader)) {
    const key = readNext(reader);
    if (key === null || typeof key !== "object" || !("name" in key)) throw new Error("a key that is not a name");
    entries.set(key.name, readNext(reader));
  }
  reader.at += 2;
  return { entries };
}

function readArray(reader: Reader): PdfValue[] {
  reader.at++;
  const values: PdfValue[] = [];
  for (skipBlanks(reader); letter(reader) !== "]"; skipBlanks(reader)) values.push(readNext(reader));
  reader.at++;
  return values;
}

function readHex(reader: Reader): PdfValue {
  const end = reader.octets.indexOf(">", reader.at);
  const digits = reader.octets.toString("latin1", reader.at + 1, end).replace(/\s/g, "");
  reader.at = end + 1;
  return { octets: Buffer.from(digits, "hex") };
}

const escapes: Record<string, string> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };

function readText(reader: Reader): PdfValue {
  const octets: number[] = [];
  let depth = 0;
  do {
    let next = letter(reader);
    if (next === "\\") {
      reader.at++;
      next = escapes[letter(reader)] ?? letter(reader);
      octets.push(next.charCodeAt(0));
    } else {
      depth += next === "(" ? 1 : next === ")" ? -1 : 0;
      octets.push(next.charCodeAt(0));
    }
    reader.at++;
  } while (depth > 0);
  return { octets: Buffer.from(octets.slice(1, -1)) };
}
