import assert from "node:assert/strict";
import { test } from "vitest";
import { at, intentExample, noon } from "#domain/intent-examples";
import { nextAskAt } from "#domain/schedule";

const waitSeconds = (minutes: number, intent = intentExample()) => {
  const next = nextAskAt(intent, at(minutes));
  return next && (next.getTime() - at(minutes).getTime()) / 1_000;
};

test("an open payment is asked about every five seconds at first, and ever more seldom", () => {
  assert.deepEqual(
    [0, 0.25, 2, 12, 25].map((minutes) => waitSeconds(minutes)),
    [5, 5, 20, 120, 250],
  );
});

test("it is asked about when it expires, so that whoever waits learns of it", () => {
  assert.equal(waitSeconds(29.5), 30);
});

test("a declined one is asked about like an open one until it expires: the person may be trying again", () => {
  assert.equal(waitSeconds(2, intentExample({ status: "failed", at: at(1), words: "" })), 20);
});

test("after that, an expired or failed one is looked after for a day", () => {
  assert.equal(waitSeconds(31, intentExample({ status: "failed", at: at(1), words: "" })), 1_800);
  const expired = intentExample({ status: "expired", at: at(30) });
  assert.equal(waitSeconds(30, expired), 1_800);
  assert.equal(waitSeconds(24 * 60, expired), null);
});

test("a settled one is not asked about any more", () => {
  assert.equal(
    waitSeconds(1, intentExample({ status: "succeeded", at: noon, receivedAt: noon, reference: "pay-1" })),
    null,
  );
  assert.equal(waitSeconds(1, intentExample({ status: "under-review", at: noon, words: "" })), null);
});
