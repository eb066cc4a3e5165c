import { type Limit, type Standing, standingOf, waitSeconds } from "#domain/gcra";

export type { Limit, Standing } from "#domain/gcra";

/** What a request takes: so much (`cost`, 1 when nothing is said) of the bucket that `key` has under a limit. */
export type Spending = { limit: Limit; key: string; cost?: number };

/** How all the buckets stand afterwards, in the order they were asked for; refused with the seconds after which it can be had. */
export type Spent = { standings: Standing[] } & (
  | { allowed: true }
  | { allowed: false; by: Limit; waitSeconds: number }
);

/** Who has had how much of late. */
export type RateLimiter = {
  /** Takes from all of the buckets or, when one of them has not enough, from none. Never fails: without its store it counts by itself. */
  spend(spendings: readonly Spending[]): Promise<Spent>;
  close(): Promise<void>;
};

/** What an adapter knows after looking: when each bucket will be full, and whether everything could be taken. */
export function spentOf(
  spendings: readonly Spending[],
  { allowed, nowUs, fullAtUs }: { allowed: boolean; nowUs: number; fullAtUs: readonly number[] },
): Spent {
  const standings = spendings.map(({ limit }, index) => standingOf(fullAtUs[index] ?? nowUs, nowUs, limit));
  if (allowed) return { allowed, standings };
  const waits = spendings.map(({ limit, cost = 1 }, index) => ({
    by: limit,
    waitSeconds: waitSeconds(fullAtUs[index] ?? nowUs, nowUs, { limit, cost }),
    short: (standings[index]?.remaining ?? 0) < Math.min(cost, limit.most),
  }));
  const longest = waits
    .filter(({ short }) => short)
    .reduce<(typeof waits)[number] | undefined>(
      (most, wait) => (most && most.waitSeconds >= wait.waitSeconds ? most : wait),
      undefined,
    );
  if (!longest) throw new Error("a limiter refused although every bucket had enough");
  return { allowed, standings, by: longest.by, waitSeconds: longest.waitSeconds };
}
