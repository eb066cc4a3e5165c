import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "vitest";
import {
  dateInMonth,
  dateOfDay,
  datePlusDays,
  datePlusMonths,
  dayNumber,
  daysBetween,
  isLocalDate,
  monthNumber,
  startOfDate,
} from "#calendar";
import { localDate } from "#zone";

test("29 February is a day every fourth year, but for three of four centuries", () => {
  assert.deepEqual(["2028-02-29", "2000-02-29"].map(isLocalDate), [true, true]);
  assert.deepEqual(
    ["2027-02-29", "2100-02-29", "2026-13-01", "2026-00-10", "26-1-1", ""].map(isLocalDate),
    Array(6).fill(false),
  );
});

test("days are counted without the last", () => {
  assert.equal(daysBetween("2026-01-01", "2026-01-31"), 30);
  assert.equal(daysBetween("2028-02-01", "2028-03-01"), 29);
  assert.equal(datePlusDays("2026-12-31", 1), "2027-01-01");
});

test("a month after the 31st is the last day of a shorter month", () => {
  assert.equal(datePlusMonths("2026-01-31", 1), "2026-02-28");
  assert.equal(datePlusMonths("2027-11-30", 3), "2028-02-29");
  assert.equal(datePlusMonths("2026-01-15", -1), "2025-12-15");
  assert.equal(dateInMonth(monthNumber("2026-04-02"), "last"), "2026-04-30");
  assert.equal(dateInMonth(monthNumber("2026-12-02"), "last"), "2026-12-31");
});

test("a day begins at midnight of the place, also where summer time begins at midnight", () => {
  assert.equal(startOfDate("2026-11-22").toISOString(), "2026-11-21T22:00:00.000Z");
  assert.equal(startOfDate("2026-03-29", "Europe/Berlin").toISOString(), "2026-03-28T23:00:00.000Z");
  assert.equal(startOfDate("2026-03-30", "Europe/Berlin").toISOString(), "2026-03-29T22:00:00.000Z");
});

test("every day is found again by its number, and begins on itself", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 60_000 }), (day) => {
      const date = dateOfDay(day);
      assert.equal(dayNumber(date), day);
      assert.ok(isLocalDate(date));
      assert.equal(localDate(startOfDate(date)), date);
      assert.equal(monthNumber(datePlusMonths(date, 7)), monthNumber(date) + 7);
    }),
  );
});
