import assert from "node:assert/strict";
import { test } from "vitest";
import { auditCsvLine, auditJsonLine } from "#export-audit";
import type { FoundEntry } from "#search-audit";

const found = (why: string): FoundEntry => ({
  position: 7n,
  who: "stf_thandi",
  what: "wallet.adjusted",
  whomKind: "customer",
  whomId: "cus_1",
  why,
  at: new Date("2026-01-05T08:00:00.123Z"),
  entry: '{"a":1}',
  hash: "ab",
});
const lineWith = (why: string) =>
  `7,2026-01-05T08:00:00.123Z,stf_thandi,wallet.adjusted,customer,cus_1,${why},"{""a"":1}",ab\r\n`;

test("a reason with commas, quotes and line breaks stays in its cell", () => {
  assert.equal(auditCsvLine(found('he said "no",\ntwice')), lineWith('"he said ""no"",\ntwice"'));
});

test.each(["=1+1", "+1", "-1", "@sum"])("a reason that begins like the formula %s is not calculated", (why) => {
  assert.equal(auditCsvLine(found(why)), lineWith(`'${why}`));
});

test("a line of JSON carries the entry as it was hashed", () => {
  assert.deepEqual(JSON.parse(auditJsonLine(found("x"))), { position: "7", entry: { a: 1 }, hash: "ab" });
});
