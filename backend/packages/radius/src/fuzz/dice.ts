/** Numbers that follow from a seed (xorshift, 32 bits): good enough for mutations, and some nanoseconds each. */
export type Dice = (below: number) => number;

export function diceOf(seed: number): Dice {
  // Zero would stay zero for ever.
  let state = seed | 0 || 0x2545f491;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}
