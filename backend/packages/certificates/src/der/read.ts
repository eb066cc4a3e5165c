import { type Result, ok, refuse } from "@beacom/result";
import { Tag } from "#der/write";

export type Malformed = { readonly kind: "malformed"; readonly offset: number };

/** One element: `whole` with its tag and length, `content` without; `offset` is where it begins in what was read first. */
export type Element = {
  readonly tag: number;
  readonly content: Uint8Array;
  readonly whole: Uint8Array;
  readonly offset: number;
};

/** Thrown inside a reader and turned into a refusal by `readingDer`; nobody else sees it. */
class NotDer extends Error {
  readonly offset: number;
  constructor(offset: number) {
    super(`not DER at octet ${offset}`);
    this.offset = offset;
  }
}

/** Runs a reader of outside octets: what they lack becomes a refusal that says where. */
export function readingDer<Value>(read: () => Value): Result<Value, Malformed> {
  try {
    return ok(read());
  } catch (error) {
    if (error instanceof NotDer) return refuse({ kind: "malformed", offset: error.offset });
    throw error;
  }
}

/** The one element that these octets are. */
export function onlyElement(bytes: Uint8Array, tag: number): Element {
  const cursor = new Cursor(bytes, 0);
  const found = cursor.take(tag);
  cursor.end();
  return found;
}

/** The one element that is inside of another, such as the value of an extension in its octet string. */
export function onlyInside(element: Element, tag: number): Element {
  const cursor = inside(element);
  const found = cursor.take(tag);
  cursor.end();
  return found;
}

/** The elements inside of one, in turn. Every step is forward, so the time is bounded by the octets. */
export const inside = ({ content, whole, offset }: Element): Cursor =>
  new Cursor(content, offset + whole.length - content.length);

export class Cursor {
  readonly #bytes: Uint8Array;
  readonly #base: number;
  #at = 0;

  constructor(bytes: Uint8Array, base: number) {
    this.#bytes = bytes;
    this.#base = base;
  }

  get done(): boolean {
    return this.#at === this.#bytes.length;
  }

  /** The next element, which must have this tag if one is named. */
  take(tag?: number): Element {
    const start = this.#at;
    const found = elementAt(this.#bytes, start, this.#base);
    if (tag !== undefined && found.tag !== tag) throw new NotDer(this.#base + start);
    this.#at = start + found.whole.length;
    return found;
  }

  /** The next element if it has this tag. */
  takeIf(tag: number): Element | undefined {
    return this.#bytes[this.#at] === tag ? this.take(tag) : undefined;
  }

  /** All that are left, each with this tag if one is named. */
  rest(tag?: number): Element[] {
    const found: Element[] = [];
    while (!this.done) found.push(this.take(tag));
    return found;
  }

  end(): void {
    if (!this.done) throw new NotDer(this.#base + this.#at);
  }
}

/** X.690 section 10.1: a definite length in the fewest octets. Tags above 30 occur in nothing that we read. */
function elementAt(bytes: Uint8Array, start: number, base: number): Element {
  const tag = bytes[start];
  const first = bytes[start + 1];
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) throw new NotDer(base + start);
  const lengthOctets = first < 0x80 ? 0 : first & 0x7f;
  let length = first;
  if (first >= 0x80) {
    if (lengthOctets === 0 || lengthOctets > 4) throw new NotDer(base + start + 1);
    length = 0;
    for (let i = 0; i < lengthOctets; i++) length = length * 256 + (bytes[start + 2 + i] ?? 0);
    if (length < 0x80 || length < 256 ** (lengthOctets - 1)) throw new NotDer(base + start + 1);
  }
  const contentStart = start + 2 + lengthOctets;
  const end = contentStart + length;
  if (end > bytes.length) throw new NotDer(base + start + 1);
  return {
    tag,
    content: bytes.subarray(contentStart, end),
    whole: bytes.subarray(start, end),
    offset: base + start,
  };
}

/** Says of an element that its content is not what its place asks for. */
export function reject({ offset }: Element): never {
  throw new NotDer(offset);
}

export function integerIn(element: Element): bigint {
  const { content } = element;
  if (content.length === 0) reject(element);
  const redundant = content.length > 1 && (content[0] === 0 || content[0] === 0xff) && isSameSign(content);
  if (redundant) reject(element);
  return BigInt.asIntN(content.length * 8, BigInt(`0x${Buffer.from(content).toString("hex")}`));
}

const isSameSign = (content: Uint8Array): boolean => (content[0]! & 0x80) === (content[1]! & 0x80);

export function booleanIn(element: Element): boolean {
  const { content } = element;
  if (content.length !== 1 || (content[0] !== 0 && content[0] !== 0xff)) reject(element);
  return content[0] === 0xff;
}

/** Dotted; an arc above 2^53 is refused, no name that we know has one. */
export function objectIdentifierIn(element: Element): string {
  const { content } = element;
  const arcs: number[] = [];
  let arc = 0;
  let fresh = true;
  for (const octet of content) {
    if (fresh && octet === 0x80) reject(element);
    arc = arc * 128 + (octet & 0x7f);
    if (!Number.isSafeInteger(arc)) reject(element);
    fresh = octet < 0x80;
    if (!fresh) continue;
    arcs.push(arc);
    arc = 0;
  }
  const [first] = arcs;
  if (first === undefined || !fresh) return reject(element);
  const root = Math.min(Math.floor(first / 40), 2);
  return [root, first - root * 40, ...arcs.slice(1)].join(".");
}

/** A bit string of whole octets, such as a key or a signature. */
export function octetsOfBits(element: Element): Uint8Array {
  if (element.content[0] !== 0) reject(element);
  return element.content.subarray(1);
}

/** The positions of the bits that are set, as `namedBits` takes them. */
export function namedBitsIn(element: Element): number[] {
  const [unused, ...octets] = element.content.subarray(0, 5);
  if (unused === undefined || unused > 7 || (unused > 0 && octets.length === 0)) reject(element);
  const positions: number[] = [];
  for (let bit = 0; bit < octets.length * 8; bit++) {
    if (octets[bit >> 3]! & (0x80 >> (bit & 7))) positions.push(bit);
  }
  return positions;
}

/** RFC 5280 section 4.1.2.5: in UTC, with seconds, without a fraction; of two digits, 50 and above are of the last century. */
export function timeIn(element: Element): Date {
  const text = Buffer.from(element.content).toString("latin1");
  const short = element.tag === Tag.utcTime;
  if (!short && element.tag !== Tag.generalizedTime) reject(element);
  const full = short ? `${Number(text.slice(0, 2)) < 50 ? "20" : "19"}${text}` : text;
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(full) ?? [];
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
  const at = new Date(iso);
  // The 31st of February would otherwise be a day of March.
  if (Number.isNaN(at.getTime()) || at.toISOString() !== iso) reject(element);
  return at;
}
