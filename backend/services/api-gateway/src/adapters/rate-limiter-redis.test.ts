import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { describe, onTestFinished, test } from "vitest";
import { everyRateLimiter } from "#adapters/rate-limiter-contract";
import { rateLimiterMemory } from "#adapters/rate-limiter-memory";
import { rateLimiterRedis } from "#adapters/rate-limiter-redis";
import { redisIsInstalled, startRedis } from "#adapters/redis-fixture";

const limit = { name: "requests", most: 3, seconds: 60 };

function gateway(url: string, patienceMs = 1_000) {
  const away: unknown[] = [];
  const limiter = rateLimiterRedis({
    url,
    meanwhile: rateLimiterMemory({ nowMs: Date.now }),
    onAway: (error) => away.push(error),
    nowMs: Date.now,
    // More than in earnest: on a busy machine a test is not about how quick Redis is.
    patienceMs,
  });
  const visit = () => limiter.spend([{ limit, key: "cus_a" }]);
  /** Until Redis answers, and not longer than a few seconds. */
  async function connected() {
    for (const deadline = Date.now() + 5_000; Date.now() < deadline; await pause(50)) {
      const before = away.length;
      await limiter.spend([{ limit: { ...limit, name: "probe", most: 1_000 }, key: "probe" }]);
      if (away.length === before) return;
    }
    throw new Error("Redis is not reached");
  }
  return { ...limiter, away, visit, connected };
}

describe.skipIf(!redisIsInstalled)("in Redis", () => {
  everyRateLimiter(async () => {
    const server = await startRedis();
    const limiter = gateway(server.url);
    await limiter.connected();
    const close = () => limiter.close().then(() => server.stop());
    return { limiter, pass: (ms) => pause(ms), close };
  });

  test("two gateways count together", async () => {
    const server = await startRedis();
    // Also when the test fails.
    onTestFinished(() => server.stop());
    const [one, other] = [gateway(server.url), gateway(server.url)];
    await Promise.all([one.connected(), other.connected()]);
    const allowed = [];
    for (const { visit } of [one, other, one, other, one]) allowed.push((await visit()).allowed);
    assert.deepEqual(allowed, [true, true, true, false, false]);
    await Promise.all([one.close(), other.close(), server.stop()]);
  });

  test("while Redis is away a gateway counts by itself and says so, and comes back when Redis does", async () => {
    const server = await startRedis();
    // Also when the test fails.
    onTestFinished(() => server.stop());
    const port = Number(new URL(server.url).port);
    const limiter = gateway(server.url);
    await limiter.connected();
    limiter.away.length = 0;
    await server.stop();
    const allowed = [];
    for (let i = 0; i < 4; i++) allowed.push((await limiter.visit()).allowed);
    assert.deepEqual([allowed, limiter.away.length], [[true, true, true, false], 4]);
    const again = await startRedis(port);
    onTestFinished(() => again.stop());
    await limiter.connected();
    assert.ok((await limiter.visit()).allowed, "the new Redis knows nothing yet");
    await limiter.close();
    await again.stop();
  });

  test("a Redis that hangs delays one request by milliseconds, and the next ones not at all", async () => {
    const server = await startRedis();
    // Also when the test fails.
    onTestFinished(() => server.stop());
    const limiter = gateway(server.url, 20);
    await limiter.connected();
    limiter.away.length = 0;
    server.pause();
    const from = performance.now();
    for (let i = 0; i < 50; i++) await limiter.visit();
    const tookMs = performance.now() - from;
    server.resume();
    assert.ok(tookMs < 500, `${tookMs} ms for 50`);
    assert.equal(limiter.away.filter((error) => error !== undefined).length, 1);
    await limiter.close();
    await server.stop();
  });
});

test("an address at which there is no Redis fails nobody", async () => {
  const limiter = gateway("redis://127.0.0.1:1");
  assert.ok((await limiter.visit()).allowed);
  assert.equal(limiter.away.length, 1);
  await limiter.close();
});
