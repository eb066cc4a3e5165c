import { piFraction } from "#crypt/pi";

const subkeys = 18;
const boxes = 4 * 256;

/** Blowfish's key schedule, as bcrypt uses it: it begins as digits of pi, and every key that is mixed in changes it. */
export type Schedule = { readonly p: Int32Array; readonly s: Int32Array };

let initial: Int32Array | undefined;

export function newSchedule(): Schedule {
  initial ??= Int32Array.from(piFraction(subkeys + boxes));
  return { p: initial.slice(0, subkeys), s: initial.slice(subkeys) };
}

/** The key over and over into the subkeys; then all of the schedule anew, from encrypting the salt's words in turn. */
export function expandKey(schedule: Schedule, key: Int32Array, salt: Int32Array): void {
  const { p, s } = schedule;
  for (let i = 0; i < subkeys; i++) p[i]! ^= key[i % key.length]!;
  const block = new Int32Array(2);
  let taken = 0;
  for (const table of [p, s]) {
    for (let i = 0; i < table.length; i += 2) {
      block[0]! ^= salt[taken]!;
      block[1]! ^= salt[taken + 1]!;
      taken = (taken + 2) % salt.length;
      encipher(schedule, block, 0);
      table[i] = block[0]!;
      table[i + 1] = block[1]!;
    }
  }
}

/** Two words of `block`, from `at` on, in their place. */
export function encipher({ p, s }: Schedule, block: Int32Array, at: number): void {
  let left = block[at]! ^ p[0]!;
  let right = block[at + 1]!;
  for (let i = 1; i < subkeys - 1; i += 2) {
    right ^= mixed(s, left) ^ p[i]!;
    left ^= mixed(s, right) ^ p[i + 1]!;
  }
  block[at] = right ^ p[subkeys - 1]!;
  block[at + 1] = left;
}

const mixed = (s: Int32Array, word: number): number =>
  (((s[word >>> 24]! + s[256 + ((word >>> 16) & 255)]!) ^ s[512 + ((word >>> 8) & 255)]!) + s[768 + (word & 255)]!) | 0;
