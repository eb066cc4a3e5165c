import assert from "node:assert/strict";
import { describe, onTestFinished, test } from "vitest";
import { rateLimiterMemory } from "#adapters/rate-limiter-memory";
import { rateLimiterRedis } from "#adapters/rate-limiter-redis";
import { redisIsInstalled, startRedis } from "#adapters/redis-fixture";
import { own, paperGateway } from "#gateway-fixture";

const tariffs = { billing: { listPlans: () => ({ plans: [] }) } };
const env = { GATEWAY_REQUESTS_PER_MINUTE: "3", GATEWAY_SIGN_IN_ATTEMPTS_PER_MINUTE: "2" };
const from = (remoteAddress: string) => ({ url: "/v1/plans", remoteAddress });

test("an answer says what is allowed, what is left, and after whom it is counted", async () => {
  const app = await paperGateway({ ...tariffs, env });
  const answer = await app.inject(from("192.0.2.1"));
  assert.equal(answer.headers["ratelimit-policy"], '"requests";q=3;w=60;by=address');
  assert.equal(answer.headers["ratelimit"], '"requests";r=2;t=20');
  const mine = await app.inject({ url: "/v1/me", headers: own });
  assert.equal(mine.headers["ratelimit-policy"], '"requests";q=3;w=60;by=person');
  await app.close();
});

test("who has had all is told when to come back, and nobody else waits for it", async () => {
  const app = await paperGateway({ ...tariffs, env });
  for (let i = 0; i < 3; i++) assert.equal((await app.inject(from("192.0.2.1"))).statusCode, 200);
  const refused = await app.inject(from("192.0.2.1"));
  assert.deepEqual([refused.statusCode, refused.json().code], [429, "too-many-requests"]);
  assert.match(refused.headers["retry-after"] as string, /^(19|20)$/);
  assert.match(refused.headers["ratelimit"] as string, /^"requests";r=0;t=(59|60)$/);
  assert.equal((await app.inject(from("192.0.2.2"))).statusCode, 200);
  assert.equal((await app.inject({ url: "/v1/me", headers: own, remoteAddress: "192.0.2.1" })).statusCode, 200);
  await app.close();
});

test("all ways to sign in count as one, so that changing between them gives no more attempts", async () => {
  const app = await paperGateway({ env });
  const attempt = (url: string, payload: object) => app.inject({ method: "POST", url, payload });
  await attempt("/v1/sign-in", { identifier: "0821234567", password: "guess" });
  await attempt("/v1/sign-in/code", { phone: "0821234567" });
  const third = await attempt("/v1/codes/confirm", { verificationId: "ver_1", code: "123456" });
  assert.equal(third.statusCode, 429);
  await app.close();
});

test("tokens that are no good are held back by address, however many are tried", async () => {
  const app = await paperGateway({ env });
  const statuses = new Set<number>();
  for (let i = 0; i < 31; i++) {
    const forged = await app.inject({ url: "/v1/me", headers: { authorization: `Bearer forged-${i}` } });
    statuses.add(forged.statusCode);
  }
  assert.deepEqual([...statuses], [401, 429]);
  await app.close();
});

describe.skipIf(!redisIsInstalled)("with Redis", () => {
  test("two gateways hold one limit together, and give answers when Redis is gone", async () => {
    const server = await startRedis();
    // Also when the test fails.
    onTestFinished(() => server.stop());
    let away = 0;
    const limiter = () =>
      rateLimiterRedis({
        url: server.url,
        meanwhile: rateLimiterMemory({ nowMs: Date.now }),
        onAway: () => away++,
        nowMs: Date.now,
        patienceMs: 1_000,
      });
    const limiters = [limiter(), limiter()];
    await Promise.all(
      limiters.map(async (shared) => {
        for (let before = -1; before !== away; await new Promise((resolve) => setTimeout(resolve, 1_100))) {
          before = away;
          await shared.spend([{ limit: { name: "probe", most: 1_000, seconds: 1 }, key: "" }]);
        }
      }),
    );
    const [one, other] = await Promise.all(
      limiters.map((shared) => paperGateway({ ...tariffs, env, limiter: shared })),
    );
    const statuses = [];
    for (const gateway of [one, other, one, other])
      statuses.push((await gateway!.inject(from("192.0.2.1"))).statusCode);
    assert.deepEqual(statuses, [200, 200, 200, 429]);
    await server.stop();
    assert.equal((await one!.inject(from("192.0.2.3"))).statusCode, 200);
    assert.ok(away > 0);
    await Promise.all([one!.close(), other!.close(), ...limiters.map((shared) => shared.close())]);
  });
});
