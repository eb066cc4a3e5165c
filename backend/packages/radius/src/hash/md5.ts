import { addBlock } from "#hash/md5-block";

/**
 * MD5 (RFC 1321) and HMAC-MD5 (RFC 2104) in plain JavaScript. RADIUS hashes some 60 to 200 octets at a time, where
 * the way into node:crypto and back costs four to six times as much as the hash itself.
 * A hash is an object that is used again and again: start, update…, finish.
 */
export class Md5 {
  readonly #state = new Int32Array(4);
  readonly #block = new Uint8Array(64);
  #length = 0;

  /** From the beginning, or from where a whole number of blocks has led (`resume` is not changed). */
  start(resume?: Int32Array): void {
    const state = this.#state;
    if (resume === undefined) {
      state[0] = 0x67452301;
      state[1] = 0xefcdab89 | 0;
      state[2] = 0x98badcfe | 0;
      state[3] = 0x10325476;
      this.#length = 0;
    } else {
      state[0] = resume[0]!;
      state[1] = resume[1]!;
      state[2] = resume[2]!;
      state[3] = resume[3]!;
      this.#length = 64;
    }
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

  finishInto(out: Uint8Array, offset: number): void {
    const block = this.#block;
    const state = this.#state;
    let filled = this.#length & 63;
    block[filled++] = 0x80;
    // Loops, because for so few octets the call behind fill() costs more.
    if (filled > 56) {
      while (filled < 64) block[filled++] = 0;
      addBlock(state, block, 0);
      filled = 0;
    }
    while (filled < 64) block[filled++] = 0;
    const bits = this.#length * 8;
    block[56] = bits;
    block[57] = bits >>> 8;
    block[58] = bits >>> 16;
    block[59] = bits >>> 24;
    block[60] = bits / 0x1_0000_0000;
    addBlock(state, block, 0);
    for (let word = 0, at = offset; word < 4; word++, at += 4) {
      const value = state[word]!;
      out[at] = value;
      out[at + 1] = value >>> 8;
      out[at + 2] = value >>> 16;
      out[at + 3] = value >>> 24;
    }
  }

  copyStateTo(out: Int32Array): void {
    out.set(this.#state);
  }
}

export function md5(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = new Md5();
  const out = new Uint8Array(16);
  hash.start();
  for (const part of parts) hash.update(part);
  hash.finishInto(out, 0);
  return out;
}

/** Where MD5 stands after the inner and the outer pad of a key: the half of an HMAC that is the same every time. */
export type HmacPads = { readonly inner: Int32Array; readonly outer: Int32Array };

export function hmacPadsOf(key: Uint8Array): HmacPads {
  const short = key.length > 64 ? md5(key) : key;
  const padded = (mask: number) => {
    const block = new Uint8Array(64).fill(mask);
    for (let i = 0; i < short.length; i++) block[i] = short[i]! ^ mask;
    const hash = new Md5();
    const state = new Int32Array(4);
    hash.start();
    hash.update(block);
    hash.copyStateTo(state);
    return state;
  };
  return { inner: padded(0x36), outer: padded(0x5c) };
}

/** Ends an HMAC whose inner hash was started from `pads.inner`. */
export function finishHmacInto(hash: Md5, pads: HmacPads, out: Uint8Array, offset: number): void {
  hash.finishInto(out, offset);
  const inner = out.subarray(offset, offset + 16);
  hash.start(pads.outer);
  hash.update(inner);
  hash.finishInto(out, offset);
}

export function hmacMd5(pads: HmacPads, ...parts: readonly Uint8Array[]): Uint8Array {
  const hash = new Md5();
  const out = new Uint8Array(16);
  hash.start(pads.inner);
  for (const part of parts) hash.update(part);
  finishHmacInto(hash, pads, out, 0);
  return out;
}
