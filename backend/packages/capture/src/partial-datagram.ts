import { ok, type Result, refuse } from "@beacom/result";

/** One fragment of a datagram: where its octets belong, and the protocol that its header names. */
export type Piece = {
  /** In octets of the datagram. */
  readonly first: number;
  readonly more: boolean;
  readonly protocol: number;
  readonly bytes: Uint8Array;
};

export type Whole = { readonly bytes: Uint8Array; readonly protocol: number };

export type PieceRefusal = "fragment-length-false" | "fragment-beyond-longest" | "fragment-overlaps";

const longestDatagram = 65_535;

/** Fragments of one datagram: RFC 791 section 3.2, RFC 8200 section 4.5, and RFC 5722 for those that overlap. */
export class PartialDatagram {
  /** In order, and apart from each other. */
  readonly #pieces: { readonly first: number; readonly bytes: Uint8Array }[] = [];
  #octets = 0;
  #length: number | undefined;
  #protocol: number | undefined;

  get octets(): number {
    return this.#octets;
  }

  get pieces(): number {
    return this.#pieces.length;
  }

  /** The datagram when this piece was the last that lacked; undefined while others do. A piece that came before changes nothing. */
  add({ first, more, protocol, bytes }: Piece): Result<Whole | undefined, PieceRefusal> {
    const end = first + bytes.length;
    if (bytes.length === 0 || (more && bytes.length % 8 !== 0)) return refuse("fragment-length-false");
    if (end > longestDatagram) return refuse("fragment-beyond-longest");
    const place = this.#pieces.findLastIndex((piece) => piece.first < first) + 1;
    const [before, after] = [this.#pieces[place - 1], this.#pieces[place]];
    if (after?.first === first && Buffer.compare(after.bytes, bytes) === 0) return ok(undefined);
    if (before && before.first + before.bytes.length > first) return refuse("fragment-overlaps");
    // Octets behind the end, or a second end, are as false as octets that are there twice.
    if (after && (after.first < end || !more)) return refuse("fragment-overlaps");
    if (this.#length !== undefined && (end > this.#length || !more)) return refuse("fragment-overlaps");

    this.#pieces.splice(place, 0, { first, bytes: new Uint8Array(bytes) });
    this.#octets += bytes.length;
    if (first === 0) this.#protocol = protocol;
    if (!more) this.#length = end;
    if (this.#octets !== this.#length || this.#protocol === undefined) return ok(undefined);
    return ok({ bytes: Buffer.concat(this.#pieces.map((piece) => piece.bytes)), protocol: this.#protocol });
  }
}
