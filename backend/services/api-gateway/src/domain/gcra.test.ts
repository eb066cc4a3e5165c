import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "vitest";
import { standingOf, take, waitSeconds } from "#domain/gcra";

const minute = { name: "requests", most: 60, seconds: 60 };
const now = Date.UTC(2026, 10, 27, 12) * 1000;

test("a bucket left alone gives all of it at once, and then one a second", () => {
  let fullAt: number | undefined;
  for (let taken = 0; taken < 60; taken++) {
    const result = take(fullAt, now, { limit: minute, cost: 1 });
    assert.ok(result.allowed);
    fullAt = result.fullAtUs;
    assert.equal(standingOf(fullAt, now, minute).remaining, 59 - taken);
  }
  const refused = take(fullAt, now, { limit: minute, cost: 1 });
  assert.deepEqual([refused.allowed, refused.fullAtUs], [false, fullAt]);
  assert.equal(waitSeconds(refused.fullAtUs, now, { limit: minute, cost: 1 }), 1);
  assert.ok(take(fullAt, now + 1e6, { limit: minute, cost: 1 }).allowed);
});

test("what costs more than a bucket holds needs the whole bucket, and can be had", () => {
  const all = take(undefined, now, { limit: minute, cost: 1_000 });
  assert.ok(all.allowed);
  assert.equal(standingOf(all.fullAtUs, now, minute).remaining, 0);
  assert.equal(waitSeconds(all.fullAtUs, now, { limit: minute, cost: 1_000 }), 60);
});

test("in no window of time is more taken than twice the limit, whatever the order and the pauses", () => {
  const limits = fc.record({
    name: fc.constant("any"),
    most: fc.integer({ min: 1, max: 50 }),
    seconds: fc.integer({ min: 1, max: 120 }),
  });
  const visits = fc.array(
    fc.record({ pauseUs: fc.integer({ min: 0, max: 20_000_000 }), cost: fc.integer({ min: 1, max: 60 }) }),
    { maxLength: 200 },
  );
  fc.assert(
    fc.property(limits, visits, (limit, asked) => {
      let fullAt: number | undefined;
      let at = now;
      const taken: { at: number; cost: number }[] = [];
      for (const { pauseUs, cost } of asked) {
        at += pauseUs;
        const result = take(fullAt, at, { limit, cost });
        if (result.allowed) taken.push({ at, cost: Math.min(cost, limit.most) });
        else {
          // Who waits as long as was said is let in.
          const wait = waitSeconds(result.fullAtUs, at, { limit, cost });
          assert.ok(take(fullAt, at + wait * 1e6, { limit, cost }).allowed);
        }
        fullAt = result.fullAtUs;
      }
      for (const { at: from } of taken) {
        const within = taken.filter((other) => other.at >= from && other.at < from + limit.seconds * 1e6);
        const sum = within.reduce((total, { cost }) => total + cost, 0);
        assert.ok(sum <= 2 * limit.most, `${sum} of ${limit.most}`);
      }
    }),
  );
});
