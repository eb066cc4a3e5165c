import assert from "node:assert/strict";
import { test } from "vitest";
import { fuzzPackets } from "#fuzz";

test("no datagram, however spoilt, makes a reader throw or lie about where a value is", () => {
  const { decoded, refused } = fuzzPackets({ rounds: 150_000, seed: 20_865 });
  assert.ok(decoded > 50_000, `${decoded} were packets still`);
  assert.equal(Object.keys(refused).length, 8);
});

test("the same seed tries the same packets", () => {
  const once = fuzzPackets({ rounds: 20_000, seed: 7 });
  assert.deepEqual(fuzzPackets({ rounds: 20_000, seed: 7 }), once);
  assert.notDeepEqual(fuzzPackets({ rounds: 20_000, seed: 8 }), once);
});

test("progress is reported", () => {
  const reported: number[] = [];
  fuzzPackets({ rounds: 200_001, seed: 1, report: ({ rounds }) => reported.push(rounds) });
  assert.deepEqual(reported, [100_000, 200_000]);
});
