import { type RateLimiter, spentOf } from "#application/rate-limiter";
import { take } from "#domain/gcra";

const usuallyMostKeys = 100_000;
/** Of the oldest entries, so many are looked at with each visit: what is full again goes sooner than new ones come. */
const sweptAtOnce = 3;

/**
 * Counts in this process. It keeps no more than `mostKeys` buckets, about 15 MB: whoever makes up addresses pushes out those that were used
 * the longest ago.
 */
export function rateLimiterMemory({
  nowMs,
  mostKeys = usuallyMostKeys,
}: {
  nowMs: () => number;
  mostKeys?: number;
}): RateLimiter & { size(): number } {
  const fullAt = new Map<string, number>();

  function sweep(nowUs: number): void {
    let looked = 0;
    for (const [key, fullAtUs] of fullAt) {
      if (fullAtUs <= nowUs || fullAt.size > mostKeys) fullAt.delete(key);
      if (++looked >= sweptAtOnce && fullAt.size <= mostKeys) return;
    }
  }

  return {
    async spend(spendings) {
      const nowUs = nowMs() * 1000;
      const keys = spendings.map(({ limit, key }) => `${limit.name}:${key}`);
      const results = spendings.map(({ limit, cost = 1 }, index) =>
        take(fullAt.get(keys[index]!), nowUs, { limit, cost }),
      );
      const allowed = results.every((result) => result.allowed);
      if (allowed)
        for (const [index, { fullAtUs }] of results.entries()) {
          // Last used, last in line to be forgotten.
          fullAt.delete(keys[index]!);
          fullAt.set(keys[index]!, fullAtUs);
        }
      sweep(nowUs);
      const standing = results.map(({ fullAtUs }, index) => (allowed ? fullAtUs : (fullAt.get(keys[index]!) ?? nowUs)));
      return spentOf(spendings, { allowed, nowUs, fullAtUs: standing });
    },
    async close() {},
    size: () => fullAt.size,
  };
}
