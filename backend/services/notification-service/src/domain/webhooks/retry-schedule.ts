const minute = 60;
const hour = 3_600;

/** How long after each attempt that failed the next one is due, in seconds: eleven attempts within three days. */
export const retrySeconds: readonly number[] = [
  10,
  minute,
  5 * minute,
  15 * minute,
  hour,
  3 * hour,
  6 * hour,
  12 * hour,
  24 * hour,
  24 * hour,
];

/** Up to so much longer or shorter, so that what failed together does not come back together. */
const jitter = 0.2;
/** What a receiver may ask for by Retry-After. */
const longestAskedSeconds = 24 * hour;

/**
 * When the next attempt is due, in seconds from now; null: there is none. `chance` is from 0 up to 1. A receiver that asks for more time
 * gets it.
 */
export function secondsToNextAttempt(retry: {
  attempts: number;
  chance: number;
  askedSeconds: number | null;
}): number | null {
  const scheduled = retrySeconds[retry.attempts - 1];
  if (scheduled === undefined) return null;
  const spread = scheduled * (1 - jitter + 2 * jitter * retry.chance);
  return Math.max(spread, Math.min(retry.askedSeconds ?? 0, longestAskedSeconds));
}
