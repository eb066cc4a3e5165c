import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "vitest";
import { type MassCustomer, reportLine } from "#domain/mass-actions-report";

const one: MassCustomer = {
  ordinal: 7,
  given: "082 555 0100",
  customerId: "cus_1",
  state: "done",
  why: "",
  costCents: 5_000n,
  doneAt: new Date("2026-11-27T10:00:00Z"),
};

test("a line says who it was, what became of it, what it cost and when", () => {
  assert.equal(reportLine(one), "7,cus_1,082 555 0100,done,,5000,2026-11-27T10:00:00.000Z\r\n");
  const left = {
    ...one,
    customerId: null,
    state: "left-out",
    why: "nobodys-phone",
    costCents: 0n,
    doneAt: null,
  } as const;
  assert.equal(reportLine(left), "7,,082 555 0100,left-out,nobodys-phone,0,\r\n");
});

test("what was pasted stays in its cell, and is calculated by no spreadsheet", () =>
  fc.assert(
    fc.property(fc.string(), (given) => {
      const line = reportLine({ ...one, given });
      const rest = line.slice("7,cus_1,".length);
      const quoted = rest.startsWith('"');
      const text = quoted ? /^"((?:[^"]|"")*)"/.exec(rest)?.[1]?.replaceAll('""', '"') : rest.split(",")[0];
      assert.ok(text !== undefined && text.endsWith(given));
      assert.doesNotMatch(text, /^[=+\-@\t\r]/);
    }),
  ));
