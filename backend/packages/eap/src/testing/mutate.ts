/** Mulberry32: small, and the same for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

export type Dice = {
  below(limit: number): number;
  happens(probability: number): boolean;
  octets(length: number): Buffer;
};

export function diceOf(random: () => number): Dice {
  const below = (limit: number) => Math.floor(random() * limit);
  return {
    below,
    happens: (probability) => random() < probability,
    octets: (length) => Buffer.from(Array.from({ length }, () => below(256))),
  };
}

const telling = [0, 1, 2, 3, 4, 0x7f, 0x80, 0xff];

/** The same octets with one to four faults: turned bits, telling values, cuts, insertions, repetitions. */
export function mutate(octets: Uint8Array, dice: Dice): Uint8Array {
  let bytes = Buffer.from(octets);
  for (let faults = 1 + dice.below(4); faults > 0; faults--) {
    const at = dice.below(bytes.length + 1);
    switch (dice.below(6)) {
      case 0:
        if (at < bytes.length) bytes[at] = bytes[at]! ^ (1 << dice.below(8));
        break;
      case 1:
        if (at < bytes.length) bytes[at] = telling[dice.below(telling.length)]!;
        break;
      case 2:
        bytes = bytes.subarray(0, at);
        break;
      case 3:
        bytes = Buffer.concat([bytes.subarray(0, at), dice.octets(dice.below(40)), bytes.subarray(at)]);
        break;
      case 4:
        bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + dice.below(8))]);
        break;
      default:
        bytes = Buffer.concat([bytes, bytes.subarray(at)]);
    }
  }
  return bytes;
}

/** Mutated behind the header of an EAP packet, whose length then fits: faults that get as far as the method. */
export function mutateData(eap: Uint8Array, dice: Dice): Uint8Array {
  const bytes = Buffer.concat([eap.subarray(0, 5), mutate(eap.subarray(5), dice)]);
  if (bytes.length >= 4) bytes.writeUInt16BE(Math.min(bytes.length, 0xffff), 2);
  return bytes;
}
