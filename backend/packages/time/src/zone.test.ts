import assert from "node:assert/strict";
import { test } from "vitest";
import { addDays, addMonths, atLocalMinute, localDate, localMinute, startOfLocalDay, startOfLocalMonth } from "#zone";

test("a day begins at midnight in Johannesburg, not in Greenwich", () => {
  const night = new Date("2026-11-21T23:30:00Z");
  assert.equal(localDate(night), "2026-11-22");
  assert.equal(startOfLocalDay(night).toISOString(), "2026-11-21T22:00:00.000Z");
  assert.equal(startOfLocalMonth(new Date("2026-10-31T22:30:00Z")).toISOString(), "2026-10-31T22:00:00.000Z");
});

test("a day that loses an hour is still one day", () => {
  const before = new Date("2026-03-28T12:00:00Z");
  assert.equal(addDays(before, 1, "Europe/Berlin").toISOString(), "2026-03-29T11:00:00.000Z");
  assert.equal(addDays(before, 1).toISOString(), "2026-03-29T12:00:00.000Z");
});

test("a month later is the same day and time, or the last day of a shorter month", () => {
  assert.equal(addMonths(new Date("2026-01-31T10:00:00.123Z"), 1).toISOString(), "2026-02-28T10:00:00.123Z");
  assert.equal(addMonths(new Date("2027-12-15T23:30:00Z"), 2).toISOString(), "2028-02-15T23:30:00.000Z");
  assert.equal(addMonths(new Date("2028-02-29T10:00:00Z"), 12).toISOString(), "2029-02-28T10:00:00.000Z");
  // Half past eleven at night in Greenwich is the next day in Johannesburg, which is the last of its month.
  assert.equal(addMonths(new Date("2026-03-30T22:30:00Z"), 1).toISOString(), "2026-04-29T22:30:00.000Z");
});

test("minutes and weekdays are those of the place", () => {
  const lateOnSaturday = new Date("2026-11-21T22:30:00Z");
  assert.deepEqual(localMinute(lateOnSaturday), { minute: 30, weekday: 7 });
  assert.equal(atLocalMinute(lateOnSaturday, 300).toISOString(), "2026-11-22T03:00:00.000Z");
  assert.equal(atLocalMinute(lateOnSaturday, 1440).toISOString(), "2026-11-22T22:00:00.000Z");
});
