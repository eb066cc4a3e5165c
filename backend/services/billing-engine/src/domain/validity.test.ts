import assert from "node:assert/strict";
import { test } from "vitest";
import { endOf, longestSeconds, validityOfSeconds } from "#domain/validity";

const zone = "Africa/Johannesburg";
const end = (from: string, count: number, unit: Parameters<typeof endOf>[1]["unit"], where = zone) =>
  endOf(new Date(from), { count, unit }, where).toISOString();

test("a month from the 31st ends on the last day of the next month, at the same local time", () => {
  assert.equal(end("2026-01-31T10:00:00Z", 1, "month"), "2026-02-28T10:00:00.000Z");
  assert.equal(end("2028-01-31T10:00:00Z", 1, "month"), "2028-02-29T10:00:00.000Z");
  assert.equal(end("2026-12-15T10:00:00Z", 2, "month"), "2027-02-15T10:00:00.000Z");
});

test("a day is a local day: where clocks change it may have 23 or 25 hours", () => {
  assert.equal(end("2026-03-28T12:00:00Z", 1, "day", "Europe/Berlin"), "2026-03-29T11:00:00.000Z");
  assert.equal(end("2026-10-24T12:00:00Z", 1, "day", "Europe/Berlin"), "2026-10-25T13:00:00.000Z");
  assert.equal(end("2026-11-22T10:00:00Z", 1, "week"), "2026-11-29T10:00:00.000Z");
});

test("hours, minutes and seconds are exact, whatever clocks do", () => {
  assert.equal(end("2026-03-28T12:00:00Z", 24, "hour", "Europe/Berlin"), "2026-03-29T12:00:00.000Z");
  assert.equal(end("2026-11-22T10:00:00Z", 90, "minute"), "2026-11-22T11:30:00.000Z");
  assert.equal(end("2026-11-22T10:00:00Z", 1, "second"), "2026-11-22T10:00:01.000Z");
});

test("a month counts as its longest, and seconds are said in their largest whole unit", () => {
  assert.equal(longestSeconds({ count: 1, unit: "month" }), 31 * 86_400);
  assert.deepEqual(validityOfSeconds(172_800n), { count: 2, unit: "day" });
  assert.deepEqual(validityOfSeconds(5_400n), { count: 90, unit: "minute" });
  assert.deepEqual(validityOfSeconds(61n), { count: 61, unit: "second" });
});
