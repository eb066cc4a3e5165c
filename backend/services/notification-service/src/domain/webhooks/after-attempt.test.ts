import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "vitest";
import { type AfterAttempt, afterAttempt, type Failing, type Outcome } from "#domain/webhooks/after-attempt";
import { retrySeconds, secondsToNextAttempt } from "#domain/webhooks/retry-schedule";

const start = new Date("2026-11-27T10:00:00Z");
const after = (hours: number) => new Date(start.getTime() + hours * 3_600_000);
const failure = (kind: Outcome["kind"] = "refused", status = 500): Outcome => ({ kind, status, askedSeconds: null });
const delivered: Outcome = { kind: "delivered", status: 204, askedSeconds: null };
const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

test("a message is tried for three days with longer and longer pauses, and then given up", () => {
  const attempts = fc.array(chance, { minLength: retrySeconds.length, maxLength: retrySeconds.length });
  fc.assert(
    fc.property(attempts, (chances) => {
      const pauses = chances.map((chance, i) => secondsToNextAttempt({ attempts: i + 1, chance, askedSeconds: null })!);
      const days = pauses.reduce((sum, pause) => sum + pause, 0) / 86_400;
      assert.ok(days > 2.3 && days < 3.7, `${days} days`);
      for (const [i, pause] of pauses.entries())
        assert.ok(Math.abs(pause - retrySeconds[i]!) <= retrySeconds[i]! * 0.2);
      const [first, last] = [pauses[0]!, pauses.at(-1)!];
      assert.ok(first <= 12 && last >= 69_000);
      assert.equal(secondsToNextAttempt({ attempts: retrySeconds.length + 1, chance: 0, askedSeconds: 5 }), null);
    }),
  );
});

test("a receiver that asks for more time gets it, up to a day, and never less than the schedule's", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: retrySeconds.length }), chance, fc.nat(1e7), (attempts, chance, asked) => {
      const usual = secondsToNextAttempt({ attempts, chance, askedSeconds: null })!;
      const given = secondsToNextAttempt({ attempts, chance, askedSeconds: asked })!;
      assert.equal(given, Math.max(usual, Math.min(asked, 86_400)));
    }),
  );
});

test("410 says that nobody lives there any more: nothing is tried again and the endpoint is disabled", () => {
  const gone = afterAttempt({ outcome: failure("gone", 410), attempts: 1, at: start, chance: 0.5, failing: null });
  assert.deepEqual([gone.delivery.state, gone.disable], ["given-up", "gone"]);
});

test("an endpoint is disabled after five days of nothing but failures, and not before", () => {
  let failing: Failing | null = null;
  for (let hours = 0; hours < 120; hours += 10) {
    const result: AfterAttempt = afterAttempt({
      outcome: failure(),
      attempts: 2,
      at: after(hours),
      chance: 0,
      failing,
    });
    assert.equal(result.disable, null);
    failing = result.failing;
  }
  const last = { outcome: failure("timed-out", 0), attempts: 2, at: after(120), chance: 0, failing };
  assert.equal(afterAttempt(last).disable, "failing");
});

test("one success, or two days without a failure, begins the count anew", () => {
  const failing = { since: after(-119), last: after(-10) };
  const attempt = { attempts: 1, at: start, chance: 0.5 };
  assert.deepEqual(afterAttempt({ ...attempt, outcome: delivered, failing }), {
    delivery: { state: "delivered" },
    failing: null,
    disable: null,
  });
  const longAgo = { since: after(-2_000), last: after(-49) };
  const again = afterAttempt({ ...attempt, outcome: failure(), failing: longAgo });
  assert.deepEqual([again.failing, again.disable], [{ since: start, last: start }, null]);
});
