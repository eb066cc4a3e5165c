import assert from "node:assert/strict";
import { test } from "vitest";
import { decideExport, goodUntil, isMade } from "#domain/privacy/personal-data-export";

const at = new Date("2026-11-27T10:00:00Z");
const asked = { exportId: "exp_2", customerId: "cus_1", by: "customer", at };
const waiting = {
  exportId: "exp_1",
  customerId: "cus_1",
  askedBy: "customer",
  askedAt: at,
  attempts: 0,
  made: undefined,
};
const made = { ...waiting, made: { at, goodUntil: goodUntil(at), octets: 10, missing: [] } };
const hoursLater = (hours: number) => new Date(at.getTime() + hours * 3_600_000);

test("one copy a day, and whoever asks while it is being made gets that one", () => {
  assert.equal(decideExport(undefined, asked).ok, true);
  assert.deepEqual(decideExport(waiting, asked), { ok: true, value: waiting });
  const refused = decideExport(made, { ...asked, at: hoursLater(23) });
  assert.deepEqual(refused, { ok: false, error: { kind: "too-many-exports", nextAt: hoursLater(24) } });
  assert.equal(decideExport(made, { ...asked, at: hoursLater(24) }).ok, true);
});

test("a copy waits for services that are away, though not for ever", () => {
  assert.equal(isMade(waiting, []), true);
  assert.equal(isMade(waiting, ["payments"]), false);
  assert.equal(isMade({ ...waiting, attempts: 5 }, ["payments"]), true);
});
