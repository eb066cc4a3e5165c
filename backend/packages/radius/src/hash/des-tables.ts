// The constants of FIPS 46-3 by its own numbering: bits count from 1 at the most significant.
const pc1 = {
  c: [57, 49, 41, 33, 25, 17, 9, 1, 58, 50, 42, 34, 26, 18, 10, 2, 59, 51, 43, 35, 27, 19, 11, 3, 60, 52, 44, 36],
  d: [63, 55, 47, 39, 31, 23, 15, 7, 62, 54, 46, 38, 30, 22, 14, 6, 61, 53, 45, 37, 29, 21, 13, 5, 28, 20, 12, 4],
};
const pc2 = {
  c: [14, 17, 11, 24, 1, 5, 3, 28, 15, 6, 21, 10, 23, 19, 12, 4, 26, 8, 16, 7, 27, 20, 13, 2],
  d: [41, 52, 31, 37, 47, 55, 30, 40, 51, 45, 33, 48, 44, 49, 39, 56, 34, 53, 46, 42, 50, 36, 29, 32],
};
const p = [
  16, 7, 20, 21, 29, 12, 28, 17, 1, 15, 23, 26, 5, 18, 31, 10, 2, 8, 24, 14, 32, 27, 3, 9, 19, 13, 30, 6, 22, 11, 4, 25,
];
/** S1 to S8: one hexadecimal digit a value, the four rows of a box one after another. */
const boxes = [
  "e4d12fb83a6c59070f74e2d1a6cb953841e8d62bfc973a50fc8249175b3ea06d",
  "f18e6b34972dc05a3d47f28ec01a69b50e7ba4d158c6932fd8a13f42b67c05e9",
  "a09e63f51dc7b428d709346a285ecbf1d6498f30b12c5ae71ad069874fe3b52c",
  "7de3069a1285bc4fd8b56f03472c1ae9a690cb7df13e52843f06a1d8945bc72e",
  "2c417ab6853fd0e9eb2c47d150fa3986421bad78f9c5630eb8c71e2d6f09a453",
  "c1af92680d34e75baf427c9561de0b389ef528c3704a1db6432c95fabe17608d",
  "4b2ef08d3c975a61d0b7491ae35c2f8614bdc37eaf6805926bd814a7950fe23c",
  "d2846fb1a93e50c71fd8a374c56b0e927b419ce206adf35821e74a8dfc90356b",
];

/** By box and its six bits: what S and then P make of them. */
export const substituted = ofSubstitution();
/** By key octet (of 7) and its value: its bits at their places in C, and next to it in D. */
export const keyPart = ofKey();
/** By word of a round key, seven bits' place in C or D, and their value: those bits at their places in the word. */
export const cPart = ofHalf(pc2.c, 0);
export const dPart = ofHalf(pc2.d, 4);

function ofSubstitution(): Int32Array {
  const table = new Int32Array(512);
  boxes.forEach((box, index) => {
    for (let six = 0; six < 64; six++) {
      const row = ((six >> 4) & 2) | (six & 1);
      const four = Number.parseInt(box[16 * row + ((six >> 1) & 15)]!, 16);
      const word = four << (28 - 4 * index);
      let permuted = 0;
      p.forEach((from, to) => {
        if ((word >>> (32 - from)) & 1) permuted |= 1 << (31 - to);
      });
      table[64 * index + six] = permuted;
    }
  });
  return table;
}

function ofKey(): Int32Array {
  const table = new Int32Array(7 * 512);
  [pc1.c, pc1.d].forEach((choice, half) => {
    choice.forEach((from, to) => {
      // The standard numbers the bits of 8 octets with parity; here each eighth bit is missing.
      const bit = ((from - 1) >> 3) * 7 + ((from - 1) & 7);
      for (let value = 0; value < 256; value++) {
        if ((value >> (7 - (bit & 7))) & 1) table[((bit >> 3) << 9) | (value << 1) | half]! |= 1 << (27 - to);
      }
    });
  });
  return table;
}

function ofHalf(choice: readonly number[], firstGroup: number): Int32Array {
  const table = new Int32Array(1024);
  choice.forEach((numbered, to) => {
    const from = (numbered - 1) % 28;
    const group = firstGroup + Math.floor(to / 6);
    const bit = 1 << (26 - 8 * (group >> 1) + 5 - (to % 6));
    for (let value = 0; value < 128; value++) {
      if ((value >> (6 - (from % 7))) & 1) table[((group & 1) << 9) | (Math.floor(from / 7) << 7) | value]! |= bit;
    }
  });
  return table;
}
