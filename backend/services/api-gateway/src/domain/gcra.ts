/** So much within so many seconds, all of it at once if it was left alone for that long. */
export type Limit = { name: string; most: number; seconds: number };

/** How a bucket stands: what can still be taken at once, and the seconds until it is full again. */
export type Standing = { limit: Limit; remaining: number; resetSeconds: number };

/**
 * The generic cell rate algorithm (ITU-T I.371): of a bucket only one instant is kept, at which it will be full again. Instants are microseconds.
 * Taking more than a bucket holds takes all of it, so that the dearest thing that is allowed at all can be had by whoever waits.
 */
export function take(
  fullAtUs: number | undefined,
  nowUs: number,
  { limit, cost }: { limit: Limit; cost: number },
): { allowed: boolean; fullAtUs: number } {
  const next = Math.max(fullAtUs ?? 0, nowUs) + Math.min(cost, limit.most) * intervalUs(limit);
  const allowed = next - nowUs <= windowUs(limit);
  return allowed ? { allowed, fullAtUs: next } : { allowed, fullAtUs: Math.max(fullAtUs ?? 0, nowUs) };
}

export function standingOf(fullAtUs: number, nowUs: number, limit: Limit): Standing {
  const missingUs = Math.max(0, fullAtUs - nowUs);
  // A whole number must not turn into the one below it by an error of rounding.
  const remaining = Math.floor((windowUs(limit) - missingUs) / intervalUs(limit) + 1e-6);
  return { limit, remaining: Math.max(0, remaining), resetSeconds: Math.ceil(missingUs / 1e6) };
}

/** Seconds until `cost` can be taken, at least one. */
export function waitSeconds(fullAtUs: number, nowUs: number, { limit, cost }: { limit: Limit; cost: number }): number {
  const neededUs = Math.min(cost, limit.most) * intervalUs(limit);
  return Math.max(1, Math.ceil((fullAtUs + neededUs - nowUs - windowUs(limit)) / 1e6));
}

export const windowUs = ({ seconds }: Limit): number => seconds * 1e6;
export const intervalUs = ({ most, seconds }: Limit): number => (seconds * 1e6) / most;
