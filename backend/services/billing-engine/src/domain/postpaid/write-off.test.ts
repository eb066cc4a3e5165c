import assert from "node:assert/strict";
import { valueOf } from "@beacom/result";
import { test } from "vitest";
import { decideReceivePayment } from "#domain/postpaid/pay";
import { type Postpaid, receivableCents } from "#domain/postpaid/postpaid";
import { fibre50, on, openedOn } from "#domain/postpaid/postpaid-examples";
import { decideSubscribe } from "#domain/postpaid/subscribe";
import {
  decideApproveWriteOff,
  decideDeclineWriteOff,
  decideProposeWriteOff,
  decideWriteOff,
} from "#domain/postpaid/write-off";

const now = on("2026-06-20");
const invoiceId = "inv_1_cus_thandi";
const invoiced = (): Postpaid => {
  const order = { subscriptionId: "fibre", billing: "in-advance" as const, terms: fibre50 };
  return valueOf(decideSubscribe(openedOn("2026-06-01"), order, on("2026-06-01"))).state;
};
const proposal = { writeOffId: "wof_1", invoiceId, reason: "moved abroad", proposedBy: "stf_a" };
const proposed = (): Postpaid => valueOf(decideProposeWriteOff(invoiced(), proposal, now)).state;
const kindOf = (result: { ok: boolean; error?: { kind: string } }): string | undefined => result.error?.kind;

test("one proposes and another approves; until then everything is owed", () => {
  const state = proposed();
  assert.equal(receivableCents(state), 690_00n);
  const alone = { writeOffId: "wof_1", approvedBy: "stf_a", limitCents: 10_000_00n };
  assert.equal(kindOf(decideApproveWriteOff(state, alone, now)), "same-person");
  const approved = valueOf(decideApproveWriteOff(state, { ...alone, approvedBy: "stf_b" }, now)).state;
  assert.equal(receivableCents(approved), 0n);
  assert.equal(kindOf(decideApproveWriteOff(approved, { ...alone, approvedBy: "stf_b" }, now)), "write-off-unknown");
});

test("nobody approves more than he may, nor proposes more than anybody may", () => {
  const approval = { writeOffId: "wof_1", approvedBy: "stf_b", limitCents: 689_99n };
  assert.deepEqual(decideApproveWriteOff(proposed(), approval, now), {
    ok: false,
    error: { kind: "over-limit", limitCents: 689_99n },
  });
  const strict = on("2026-06-20", { writeOffLimitCents: 100_00n });
  assert.equal(kindOf(decideProposeWriteOff(invoiced(), proposal, strict)), "over-limit");
});

test("what was paid meanwhile is not written off", () => {
  const payment = { paymentId: "p1", source: "bank" as const, reference: "", amountCents: 690_00n };
  const paid = valueOf(decideReceivePayment(proposed(), { ...payment, currency: "ZAR" }, now)).state;
  const approval = { writeOffId: "wof_1", approvedBy: "stf_b", limitCents: 10_000_00n };
  assert.equal(kindOf(decideApproveWriteOff(paid, approval, now)), "over-what-is-open");
});

test("a proposal that is declined is gone", () => {
  const declined = valueOf(decideDeclineWriteOff(proposed(), { writeOffId: "wof_1", declinedBy: "stf_b" }, now.at));
  assert.equal(declined.state.writeOffs.size, 0);
  assert.equal(
    kindOf(decideDeclineWriteOff(declined.state, { writeOffId: "wof_1", declinedBy: "stf_b" }, now.at)),
    "write-off-unknown",
  );
});

test("a proposal names a reason and an open invoice", () => {
  const refusal = (changes: Partial<typeof proposal> & { amountCents?: bigint }) =>
    kindOf(decideProposeWriteOff(invoiced(), { ...proposal, ...changes }, now));
  assert.equal(refusal({ reason: " " }), "reason-missing");
  assert.equal(refusal({ invoiceId: "inv_9_cus_thandi" }), "invoice-unknown");
  assert.equal(refusal({ amountCents: 0n }), "amount-not-positive");
  assert.equal(refusal({ amountCents: 690_01n }), "over-what-is-open");
  assert.equal(kindOf(decideProposeWriteOff(proposed(), proposal, now)), "write-off-known");
});

test("both at once, where proposals are kept elsewhere: still never one person", () => {
  const both = { ...proposal, amountCents: 90_00n, approvedBy: "stf_b" };
  assert.equal(receivableCents(valueOf(decideWriteOff(invoiced(), both, now)).state), 600_00n);
  assert.equal(kindOf(decideWriteOff(invoiced(), { ...both, approvedBy: "stf_a" }, now)), "same-person");
});
