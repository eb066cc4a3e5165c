import assert from "node:assert/strict";
import { test } from "vitest";
import {
  decideCarryingOut,
  decideErasure,
  decideWithdrawal,
  type Erasure,
  keptByLaw,
  moneyLetsGo,
} from "#domain/privacy/erasure";

const at = new Date("2026-11-27T10:00:00Z");
const due = new Date("2026-12-27T10:00:00Z");
const nothing = { owedCents: 0n, heldCents: 0n };
const asked = { erasureId: "ers_1", customerId: "cus_1", by: "customer", money: nothing, at };
const requested: Erasure = {
  erasureId: "ers_1",
  customerId: "cus_1",
  askedAt: at,
  askedBy: "customer",
  dueAt: due,
  heldBack: undefined,
  ended: undefined,
};

test("whoever wants to go has thirty days to think again", () => {
  assert.deepEqual(decideErasure(undefined, asked), { ok: true, value: requested });
  assert.deepEqual(decideErasure(requested, { ...asked, at: due }), { ok: true, value: requested });
  const withdrawn = decideWithdrawal(requested, due);
  assert.ok(withdrawn.ok && withdrawn.value.ended?.as === "withdrawn");
  assert.equal(decideCarryingOut(withdrawn.value, { money: nothing, kept: [], at: due }), undefined);
  assert.equal(decideWithdrawal(withdrawn.value, due).ok, false);
});

test("nobody goes who owes money, or whose wallet holds some", () => {
  assert.deepEqual(moneyLetsGo({ owedCents: 1n, heldCents: 5n }), {
    ok: false,
    error: { kind: "money-is-owed", owedCents: 1n },
  });
  const held = decideErasure(undefined, { ...asked, money: { owedCents: 0n, heldCents: 5n } });
  assert.deepEqual(held, { ok: false, error: { kind: "wallet-holds-money", heldCents: 5n } });
});

test("it is carried out when it is due and not before, once, unless money is in the way by then", () => {
  const given = { money: nothing, kept: [], at: due };
  assert.equal(decideCarryingOut(requested, { ...given, at: new Date(due.getTime() - 1) }), undefined);
  const owing = decideCarryingOut(requested, { ...given, money: { owedCents: 1n, heldCents: 0n } });
  assert.equal(owing?.heldBack, "money-is-owed");
  assert.equal(owing.ended, undefined);
  const gone = decideCarryingOut(owing, given);
  assert.equal(gone?.ended?.as, "carried-out");
  assert.equal(decideCarryingOut(gone, given), undefined);
});

test("what stays is named with its law and its last day", () => {
  assert.deepEqual(
    keptByLaw("2024-02-29", undefined).map(({ lastDay }) => lastDay),
    ["2029-02-28"],
  );
  assert.deepEqual(
    keptByLaw("2026-12-27", "2031-12-27").map(({ law }) => law),
    ["Tax Administration Act section 29, Value-Added Tax Act section 55", "RICA sections 39 and 40"],
  );
});
