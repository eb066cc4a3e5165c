import assert from "node:assert/strict";
import { test } from "vitest";
import { formatData, formatMoney, formatRate, moneyParts } from "#amounts";
import { af } from "#catalogue/af";
import { en } from "#catalogue/en";
import { dayNames, monthNames } from "#calendar";
import { languages } from "#language";
import { fillParts } from "#message";
import { formatDate, formatDay, formatMoment, formatSince, formatWindow } from "#moments";

const now = new Date("2026-11-22T12:02:00Z");
const english = { now, language: "en", catalogue: en } as const;

test("a moment is said as people say it, in the operator's zone", () => {
  assert.equal(formatMoment(new Date("2026-11-22T16:00:00Z"), english), "today 18:00");
  assert.equal(formatMoment(new Date("2026-11-22T22:30:00Z"), english), "tomorrow 00:30");
  assert.equal(formatMoment(new Date("2026-11-21T21:59:00Z"), english), "yesterday 23:59");
  assert.equal(formatMoment(new Date("2026-11-27T16:00:00Z"), english), "Friday 18:00");
  assert.equal(formatMoment(new Date("2026-12-12T16:00:00Z"), english), "12 December 18:00");
  assert.equal(formatMoment(new Date("2027-01-02T16:00:00Z"), english), "2 January 2027 18:00");
  assert.equal(formatMoment(new Date("2026-11-27T16:00:00Z"), { now, language: "af", catalogue: af }), "Vrydag 18:00");
});

test("since today is only a time, and a day is a word within a week", () => {
  assert.equal(formatSince(new Date("2026-11-22T11:00:00Z"), english), "13:00");
  assert.equal(formatSince(new Date("2026-11-21T11:00:00Z"), english), "yesterday 13:00");
  assert.equal(formatDay(new Date("2026-11-22T01:00:00Z"), english), "Today");
  assert.equal(formatDay(new Date("2026-11-18T10:00:00Z"), english), "Wednesday");
  assert.equal(formatDay(new Date("2026-10-01T10:00:00Z"), english), "1 October");
});

test("every language has seven days and twelve months", () => {
  for (const { code } of languages) {
    assert.equal(new Set(dayNames[code]).size, 7);
    assert.equal(new Set(monthNames[code]).size, 12);
  }
});

test("rand are grouped with commas, in Afrikaans with spaces and a decimal comma", () => {
  const amount = { minorUnits: 123_456_789, currency: "ZAR" };
  assert.equal(formatMoney(amount, "en"), "R1,234,567.89");
  assert.equal(formatMoney(amount, "zu"), "R1,234,567.89");
  assert.equal(formatMoney(amount, "af"), "R1 234 567,89");
  assert.equal(formatMoney({ minorUnits: -5, currency: "ZAR" }, "en"), "-R0.05");
  assert.deepEqual(moneyParts({ minorUnits: 4_900, currency: "ZAR" }, "en"), { whole: "R49", cents: ".00" });
});

test("data is cut, never rounded up", () => {
  assert.equal(formatData(3_299_999_999, "en"), "3.2 GB");
  assert.equal(formatData(3_200_000_000, "af"), "3,2 GB");
  assert.equal(formatData(5_000_000_000, "en"), "5 GB");
  assert.equal(formatData(1_100_000_000, "en"), "1.1 GB");
  assert.equal(formatData(999_999_999, "en"), "999 MB");
  assert.equal(formatData(102_740_000_000, "en"), "102 GB");
  assert.equal(formatData(12_000, "en"), "12 KB");
  assert.equal(formatData(0, "en"), "0 KB");
});

test("speeds have the unit that keeps them short", () => {
  assert.equal(formatRate(20_000_000, "en"), "20 Mbit/s");
  assert.equal(formatRate(2_500_000, "af"), "2,5 Mbit/s");
  assert.equal(formatRate(512_000, "en"), "512 kbit/s");
  assert.equal(formatRate(1_000_000_000, "en"), "1 Gbit/s");
});

test("a message is cut at its places, in whatever order the language has them", () => {
  assert.deepEqual(fillParts("You have {left} until {until}.", { left: 1, until: 2 }), [
    "You have ",
    1,
    " until ",
    2,
    ".",
  ]);
});

test("a day of an invoice is said without an hour, and with its year when it is another", () => {
  assert.equal(formatDate("2026-12-07", english), "7 December");
  assert.equal(formatDate("2027-01-02", { ...english, language: "af" }), "2 Januarie 2027");
});

test("hours of use are said with their days, unless it is every day", () => {
  const window = (weekdays: number[]) => formatWindow({ weekdays, from: "23:00", to: "05:00" }, english);
  assert.equal(window([1, 2, 3, 4, 5, 6, 7]), "23:00 to 05:00");
  assert.equal(window([6, 7]), "Saturday, Sunday 23:00 to 05:00");
  assert.equal(window([1, 2, 3, 4, 5]), "Monday to Friday 23:00 to 05:00");
  assert.equal(window([1, 3, 5]), "Monday, Wednesday, Friday 23:00 to 05:00");
});
