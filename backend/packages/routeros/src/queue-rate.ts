/** Bits a second in the directions of the queue's target: upload is what it sends. */
export type Pair = { readonly up: number; readonly down: number };

/** A queue says "target upload/target download". */
export const pairOf = ({ up, down }: Pair): string => `${up}/${down}`;

/** Also as a person wrote it: 2M/10M, with k, M and G of 1000. Undefined when it is no such pair. */
export function bitsPerSecondOf(text: string): Pair | undefined {
  const parts = /^(\d+)([kMG]?)\/(\d+)([kMG]?)$/.exec(text);
  if (parts === null) return undefined;
  const [, up = "", upUnit = "", down = "", downUnit = ""] = parts;
  return { up: Number(up) * factorOf(upUnit), down: Number(down) * factorOf(downUnit) };
}

const factorOf = (unit: string): number => (unit === "k" ? 1e3 : unit === "M" ? 1e6 : unit === "G" ? 1e9 : 1);
