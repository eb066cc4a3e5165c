import assert from "node:assert/strict";
import { test } from "vitest";
import { dayOf, lastThreeMonths } from "#days";
import { invoiceStanding } from "#invoice-standing";

const rand = (minorUnits: number) => ({ minorUnits, currency: "ZAR" });
const invoice = { kind: "invoice", open: rand(49_900), dueOn: "2026-11-08" } as const;

test("an invoice is in time on its due date, and overdue on the day after", () => {
  assert.deepEqual(invoiceStanding(invoice, "2026-11-08"), { kind: "due", by: "2026-11-08" });
  assert.deepEqual(invoiceStanding(invoice, "2026-11-09"), { kind: "overdue", since: "2026-11-08" });
});

test("with nothing open it is paid, however old it is; a credit note is never owed", () => {
  assert.deepEqual(invoiceStanding({ ...invoice, open: rand(0) }, "2027-01-01"), { kind: "paid" });
  assert.deepEqual(invoiceStanding({ kind: "credit-note", open: rand(0), dueOn: null }, "2027-01-01"), {
    kind: "credit-note",
  });
});

test("today is the operator's: at half past eleven at night in Greenwich it is tomorrow already", () => {
  assert.equal(dayOf(new Date("2026-11-22T21:59:00Z")), "2026-11-22");
  assert.equal(dayOf(new Date("2026-11-22T23:30:00Z")), "2026-11-23");
  assert.deepEqual(lastThreeMonths(new Date("2026-11-22T10:00:00Z")), { from: "2026-08-22", to: "2026-11-22" });
});
