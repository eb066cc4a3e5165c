import assert from "node:assert/strict";
import { InvalidArgumentError } from "commander";
import { describe, test } from "vitest";
import { readCount, readMac, readPortNumber, readSessionId, readTime } from "#commands/radius/arguments";

describe("a time", () => {
  const now = new Date(2026, 0, 31, 14, 2);
  test.for([
    ["18:00", new Date(2026, 0, 31, 18, 0)],
    ["2026-02-01 09:30", new Date(2026, 1, 1, 9, 30)],
    ["2026-02-01", new Date(2026, 1, 1)],
    ["2026-02-01T09:30:00Z", new Date(Date.UTC(2026, 1, 1, 9, 30))],
  ] as const)("%s is read", ([text, at]) => assert.deepEqual(readTime(text, now), at));
  test.for(["", "noon", "25:00", "31.1.2026", "2026-13-01", "18:75"])("%j is none", (text) =>
    assert.throws(() => readTime(text, now), InvalidArgumentError),
  );
});

test("a hardware address is read however it is written", () => {
  for (const text of ["aa:bb:cc:dd:ee:ff", "AA-BB-CC-DD-EE-FF", "aabb.ccdd.eeff", "aabbccddeeff"])
    assert.equal(readMac(text), text);
  for (const text of ["", "aa:bb:cc", "gg:bb:cc:dd:ee:ff"]) assert.throws(() => readMac(text), InvalidArgumentError);
});

test("counts and ports are whole and within reach", () => {
  assert.equal(readCount("50"), 50);
  assert.equal(readPortNumber("3799"), 3799);
  for (const text of ["0", "-1", "x", "1.5", "10000000"]) assert.throws(() => readCount(text), InvalidArgumentError);
  for (const text of ["0", "65536", ""]) assert.throws(() => readPortNumber(text), InvalidArgumentError);
});

test("whoever gives a username for a session is told how it is given", () => {
  assert.equal(readSessionId("ses_01m8dtg5p2f9trkcjacwmn7q3c"), "ses_01m8dtg5p2f9trkcjacwmn7q3c");
  assert.throws(() => readSessionId("thandi"), /--user/);
});
