/**
 * Check characters: a slip of the finger is told at once, without a guess being counted. They keep nobody from guessing: everybody can
 * compute them.
 */

/** Crockford's base 32: without I, L, O and U, which are taken for others. */
export const base32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
export const digits = "0123456789";

/**
 * Of base 32 characters: the sum of each times a power of the generator, in the field of 32 elements. Up to 31 characters every power is
 * another one, so that any one wrong character and any two that changed places are found.
 */
export function base32Check(characters: string): string {
  let sum = 0;
  let weight = 2;
  for (const character of characters) {
    sum ^= product(base32.indexOf(character), weight);
    weight = product(weight, 2);
  }
  return base32[sum]!;
}

/** Of decimal digits: Damm's, which finds any one wrong digit and any two neighbours that changed places. */
export function digitsCheck(characters: string): string {
  let interim = 0;
  for (const character of characters) interim = quasigroup[interim]![digits.indexOf(character)]!;
  return digits[interim]!;
}

/** Polynomials over two elements modulo x⁵ + x² + 1, whose root 2 generates all 31 that are not zero. */
function product(a: number, b: number): number {
  let result = 0;
  for (let bit = 0; bit < 5; bit++) if ((b >> bit) & 1) result ^= a << bit;
  for (let bit = 8; bit >= 5; bit--) if ((result >> bit) & 1) result ^= 0b100101 << (bit - 5);
  return result;
}

/** Damm's totally anti-symmetric quasigroup of order ten. */
const quasigroup: readonly (readonly number[])[] = [
  [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
  [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
  [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
  [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
  [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
  [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
  [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
  [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
  [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
  [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
];
