/** The distinguished encoding rules (ITU-T X.690 section 10): one way only to write a value, so that a signature over it means something. */

export const Tag = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  objectIdentifier: 0x06,
  enumerated: 0x0a,
  utf8String: 0x0c,
  utcTime: 0x17,
  generalizedTime: 0x18,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const;

export function element(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const header = [tag, ...lengthOctets(length)];
  const bytes = new Uint8Array(header.length + length);
  bytes.set(header);
  let offset = header.length;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

export const sequence = (...parts: readonly Uint8Array[]): Uint8Array => element(Tag.sequence, ...parts);

/** X.690 section 11.6: the elements of a SET OF stand in the order of their encodings. */
export const setOf = (...parts: readonly Uint8Array[]): Uint8Array =>
  element(Tag.set, ...parts.toSorted((a, b) => Buffer.compare(a, b)));

export const octetString = (...parts: readonly Uint8Array[]): Uint8Array => element(Tag.octetString, ...parts);

/** A bit string of whole octets. */
export const bitString = (bytes: Uint8Array): Uint8Array => element(Tag.bitString, Uint8Array.of(0), bytes);

/** Named bits, the first is the highest of the first octet; zeros at the end are not written (X.690 section 11.2.2). */
export function namedBits(...positions: readonly number[]): Uint8Array {
  const last = Math.max(...positions);
  const bytes = new Uint8Array((last >> 3) + 1);
  for (const position of positions) bytes[position >> 3]! |= 0x80 >> (position & 7);
  return element(Tag.bitString, Uint8Array.of(7 - (last & 7)), bytes);
}

/** An integer that is not negative: a leading zero keeps a high first bit from being its sign. */
export function integer(value: bigint | number): Uint8Array {
  if (value < 0) throw new RangeError(`an integer below zero: ${value}`);
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.padStart(hex.length + (hex.length & 1), "0"), "hex");
  return element(Tag.integer, ...(bytes[0]! > 0x7f ? [Uint8Array.of(0)] : []), bytes);
}

export const enumerated = (value: number): Uint8Array => element(Tag.enumerated, Uint8Array.of(value));

export const yes: Uint8Array = element(Tag.boolean, Uint8Array.of(0xff));

export const nothing: Uint8Array = element(Tag.null);

export function objectIdentifier(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  return element(Tag.objectIdentifier, Uint8Array.from([first * 40 + second, ...rest].flatMap(base128)));
}

export const utf8String = (text: string): Uint8Array => element(Tag.utf8String, Buffer.from(text, "utf8"));

/** UTF-16, the high octet first. */
export const bmpString = (text: string): Uint8Array => element(Tag.bmpString, Buffer.from(text, "utf16le").swap16());

/** RFC 5280 section 4.1.2.5: two digits of a year until 2049, four from 2050 on; seconds and no fraction. */
export function time(at: Date): Uint8Array {
  const digits = at.toISOString().replaceAll(/[-:T]|\.\d+/g, "");
  const short = at.getUTCFullYear() < 2050;
  return element(short ? Tag.utcTime : Tag.generalizedTime, Buffer.from(short ? digits.slice(2) : digits, "latin1"));
}

/** A context-specific tag around an element of its own. */
export const explicit = (number: number, ...parts: readonly Uint8Array[]): Uint8Array =>
  element(0xa0 | number, ...parts);

/** A context-specific tag in place of the tag of a value that has no elements inside. */
export const implicit = (number: number, content: Uint8Array): Uint8Array => element(0x80 | number, content);

function lengthOctets(length: number): number[] {
  if (length < 0x80) return [length];
  const octets: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest & 0xff);
  return [0x80 | octets.length, ...octets];
}

function base128(arc: number): number[] {
  const octets = [arc & 0x7f];
  for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128)) octets.unshift(0x80 | (rest & 0x7f));
  return octets;
}
