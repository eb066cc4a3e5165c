import assert from "node:assert/strict";
import { test } from "vitest";
import { edgesBetween, isOpen, isWindow, windowText } from "#domain/usage-window";

const zone = "Africa/Johannesburg";
const saturdayNight = { weekdays: [6], fromMinute: 23 * 60, toMinute: 5 * 60 };
const lunch = { weekdays: [1, 2, 3, 4, 5], fromMinute: 720, toMinute: 780 };

test.each([
  ["on Saturday at 22:59 it is closed", "2026-11-21T20:59:59Z", false],
  ["on Saturday at 23:00 it opens", "2026-11-21T21:00:00Z", true],
  ["on Sunday at 04:59 Saturday's night is still open", "2026-11-22T02:59:59Z", true],
  ["on Sunday at 05:00 it closes", "2026-11-22T03:00:00Z", false],
  ["on Sunday at 23:30 no night begins", "2026-11-22T21:30:00Z", false],
  ["on Saturday at 02:00 there was no Friday's night", "2026-11-21T00:00:00Z", false],
])("the night of Saturday: %s", (_, at, expected) => assert.equal(isOpen(saturdayNight, new Date(at), zone), expected));

test("a window by day is open from its first minute up to its last, on its days", () => {
  assert.ok(isOpen(lunch, new Date("2026-11-23T10:00:00Z"), zone));
  assert.ok(!isOpen(lunch, new Date("2026-11-23T11:00:00Z"), zone));
  assert.ok(!isOpen(lunch, new Date("2026-11-22T10:30:00Z"), zone));
});

test("every instant is named at which it may open or close, and neither end of the interval", () => {
  const edges = edgesBetween([lunch], new Date("2026-11-23T10:00:00Z"), new Date("2026-11-24T10:00:01Z"), zone);
  assert.deepEqual(
    edges.map((edge) => edge.toISOString()),
    ["2026-11-23T11:00:00.000Z", "2026-11-24T10:00:00.000Z"],
  );
});

test.each([
  ["no day", { ...lunch, weekdays: [] }],
  ["a day twice", { ...lunch, weekdays: [1, 1] }],
  ["an eighth day", { ...lunch, weekdays: [8] }],
  ["no length", { ...lunch, toMinute: 720 }],
  ["a minute after midnight's last", { ...lunch, toMinute: 1_441 }],
  ["half a minute", { ...lunch, fromMinute: 0.5 }],
])("with %s it is no window", (_, window) => assert.ok(!isWindow(window)));

test("it is written as its days and its hours", () => assert.equal(windowText(saturdayNight), "6 23:00-05:00"));
