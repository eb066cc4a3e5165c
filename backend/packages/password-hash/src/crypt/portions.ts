import { setImmediate } from "node:timers/promises";

/** Runs `round(0)` to `round(rounds - 1)`, and lets the loop answer others after each portion of them. */
export async function inPortions(rounds: number, portion: number, round: (i: number) => void): Promise<void> {
  for (let i = 0; i < rounds; i++) {
    round(i);
    if (i % portion === portion - 1) await setImmediate();
  }
}
