import { cryptAlphabet } from "#crypt/alphabet";
import { finalPermutation, keySchedule, substituted } from "#crypt/des";

const times = 25;

/**
 * The eleven characters of hash of traditional crypt(3): zeros, enciphered 25 times by DES with the password's first
 * eight characters as the key. The two of salt are twelve bits; each that is set swaps two bits of DES's expansion, so that
 * no machine built for DES breaks it.
 */
export function desCrypt(password: Uint8Array, salt: string): string {
  const keys = keySchedule(keyOf(password));
  const swapped = swapsOf(salt);
  let left = 0;
  let right = 0;
  // The permutations at the end of one encipherment and at the beginning of the next undo each other.
  for (let time = 0; time < times; time++) {
    for (const [high, low] of keys) {
      const [upper, lower] = expanded(right);
      const swap = (upper ^ lower) & swapped;
      [left, right] = [right, left ^ substituted(upper ^ swap ^ high, lower ^ swap ^ low)];
    }
    [left, right] = [right, left];
  }
  return written(finalPermutation(left, right));
}

/** Seven bits a character, in the upper seven of a key's octet: the lowest is parity. */
function keyOf(password: Uint8Array): Uint8Array {
  const key = new Uint8Array(8);
  for (let i = 0; i < 8; i++) key[i] = (password[i] ?? 0) << 1;
  return key;
}

/** Bit i of the salt, from the lowest of its first character on, swaps bits i and i + 24 of the expansion. */
function swapsOf(salt: string): number {
  let mask = 0;
  for (let i = 0; i < 12; i++) {
    const bits = cryptAlphabet.indexOf(salt[Math.floor(i / 6)]!);
    if (((bits >>> (i % 6)) & 1) === 1) mask |= 1 << (23 - i);
  }
  return mask;
}

/** DES's expansion of 32 bits to 48: eight groups of six, each with one bit of either neighbour; in halves of 24. */
function expanded(word: number): [upper: number, lower: number] {
  let upper = 0;
  let lower = 0;
  for (let group = 0; group < 4; group++) {
    upper = (upper << 6) | sixBits(word, group);
    lower = (lower << 6) | sixBits(word, group + 4);
  }
  return [upper, lower];
}

/** Bits 4g to 4g + 5, where 0 is the last bit and 33 the first. */
function sixBits(word: number, group: number): number {
  const shift = (27 - 4 * group) & 31;
  return ((word >>> shift) | (word << (32 - shift))) & 63;
}

/** 64 bits in eleven characters, the first bits first, with two zeros at the end. */
function written([left, right]: readonly [number, number]): string {
  let bits = (BigInt(left >>> 0) << 34n) | (BigInt(right >>> 0) << 2n);
  let text = "";
  for (let i = 0; i < 11; i++) {
    text = cryptAlphabet[Number(bits & 63n)]! + text;
    bits >>= 6n;
  }
  return text;
}
