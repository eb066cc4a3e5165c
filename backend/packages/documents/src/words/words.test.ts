import assert from "node:assert/strict";
import { test } from "vitest";
import { dateText, instantOfDate, periodText, shortDateText } from "#words/dates";
import { amountText, rateText } from "#words/figures";

test("a date is written as each language writes it", () => {
  assert.equal(dateText("2026-11-27", "en"), "27 November 2026");
  assert.equal(dateText("2026-03-01", "af"), "1 Maart 2026");
  assert.equal(shortDateText("2026-03-01", "af"), "1 Mrt. 2026");
});

test("a period says nothing twice", () => {
  const period = (from: string, to: string) => periodText({ from, to }, "en");
  assert.equal(period("2026-11-01", "2026-11-30"), "1–30 Nov 2026");
  assert.equal(period("2026-10-28", "2026-11-27"), "28 Oct – 27 Nov 2026");
  assert.equal(period("2026-12-28", "2027-01-27"), "28 Dec 2026 – 27 Jan 2027");
  assert.equal(period("2026-11-05", "2026-11-05"), "5 Nov 2026");
});

test("a date that is none is a fault of the caller", () => {
  for (const text of ["2026-02-30", "2026-13-01", "27/11/2026", "2026-11-27T00:00:00Z", ""]) {
    assert.throws(() => dateText(text, "en"), /not a local date/, text);
  }
});

test("a document is dated at the beginning of its day", () => {
  assert.equal(instantOfDate("2026-11-27").toISOString(), "2026-11-27T00:00:00.000Z");
});

test("an amount is never divided by a line break", () => {
  assert.equal(amountText(123_456_789n, "ZAR", "af"), "R1\u00a0234\u00a0567,89");
  assert.equal(amountText(-5n, "ZAR", "en"), "-R0.05");
});

test("a rate is written without zeros that say nothing", () => {
  assert.equal(rateText(1_500n, "en"), "15%");
  assert.equal(rateText(0n, "en"), "0%");
  assert.equal(rateText(1_550n, "af"), "15,5%");
  assert.equal(rateText(725n, "en"), "7.25%");
});
