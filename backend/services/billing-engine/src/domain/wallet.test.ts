import assert from "node:assert/strict";
import { refuse, valueOf } from "@beacom/result";
import { test } from "vitest";
import { noon, opened, withMoney } from "#domain/account-examples";
import { decideAdjust, decideCredit, decideReverseAdjustment } from "#domain/wallet";

const by = { by: "stf_a", approvedBy: "stf_b", at: noon };
const adjusted = (amountCents: bigint, account = withMoney(opened(), 100n)) =>
  valueOf(decideAdjust(account, { movementId: "adj_1", amountCents, reasonCode: "outage", ...by })).account;
const reversal = { movementId: "rev_1", reverses: "adj_1", ...by };

test("an adjustment moves the wallet against goodwill, once", () => {
  assert.equal(adjusted(40n).postedCents, 140n);
  assert.equal(adjusted(-40n).postedCents, 60n);
  assert.equal(adjusted(40n, adjusted(40n)).postedCents, 140n);
});

test("it is taken back by the opposite entry, once", () => {
  for (const cents of [40n, -40n]) {
    const back = valueOf(decideReverseAdjustment(adjusted(cents), reversal)).account;
    assert.equal(back.postedCents, 100n);
    assert.deepEqual(
      decideReverseAdjustment(back, { ...reversal, movementId: "rev_2" }),
      refuse({ kind: "reversed-already" }),
    );
  }
});

test("what was given and is spent cannot be taken back", () => {
  const given = adjusted(40n, opened());
  const spent = valueOf(
    decideAdjust(given, { movementId: "adj_2", amountCents: -30n, reasonCode: "x", ...by }),
  ).account;
  assert.deepEqual(decideReverseAdjustment(spent, reversal), refuse({ kind: "wallet-too-low", missingCents: 30n }));
});

test("what is no adjustment cannot be taken back, and no more can be taken than there is", () => {
  assert.deepEqual(decideReverseAdjustment(opened(), reversal), refuse({ kind: "adjustment-unknown" }));
  const taken = decideAdjust(opened(), { movementId: "a", amountCents: -1n, reasonCode: "x", ...by });
  assert.deepEqual(taken, refuse({ kind: "wallet-too-low", missingCents: 1n }));
});

test("a voucher credits its amount once, and nothing is no amount", () => {
  const voucher = {
    movementId: "vch_1",
    reference: "vch_1",
    source: "voucher",
    against: "vouchers-outstanding",
  } as const;
  const credit = { ...voucher, amountCents: 50n, at: noon };
  const credited = valueOf(decideCredit(opened(), credit)).account;
  assert.deepEqual(valueOf(decideCredit(credited, credit)).events, []);
  assert.deepEqual(decideCredit(opened(), { ...credit, amountCents: 0n }), refuse({ kind: "amount-not-positive" }));
});
