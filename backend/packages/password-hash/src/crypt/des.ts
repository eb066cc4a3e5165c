/**
 * The parts of DES (FIPS 46-3) that crypt(3) is made of. OpenSSL has the whole of it, and no place in it for a salt. A bit is
 * numbered as in the standard: 1 is the first and highest.
 */
const keyChoice =
  "57 49 41 33 25 17 9 1 58 50 42 34 26 18 10 2 59 51 43 35 27 19 11 3 60 52 44 36 63 55 47 39 31 23 15 7 62 54 46 38 30 22 14 6 61 53 45 37 29 21 13 5 28 20 12 4";
const roundKeyChoice =
  "14 17 11 24 1 5 3 28 15 6 21 10 23 19 12 4 26 8 16 7 27 20 13 2 41 52 31 37 47 55 30 40 51 45 33 48 44 49 39 56 34 53 46 42 50 36 29 32";
const permutation = "16 7 20 21 29 12 28 17 1 15 23 26 5 18 31 10 2 8 24 14 32 27 3 9 19 13 30 6 22 11 4 25";
const rotations = [1, 1, 2, 2, 2, 2, 2, 2, 1, 2, 2, 2, 2, 2, 2, 1] as const;

/** S1 to S8, the four rows of each behind one another. */
const substitutions = [
  "e4d12fb83a6c5907 0f74e2d1a6cb9538 41e8d62bfc973a50 fc8249175b3ea06d",
  "f18e6b34972dc05a 3d47f28ec01a69b5 0e7ba4d158c6932f d8a13f42b67c05e9",
  "a09e63f51dc7b428 d709346a285ecbf1 d6498f30b12c5ae7 1ad069874fe3b52c",
  "7de3069a1285bc4f d8b56f03472c1ae9 a690cb7df13e5284 3f06a1d8945bc72e",
  "2c417ab6853fd0e9 eb2c47d150fa3986 421bad78f9c5630e b8c71e2d6f09a453",
  "c1af92680d34e75b af427c9561de0b38 9ef528c3704a1db6 432c95fabe17608d",
  "4b2ef08d3c975a61 d0b7491ae35c2f86 14bdc37eaf680592 6bd814a7950fe23c",
  "d2846fb1a93e50c7 1fd8a374c56b0e92 7b419ce206adf358 21e74a8dfc90356b",
] as const;

/** The sixteen round keys of an eight-octet key, in halves of 24 bits. */
export function keySchedule(key: Uint8Array): readonly (readonly [upper: number, lower: number])[] {
  const chosen = bitsOf(keyChoice).map((bit) => (key[(bit - 1) >> 3]! >>> (7 - ((bit - 1) & 7))) & 1);
  const halves = [chosen.slice(0, 28), chosen.slice(28)];
  const order = bitsOf(roundKeyChoice);
  return rotations.map((rotation) => {
    for (const half of halves) half.push(...half.splice(0, rotation));
    const all = halves.flat();
    const bits = order.map((bit) => all[bit - 1]!);
    return [numberOf(bits.slice(0, 24)), numberOf(bits.slice(24))] as const;
  });
}

let tables: readonly Int32Array[] | undefined;

/** The eight substitutions of 48 bits and the permutation behind them, 32 bits. */
export function substituted(upper: number, lower: number): number {
  tables ??= substitutions.map(tableOf);
  let word = 0;
  for (let i = 0; i < 4; i++) {
    word |= tables[i]![(upper >>> (18 - 6 * i)) & 63]!;
    word |= tables[i + 4]![(lower >>> (18 - 6 * i)) & 63]!;
  }
  return word;
}

/** The inverse of the initial permutation, which takes bits 40, 8, 48, 16 … 32 first, then those before each of them. */
export function finalPermutation(left: number, right: number): [left: number, right: number] {
  const bitAt = (bit: number): number => ((bit <= 32 ? left : right) >>> ((64 - bit) & 31)) & 1;
  const bits = Array.from({ length: 64 }, (_, i) => {
    const column = i & 7;
    return bitAt((column % 2 === 0 ? 40 : 8) + 8 * (column >> 1) - (i >> 3));
  });
  return [numberOf(bits.slice(0, 32)), numberOf(bits.slice(32))];
}

/** One substitution with its four bits where the permutation brings them: row by the outer two bits, column by the inner four. */
function tableOf(box: string, index: number): Int32Array {
  const rows = box.split(" ");
  const destination = bitsOf(permutation);
  return Int32Array.from({ length: 64 }, (_, input) => {
    const value = Number.parseInt(rows[((input >> 4) & 2) | (input & 1)]![(input >> 1) & 15]!, 16);
    let word = 0;
    for (let bit = 0; bit < 4; bit++) {
      if (((value >>> (3 - bit)) & 1) === 1) word |= 1 << (31 - destination.indexOf(4 * index + bit + 1));
    }
    return word;
  });
}

const bitsOf = (list: string): number[] => list.split(" ").map(Number);

const numberOf = (bits: readonly number[]): number => bits.reduce((number, bit) => (number << 1) | bit, 0);
