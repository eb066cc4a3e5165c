import type { Rate } from "@beacom/freeradius-sql";
import type { TakeNote } from "#commands/radius/import/note";

/** A burst as a profile has it: in percent of the rate, alike in both directions. What does not fit is told, and left out. */
export function burstOf(
  rate: Rate,
  note: TakeNote,
): { percent: number; thresholdPercent: number; seconds: number } | undefined {
  const attribute = "Mikrotik-Rate-Limit";
  if (rate.priority !== undefined && rate.priority !== 8)
    note({ attribute, value: `priority ${rate.priority}`, why: "The priority of a queue is not kept here." });
  if (rate.guaranteed) note({ attribute, why: "The guaranteed rate of a queue (limit-at) is not kept here." });
  const { down, up } = rate.burst ?? {};
  const { downBitsPerSecond, upBitsPerSecond } = rate;
  if (down === undefined && up === undefined) return undefined;
  if (down && up && downBitsPerSecond !== undefined && upBitsPerSecond !== undefined && down.seconds === up.seconds) {
    const percent = samePercent([down.bitsPerSecond, downBitsPerSecond], [up.bitsPerSecond, upBitsPerSecond]);
    const thresholdPercent = samePercent(
      [down.thresholdBitsPerSecond, downBitsPerSecond],
      [up.thresholdBitsPerSecond, upBitsPerSecond],
    );
    const { seconds } = down;
    if (percent !== undefined && thresholdPercent !== undefined && seconds >= 1 && seconds <= 3_600)
      return { percent, thresholdPercent, seconds };
  }
  note({
    attribute,
    why: "A burst is a percentage of the rate here, alike in both directions; this one was left out.",
  });
  return undefined;
}

/** The whole percentage that gives back exactly what was written, in both directions. */
function samePercent(
  down: readonly [part: number, whole: number],
  up: readonly [part: number, whole: number],
): number | undefined {
  const percent = Math.round((down[0] * 100) / down[1]);
  const gives = ([part, whole]: readonly [number, number]) => Math.floor((whole * percent) / 100) === part;
  return percent >= 1 && percent <= 10_000 && gives(down) && gives(up) ? percent : undefined;
}
