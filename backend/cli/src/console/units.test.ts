import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "vitest";
import { countOf, durationInWords, millisecondsInWords, octetsInWords, timeInWords } from "#console/units";

test.for([
  [0n, "0 B"],
  [999n, "999 B"],
  [1_000n, "1.0 kB"],
  [999_949n, "999.9 kB"],
  [999_950n, "1.0 MB"],
  [3_200_000_000n, "3.2 GB"],
  [18_446_744_073_709_551_615n, "18.4 EB"],
] as const)("%d octets are said as %s", ([octets, words]) => assert.equal(octetsInWords(octets), words));

test("octets never need more than three digits before the point", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (octets) => {
      assert.match(octetsInWords(octets), /^\d{1,3}(\.\d)? [kMGTPE]?B$/);
    }),
  );
});

test.for([
  [0.4, "0 s"],
  [59, "59 s"],
  [60, "1 min"],
  [3_599, "59 min"],
  [3_600, "1 h"],
  [12_000, "3 h 20 min"],
  [86_400, "1 d"],
  [187_200, "2 d 4 h"],
] as const)("%d seconds are said as %s", ([seconds, words]) => assert.equal(durationInWords(seconds), words));

test("a time of today is its clock, another one its day too", () => {
  const now = new Date(2026, 0, 31, 18, 0, 0);
  assert.equal(timeInWords(new Date(2026, 0, 31, 14, 2, 9), now), "14:02:09");
  assert.equal(timeInWords(new Date(2026, 0, 30, 14, 2, 9), now), "2026-01-30 14:02");
});

test("one is one, and everything else is several", () => {
  assert.equal(countOf(1n, "session"), "1 session");
  assert.equal(countOf(0, "session"), "0 sessions");
  assert.equal(countOf(1_204n, "reply", "replies"), "1,204 replies");
});

test("milliseconds have as many digits as they are worth", () => {
  assert.deepEqual([0.314, 4.23, 1_250.4].map(millisecondsInWords), ["0.31 ms", "4.2 ms", "1,250 ms"]);
});
