import { cPart, dPart, keyPart, substituted } from "#hash/des-tables";

// Scratch space of synchronous functions: the sixteen round keys, two words each.
const roundKeys = new Int32Array(32);
const half = new Int32Array(2);

/**
 * DES (FIPS 46-3) of one 8-octet block, under a key of 7 octets: MS-CHAP's keys have no parity bits (RFC 2759 section
 * 8.6). In plain JavaScript because OpenSSL 3 has retired single DES, and triple DES with one key three times over
 * costs some 10 µs a block for the way there and back.
 */
export function desEncryptInto(
  block: Uint8Array,
  key: Uint8Array,
  keyOffset: number,
  out: Uint8Array,
  outOffset: number,
): void {
  scheduleRoundKeys(key, keyOffset);
  permuteInitially(block);
  let left = half[0]!;
  let right = half[1]!;
  for (let round = 0; round < 32; round += 2) {
    // Shifted so that the eight overlapping groups of six bits (E of the standard) lie at 26, 18, 10 and 2 of two words.
    const even = ((right >>> 1) | (right << 31)) ^ roundKeys[round]!;
    const odd = ((right << 3) | (right >>> 29)) ^ roundKeys[round + 1]!;
    const mixed =
      substituted[(even >>> 26) & 63]! ^
      substituted[64 + ((odd >>> 26) & 63)]! ^
      substituted[128 + ((even >>> 18) & 63)]! ^
      substituted[192 + ((odd >>> 18) & 63)]! ^
      substituted[256 + ((even >>> 10) & 63)]! ^
      substituted[320 + ((odd >>> 10) & 63)]! ^
      substituted[384 + ((even >>> 2) & 63)]! ^
      substituted[448 + ((odd >>> 2) & 63)]!;
    const next = left ^ mixed;
    left = right;
    right = next;
  }
  permuteFinally(right, left, out, outOffset);
}

/** The key is 8 groups of 7 bits; tables give each octet's bits at their places in C and D (PC-1), then PC-2 of both. */
function scheduleRoundKeys(key: Uint8Array, offset: number): void {
  let c = 0;
  let d = 0;
  for (let i = 0; i < 7; i++) {
    const at = (i << 9) | (key[offset + i]! << 1);
    c |= keyPart[at]!;
    d |= keyPart[at + 1]!;
  }
  for (let round = 0; round < 32; round += 2) {
    // By one bit in rounds 1, 2, 9 and 16, else by two.
    const by = 2 - ((0x8103 >> (round >> 1)) & 1);
    c = ((c << by) | (c >>> (28 - by))) & 0xfff_ffff;
    d = ((d << by) | (d >>> (28 - by))) & 0xfff_ffff;
    const c1 = c >>> 21;
    const c2 = (c >>> 14) & 127;
    const c3 = (c >>> 7) & 127;
    const c4 = c & 127;
    const d1 = d >>> 21;
    const d2 = (d >>> 14) & 127;
    const d3 = (d >>> 7) & 127;
    const d4 = d & 127;
    roundKeys[round] =
      cPart[c1]! |
      cPart[128 | c2]! |
      cPart[256 | c3]! |
      cPart[384 | c4]! |
      dPart[d1]! |
      dPart[128 | d2]! |
      dPart[256 | d3]! |
      dPart[384 | d4]!;
    roundKeys[round + 1] =
      cPart[512 | c1]! |
      cPart[640 | c2]! |
      cPart[768 | c3]! |
      cPart[896 | c4]! |
      dPart[512 | d1]! |
      dPart[640 | d2]! |
      dPart[768 | d3]! |
      dPart[896 | d4]!;
  }
}

/** IP of the standard, as five exchanges of bits between the two halves. */
function permuteInitially(p: Uint8Array): void {
  let a = (p[0]! << 24) | (p[1]! << 16) | (p[2]! << 8) | p[3]!;
  let b = (p[4]! << 24) | (p[5]! << 16) | (p[6]! << 8) | p[7]!;
  let t = ((a >>> 4) ^ b) & 0x0f0f0f0f;
  b ^= t;
  a ^= t << 4;
  t = ((a >>> 16) ^ b) & 0x0000ffff;
  b ^= t;
  a ^= t << 16;
  t = ((b >>> 2) ^ a) & 0x33333333;
  a ^= t;
  b ^= t << 2;
  t = ((b >>> 8) ^ a) & 0x00ff00ff;
  a ^= t;
  b ^= t << 8;
  t = ((a >>> 1) ^ b) & 0x55555555;
  b ^= t;
  a ^= t << 1;
  half[0] = a;
  half[1] = b;
}

/** The inverse of IP: the same exchanges in the opposite order. */
function permuteFinally(left: number, right: number, out: Uint8Array, o: number): void {
  let a = left;
  let b = right;
  let t = ((a >>> 1) ^ b) & 0x55555555;
  b ^= t;
  a ^= t << 1;
  t = ((b >>> 8) ^ a) & 0x00ff00ff;
  a ^= t;
  b ^= t << 8;
  t = ((b >>> 2) ^ a) & 0x33333333;
  a ^= t;
  b ^= t << 2;
  t = ((a >>> 16) ^ b) & 0x0000ffff;
  b ^= t;
  a ^= t << 16;
  t = ((a >>> 4) ^ b) & 0x0f0f0f0f;
  b ^= t;
  a ^= t << 4;
  out[o] = a >>> 24;
  out[o + 1] = a >>> 16;
  out[o + 2] = a >>> 8;
  out[o + 3] = a;
  out[o + 4] = b >>> 24;
  out[o + 5] = b >>> 16;
  out[o + 6] = b >>> 8;
  out[o + 7] = b;
}
