import assert from "node:assert/strict";
import { describe, test } from "vitest";
import { everyRateLimiter } from "#adapters/rate-limiter-contract";
import { rateLimiterMemory } from "#adapters/rate-limiter-memory";

const limit = { name: "requests", most: 2, seconds: 60 };

describe("in memory", () => {
  everyRateLimiter(async () => {
    let now = Date.UTC(2026, 10, 27);
    const limiter = rateLimiterMemory({ nowMs: () => now });
    return { limiter, pass: async (ms) => void (now += ms), close: () => limiter.close() };
  });

  test("buckets that are full again are forgotten as others are used", async () => {
    let now = 0;
    const limiter = rateLimiterMemory({ nowMs: () => now });
    for (let i = 0; i < 1_000; i++) await limiter.spend([{ limit, key: `old-${i}` }]);
    now += 61_000;
    for (let i = 0; i < 600; i++) await limiter.spend([{ limit, key: "me" }]);
    assert.equal(limiter.size(), 1);
  });

  test("addresses without end take no more memory than was allowed, and who is still there is still counted", async () => {
    const limiter = rateLimiterMemory({ nowMs: () => 0, mostKeys: 100 });
    await limiter.spend([{ limit, key: "me", cost: 1 }]);
    for (let i = 0; i < 1_000; i++) {
      await limiter.spend([{ limit, key: `made-up-${i}` }]);
      assert.ok(limiter.size() <= 100);
      if (i === 50) assert.ok((await limiter.spend([{ limit, key: "me" }])).allowed);
      if (i === 90) assert.ok(!(await limiter.spend([{ limit, key: "me" }])).allowed);
    }
  });
});
