/** Octets of a source, in pieces of the length that a reader asks for. It holds no more than one such piece and one chunk. */
export class OctetStream {
  readonly #source: AsyncIterator<Uint8Array>;
  #chunks: Uint8Array[] = [];
  #buffered = 0;
  #position = 0;
  #ended = false;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** How many octets were taken or passed over: the offset of the next. */
  get position(): number {
    return this.#position;
  }

  /** Those that have come and were not taken. */
  get buffered(): number {
    return this.#buffered;
  }

  /** All that have come. */
  get received(): number {
    return this.#position + this.#buffered;
  }

  /** Waits until so many have come; false when the source ends before. */
  async fill(length: number): Promise<boolean> {
    while (this.#buffered < length && !this.#ended) {
      const next = await this.#source.next();
      if (next.done) this.#ended = true;
      else if (next.value.length > 0) {
        this.#chunks.push(next.value);
        this.#buffered += next.value.length;
      }
    }
    return this.#buffered >= length;
  }

  /** The next octets, which must have come. */
  take(length: number): Uint8Array {
    const bytes = this.peek(length);
    this.#drop(length);
    return bytes;
  }

  /** A view where they lie in one chunk, a copy where not. */
  peek(length: number): Uint8Array {
    if (length > this.#buffered) throw new RangeError(`${length} octets of ${this.#buffered}`);
    const [first] = this.#chunks;
    if (first && first.length < length) this.#chunks = [Buffer.concat(this.#chunks)];
    return (this.#chunks[0] ?? new Uint8Array()).subarray(0, length);
  }

  /** Passes over as many, however many they are; false when the source ends before. */
  async skip(length: number): Promise<boolean> {
    let left = length;
    while (left > 0) {
      if (this.#buffered === 0 && !(await this.fill(1))) return false;
      const some = Math.min(left, this.#buffered);
      this.#drop(some);
      left -= some;
    }
    return true;
  }

  #drop(length: number): void {
    this.#position += length;
    this.#buffered -= length;
    let left = length;
    let whole = 0;
    while (left > 0 && this.#chunks[whole]!.length <= left) left -= this.#chunks[whole++]!.length;
    if (whole > 0) this.#chunks.splice(0, whole);
    if (left > 0) this.#chunks[0] = this.#chunks[0]!.subarray(left);
  }

  /** Lets the source close what it holds, such as a file. */
  async close(): Promise<void> {
    await this.#source.return?.();
  }
}
