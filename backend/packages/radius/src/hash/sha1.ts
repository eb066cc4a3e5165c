import { addBlock } from "#hash/sha1-block";

/** SHA-1 (RFC 3174) in plain JavaScript, for the same reason as MD5's: MS-CHAPv2 hashes 50 to 180 octets at a time. */
export class Sha1 {
  readonly #state = new Int32Array(5);
  readonly #block = new Uint8Array(64);
  #length = 0;

  start(): void {
    const state = this.#state;
    state[0] = 0x67452301;
    state[1] = 0xefcdab89 | 0;
    state[2] = 0x98badcfe | 0;
    state[3] = 0x10325476;
    state[4] = 0xc3d2e1f0 | 0;
    this.#length = 0;
  }

  update(bytes: Uint8Array, from = 0, to = bytes.length): void {
    const block = this.#block;
    let at = from;
    let filled = this.#length & 63;
    this.#length += to - from;
    if (filled > 0) {
      while (filled < 64 && at < to) block[filled++] = bytes[at++]!;
      if (filled < 64) return;
      addBlock(this.#state, block, 0);
      filled = 0;
    }
    for (; to - at >= 64; at += 64) addBlock(this.#state, bytes, at);
    while (at < to) block[filled++] = bytes[at++]!;
  }

  /** Writes the digest's first `octets` (of 20). */
  finishInto(out: Uint8Array, offset: number, octets = 20): void {
    const block = this.#block;
    const state = this.#state;
    let filled = this.#length & 63;
    block[filled++] = 0x80;
    if (filled > 56) {
      while (filled < 64) block[filled++] = 0;
      addBlock(state, block, 0);
      filled = 0;
    }
    while (filled < 59) block[filled++] = 0;
    const bits = this.#length * 8;
    block[59] = bits / 0x1_0000_0000;
    block[60] = bits >>> 24;
    block[61] = bits >>> 16;
    block[62] = bits >>> 8;
    block[63] = bits;
    addBlock(state, block, 0);
    for (let i = 0; i < octets; i++) out[offset + i] = state[i >> 2]! >>> (24 - 8 * (i & 3));
  }
}

export function sha1(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = new Sha1();
  const out = new Uint8Array(20);
  hash.start();
  for (const part of parts) hash.update(part);
  hash.finishInto(out, 0);
  return out;
}
