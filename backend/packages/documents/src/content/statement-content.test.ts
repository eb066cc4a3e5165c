import assert from "node:assert/strict";
import { refuse, valueOf } from "@beacom/result";
import { test } from "vitest";
import { statementContent } from "#content/statement-content";
import type { StatementDocument } from "#content/statement-document";
import { statement, statementOf } from "#testing/examples";

const said = (document: StatementDocument) => valueOf(statementContent(document));

test("a statement begins with the opening balance, ends with the closing one, and leaves out zeros between", () => {
  const [rows] = said(statement).parts;
  assert.ok(rows?.kind === "table");
  const texts = rows.rows.map((row) => row.cells.map(({ text }) => text));
  assert.deepEqual(texts[0], ["1 Nov 2026", "Opening balance", "", "", "R1,248.50"]);
  assert.deepEqual(texts[1], ["1 Nov 2026", "Uncapped fibre 100/100 Mbit/s", "R799.00", "", "R2,047.50"]);
  assert.deepEqual(texts[2], ["3 Nov 2026", "Payment by EFT, thank you", "", "R1,248.50", "R799.00"]);
  assert.deepEqual(texts.at(-1), ["30 Nov 2026", "Closing balance", "", "", "R2,494.73"]);
});

test("what is owed is told by its age", () => {
  const [, ageing] = said(statement).parts;
  assert.ok(ageing?.kind === "table");
  assert.deepEqual(
    ageing.columns.map(({ heading }, index) => [heading, ageing.rows[0]?.cells[index]?.text]),
    [
      ["Current", "R1,749.00"],
      ["30 days", "R745.73"],
      ["60 days", "R0.00"],
      ["90 days", "R0.00"],
      ["120 days and more", "R0.00"],
    ],
  );
});

test("the first sentence says who owes whom", () => {
  const standing = (cents: bigint) => said(statementOf([{ date: "2026-11-02", description: "x", cents }])).standing;
  assert.equal(standing(100n), "You owe R1.00 on 30 November 2026.");
  assert.equal(standing(-100n), "You have R1.00 in credit on 30 November 2026.");
  assert.equal(standing(0n), "You owe nothing on 30 November 2026.");
});

test("a month in which nothing happened says so", () => {
  const content = said(statementOf([], { openingCents: 500n }));
  assert.match(JSON.stringify(content.parts), /Nothing was charged or paid in this period/);
});

test("who owes nothing is not told how to pay", () => {
  assert.equal(said(statementOf([])).payment, null);
  assert.ok(said(statement).payment !== null);
});

test("a statement that is a cent out is never made", () => {
  const [first, ...others] = statement.rows;
  const out = { ...first!, balanceCents: first!.balanceCents + 1n };
  const broken = { ...statement, rows: [out, ...others] };
  assert.deepEqual(statementContent(broken), refuse({ kind: "balance-does-not-follow", row: 1 }));
  const negative = statementOf([]);
  const row = { ...first!, debitCents: -100n, creditCents: 0n, balanceCents: -100n };
  const withRow = { ...negative, rows: [row], closingCents: -100n };
  assert.deepEqual(statementContent(withRow), refuse({ kind: "balance-does-not-follow", row: 1 }));
  const closing = { ...statement, closingCents: statement.closingCents + 1n };
  assert.deepEqual(statementContent(closing), refuse({ kind: "closing-balance-differs" }));
  const ageing = { ...statement, ageing: { ...statement.ageing!, days120Cents: 1n } };
  assert.deepEqual(statementContent(ageing), refuse({ kind: "ageing-does-not-add-up" }));
});
