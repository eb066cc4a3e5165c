import assert from "node:assert/strict";
import { test } from "vitest";
import { addDays, localDate, startOfLocalDay, startOfLocalMonth } from "#zone";

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
