import { addBlock } from "#hash/md4-block";

// Scratch space of synchronous functions: nothing of it outlives a call.
const state = new Int32Array(4);
const block = new Uint8Array(64);

/** MD4 (RFC 1320): only for the NT password hash, and no longer offered by OpenSSL 3. */
export function md4(message: Uint8Array): Uint8Array {
  const out = new Uint8Array(16);
  md4Into(message, message.length, out);
  return out;
}

/** MD4 of the first `length` octets of `message`, which may be `out` itself. */
export function md4Into(message: Uint8Array, length: number, out: Uint8Array): void {
  state[0] = 0x67452301;
  state[1] = 0xefcdab89 | 0;
  state[2] = 0x98badcfe | 0;
  state[3] = 0x10325476;
  let at = 0;
  for (; length - at >= 64; at += 64) addBlock(state, message, at);
  let filled = 0;
  while (at < length) block[filled++] = message[at++]!;
  block[filled++] = 0x80;
  if (filled > 56) {
    while (filled < 64) block[filled++] = 0;
    addBlock(state, block, 0);
    filled = 0;
  }
  while (filled < 64) block[filled++] = 0;
  const bits = length * 8;
  block[56] = bits;
  block[57] = bits >>> 8;
  block[58] = bits >>> 16;
  block[59] = bits >>> 24;
  block[60] = bits / 0x1_0000_0000;
  addBlock(state, block, 0);
  for (let i = 0; i < 16; i++) out[i] = state[i >> 2]! >>> (8 * (i & 3));
}
