import assert from "node:assert/strict";
import { test } from "vitest";
import { field } from "#application/books/export-csv";

test.each([
  ["plain", "plain"],
  ["a,b", '"a,b"'],
  ['the "best"', '"the ""best"""'],
  ["two\nlines", '"two\nlines"'],
])("%j is one field: %s", (text, expected) => assert.equal(field(text), expected));

test.each(["=cmd()", "+1", "-1", "@sum", "\t=1"])("%j is text to a spreadsheet and no formula", (text) => {
  assert.equal(field(text), `'${text}`);
});

test("a formula with a quote in it stays one field of text", () => {
  assert.equal(field('=HYPERLINK("x")'), '"\'=HYPERLINK(""x"")"');
});
