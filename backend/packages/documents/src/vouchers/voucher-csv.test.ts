import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "vitest";
import { hostile } from "#testing/any-document";
import { cardOf, novemberBatch } from "#testing/voucher-examples";
import type { VoucherBatch, VoucherCard } from "#vouchers/voucher-batch";
import { voucherCsv } from "#vouchers/voucher-csv";

async function csvOf(cards: Iterable<VoucherCard>, batch: VoucherBatch = novemberBatch): Promise<string> {
  let text = "";
  for await (const line of voucherCsv(batch, cards)) text += line;
  return text;
}

/** RFC 4180, where every cell is quoted. */
const rowsOf = (csv: string): string[][] =>
  csv
    .split("\r\n")
    .slice(0, -1)
    .map((line) => [...line.matchAll(/"((?:[^"]|"")*)"(?:,|$)/g)].map(([, cell = ""]) => cell.replaceAll('""', '"')));

test("a print shop gets a line for each card", async () => {
  const cards = [cardOf(0), cardOf(1, { worth: { kind: "bundle", name: 'The "big" one' } })];
  assert.equal(
    await csvOf(cards),
    [
      '"batch","serial","code","redeem_url","value","currency","bundle","valid_until","operator"',
      '"2026-11-A","UM-000001","4821 7730 5519 0246","https://umoja.example/v/4821773055190246","50.00","ZAR","","2029-11-27","Umoja Wireless"',
      '"2026-11-A","UM-000002","4821 7809 7419 0279","https://umoja.example/v/4821780974190279","","","The ""big"" one","2029-11-27","Umoja Wireless"',
      "",
    ].join("\r\n"),
  );
});

test("a card is valid until a day, for years from its sale, or until it is redeemed", async () => {
  const cards = [cardOf(0), cardOf(1, { validUntil: { yearsFromSale: 3 } }), cardOf(2, { validUntil: null })];
  const cells = rowsOf(await csvOf(cards)).map((row) => row[7]);
  assert.deepEqual(cells.slice(1, 4), ["2029-11-27", "P3Y", ""]);
});

test("a currency without cents has no decimals", async () => {
  const card = cardOf(0, { worth: { kind: "money", cents: 1_500n, currency: "UGX" } });
  assert.equal(rowsOf(await csvOf([card]))[1]?.[4], "1500");
});

test("a cell that begins like a formula is made text", async () => {
  for (const formula of ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", "\r\n=1+1", "  =cmd|' /C calc'!A0", "＝1"]) {
    const [, row] = rowsOf(await csvOf([cardOf(0)], { ...novemberBatch, operatorName: formula }));
    assert.match(row?.[8] ?? "", /^'/, JSON.stringify(formula));
  }
});

test("any text stays in its cell", async () => {
  const anyText = fc.oneof(fc.constantFrom(...hostile), fc.string({ unit: "binary" }));
  await fc.assert(
    fc.asyncProperty(anyText, anyText, async (name, serial) => {
      const csv = await csvOf([cardOf(0, { serial, worth: { kind: "bundle", name } })], {
        ...novemberBatch,
        operatorName: name,
      });
      const rows = rowsOf(csv);
      assert.deepEqual(
        rows.map((row) => row.length),
        [9, 9],
      );
      for (const cell of rows.flat()) assert.doesNotMatch(cell, /^\s*[=+\-@]/);
      assert.equal(
        rows.map((row) => `${row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",")}\r\n`).join(""),
        csv,
      );
    }),
  );
});
