const guardBits = 64n;

/** The first bits of pi behind its point, in words of 32: Machin's 16 arctan(1/5) - 4 arctan(1/239), in whole numbers. */
export function piFraction(words: number): Uint32Array {
  const bits = BigInt(32 * words);
  const one = 1n << (bits + guardBits);
  const fraction = ((16n * arctanOfInverse(5n, one) - 4n * arctanOfInverse(239n, one)) % one) >> guardBits;
  const out = new Uint32Array(words);
  for (let i = 0; i < words; i++) out[i] = Number((fraction >> BigInt(32 * (words - 1 - i))) & 0xffff_ffffn);
  return out;
}

function arctanOfInverse(x: bigint, one: bigint): bigint {
  let power = one / x;
  let sum = power;
  for (let n = 3n; power !== 0n; n += 2n) {
    power /= -(x * x);
    sum += power / n;
  }
  return sum;
}
