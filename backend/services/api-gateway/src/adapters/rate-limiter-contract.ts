import assert from "node:assert/strict";
import { afterAll, beforeAll, test } from "vitest";
import type { Limit, RateLimiter } from "#application/rate-limiter";

/** A limiter under test, and how its time passes: at once where the clock is ours, really where it is not. */
export type Stage = { limiter: RateLimiter; pass(ms: number): Promise<void>; close(): Promise<void> };

/** What every limiter keeps to. */
export function everyRateLimiter(stage: () => Promise<Stage>): void {
  let at: Stage;
  let made = 0;
  beforeAll(async () => void (at = await stage()));
  afterAll(() => at.close());
  const limit = (most: number, seconds = 60): Limit => ({ name: `limit-${++made}`, most, seconds });
  const spend = (of: Limit, key: string, cost = 1) => at.limiter.spend([{ limit: of, key, cost }]);

  test("so much is given and no more, and what is left is told", async () => {
    const three = limit(3);
    const left: number[] = [];
    for (let i = 0; i < 3; i++) {
      const spent = await spend(three, "a");
      assert.ok(spent.allowed);
      left.push(spent.standings[0]!.remaining);
    }
    assert.deepEqual(left, [2, 1, 0]);
    const refused = await spend(three, "a");
    assert.ok(!refused.allowed);
    assert.equal(refused.by.name, three.name);
    assert.ok(refused.waitSeconds >= 18 && refused.waitSeconds <= 20, String(refused.waitSeconds));
  });

  test("one key's use is nothing to another, nor one limit's to another", async () => {
    const [one, other] = [limit(1), limit(1)];
    assert.ok((await spend(one, "a")).allowed);
    assert.ok((await spend(one, "b")).allowed);
    assert.ok((await spend(other, "a")).allowed);
    assert.ok(!(await spend(one, "a")).allowed);
  });

  test("who waits is let in again", async () => {
    const quick = limit(2, 1);
    await spend(quick, "a", 2);
    assert.ok(!(await spend(quick, "a")).allowed);
    await at.pass(600);
    assert.ok((await spend(quick, "a")).allowed);
    assert.ok(!(await spend(quick, "a")).allowed);
  });

  test("when one bucket has not enough, nothing is taken from the others", async () => {
    const [many, few] = [limit(10), limit(1)];
    const both = [
      { limit: many, key: "a" },
      { limit: few, key: "a" },
    ];
    assert.ok((await at.limiter.spend(both)).allowed);
    const refused = await at.limiter.spend(both);
    assert.ok(!refused.allowed);
    assert.equal(refused.by.name, few.name);
    assert.deepEqual(
      refused.standings.map(({ remaining }) => remaining),
      [9, 0],
    );
  });

  test("a cost of many takes many, and more than a bucket holds takes all of it", async () => {
    const hundred = limit(100);
    const spent = await spend(hundred, "a", 30);
    assert.deepEqual([spent.allowed, spent.standings[0]?.remaining], [true, 70]);
    assert.ok(!(await spend(hundred, "a", 71)).allowed);
    const whole = await spend(hundred, "b", 5_000);
    assert.deepEqual([whole.allowed, whole.standings[0]?.remaining], [true, 0]);
  });

  test("of a hundred at the same moment, only as many are let in as there is room for", async () => {
    const ten = limit(10);
    const results = await Promise.all(Array.from({ length: 100 }, () => spend(ten, "a")));
    assert.equal(results.filter(({ allowed }) => allowed).length, 10);
  });

  test("a key may be made of anything", async () => {
    const one = limit(1);
    for (const key of ["", "2001:db8::/64", "a b\r\nDEL x", "{a}", "__proto__", "é\u0000"]) {
      assert.ok((await spend(one, key)).allowed, key);
      assert.ok(!(await spend(one, key)).allowed, key);
    }
  });
}
