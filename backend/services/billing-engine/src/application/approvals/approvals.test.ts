import assert from "node:assert/strict";
import { refuse, valueOf } from "@beacom/result";
import { afterAll, beforeAll, test } from "vitest";
import { type ChangeRequest, describeChangeWith } from "#application/approvals/describe-change";
import { proposeChangeWith } from "#application/approvals/propose-change";
import type { Streams } from "#application/streams";
import { usualPolicy } from "#domain/approvals/approval-policy";
import { guest, masterTerms, openSales, type Sales } from "#sales-fixture";

let sales: Sales;
beforeAll(async () => {
  sales = await openSales();
  await sales.pay("cus_a", 1_000n);
});
afterAll(() => sales.close());

const walletOf = async (customerId: string) => (await sales.views.account(customerId))?.availableCents;
const adjust = (amountCents: bigint): ChangeRequest => ({ kind: "adjust-wallet", customerId: "cus_a", amountCents });
const propose = (request: ChangeRequest, by: { staffId?: string; role?: string; idempotencyKey?: string } = {}) =>
  sales.approvals.propose({
    request,
    reasonCode: "outage",
    note: "the tower was down all day",
    staffId: "stf_one",
    role: "finance",
    idempotencyKey: sales.key(),
    ...by,
  });
const approver = { staffId: "stf_two", role: "finance" };

test("a small adjustment is made at once, once for each key, and needs words", async () => {
  const before = (await walletOf("cus_a"))!;
  const key = { idempotencyKey: "small" };
  const made = valueOf(await propose(adjust(500n), key));
  assert.equal(made.state, "made");
  assert.deepEqual(valueOf(await propose(adjust(500n), key)), made);
  assert.deepEqual(await propose(adjust(501n), key), refuse({ kind: "idempotency-key-reused" }));
  assert.equal(await walletOf("cus_a"), before + 500n);
  assert.equal(await sales.owed("goodwill"), -500n);
  const wordless = { request: adjust(1n), reasonCode: "outage", note: " ", idempotencyKey: "w", ...approver };
  assert.deepEqual(await sales.approvals.propose(wordless), refuse({ kind: "note-missing" }));
});

test("a large adjustment is made when another person approves it, in the same commit", async () => {
  const before = (await walletOf("cus_a"))!;
  const { approvalId, state } = valueOf(await propose(adjust(60_000n)));
  assert.equal(state, "proposed");
  assert.equal(await walletOf("cus_a"), before);
  const open = await sales.approvals.views.open({ at: sales.time.now, cursor: "", limit: 10 });
  assert.deepEqual(
    open!.rows.map((row) => [row.approvalId, row.stakeCents, row.note]),
    [[approvalId, 60_000n, "the tower was down all day"]],
  );
  const own = { approvalId, staffId: "stf_one", role: "owner" };
  assert.deepEqual(await sales.approvals.approve(own), refuse({ kind: "proposer-cannot-approve" }));
  const command = { approvalId, ...approver };
  const engines = [sales, sales.start()];
  const answers = await Promise.all([0, 1, 0, 1].map((engine) => engines[engine]!.approvals.approve(command)));
  for (const answer of answers) assert.equal(valueOf(answer).state, "made");
  assert.equal(await walletOf("cus_a"), before + 60_000n);
  const late = await sales.approvals.decline({ approvalId, staffId: "stf_three", role: "finance" });
  assert.deepEqual(late, refuse({ kind: "proposal-not-open", state: "made" }));
});

test("what is taken from a wallet is never more than there is, and an approval that cannot be made stays open", async () => {
  await sales.pay("cus_poor", 100n);
  const take: ChangeRequest = { kind: "adjust-wallet", customerId: "cus_poor", amountCents: -60_000n };
  const { approvalId } = valueOf(await propose(take));
  const answer = await sales.approvals.approve({ approvalId, ...approver });
  assert.deepEqual(answer, refuse({ kind: "cannot-be-made", because: "wallet-too-low" }));
  assert.equal((await sales.approvals.views.approval(approvalId))?.state, "proposed");
  await sales.pay("cus_poor", 60_000n);
  assert.ok((await sales.approvals.approve({ approvalId, ...approver })).ok);
  assert.equal(await walletOf("cus_poor"), 100n);
});

test("an adjustment is taken back once, and leaves the wallet as if it had not been", async () => {
  const before = (await walletOf("cus_a"))!;
  const { approvalId: adjustmentId } = valueOf(await propose(adjust(900n)));
  const reverse: ChangeRequest = { kind: "reverse-adjustment", adjustmentId };
  const reversal = valueOf(await propose(reverse));
  assert.equal(reversal.state, "made");
  assert.equal(await walletOf("cus_a"), before);
  assert.equal((await sales.approvals.views.approval(adjustmentId))?.reversalId, reversal.approvalId);
  const again = await propose(reverse);
  assert.deepEqual(again, refuse({ kind: "cannot-be-made", because: "adjustment-reversed-before" }));
});

test("ten small adjustments of a day are not a large one", async () => {
  const support = { staffId: "stf_support", role: "support" };
  const states: string[] = [];
  const day = Array.from({ length: 8 }, () => propose(adjust(10_000n), support));
  for (const proposed of await Promise.all(day)) states.push(valueOf(proposed).state);
  assert.deepEqual(states.toSorted(), [
    ...Array.from({ length: 5 }, () => "made"),
    ...Array.from({ length: 3 }, () => "proposed"),
  ]);
  const { rows } = (await sales.approvals.views.open({ at: sales.time.now, cursor: "", limit: 2 }))!;
  assert.equal(rows.length, 2);
});

test("extra data is a plan that costs nothing this once", async () => {
  const plan = await sales.publish("Gift", { priceCents: 2_000n });
  const before = (await walletOf("cus_a"))!;
  valueOf(await propose({ kind: "give-data", customerId: "cus_a", planId: plan.planId }));
  const account = (await sales.views.account("cus_a"))!;
  assert.equal(account.availableCents, before);
  assert.ok(account.bundles.some(({ planId }) => planId === plan.planId));
  const none = await propose({ kind: "give-data", customerId: "cus_a", planId: "pln_none" });
  assert.deepEqual(none, refuse({ kind: "cannot-be-made", because: "plan-not-offered" }));
});

test("a credit limit takes two, and what is owed already is its least", async () => {
  const resellerId = await sales.reseller(0n);
  const limit = (creditLimitCents: bigint): ChangeRequest => ({
    kind: "set-credit-limit",
    resellerId,
    creditLimitCents,
  });
  const { approvalId, state } = valueOf(await propose(limit(10_000n)));
  assert.equal(state, "proposed");
  valueOf(await sales.approvals.approve({ approvalId, ...approver }));
  const sale = { resellerId, customer: { customerId: "cus_a" }, amountCents: 10_000n, idempotencyKey: "credit" };
  assert.equal(valueOf(await sales.resellers.topUpCustomer(sale)).floatAfterCents, -9_500n);
  const less = valueOf(await propose(limit(9_499n)));
  const answer = await sales.approvals.approve({ approvalId: less.approvalId, ...approver });
  assert.deepEqual(answer, refuse({ kind: "cannot-be-made", because: "owes-more" }));
  assert.deepEqual(await propose(limit(1n), { role: "support" }), refuse({ kind: "not-permitted" }));
});

test("vouchers that were stolen are voided by two, and their price goes back to who bought them", async () => {
  const masterId = await sales.reseller(0n);
  const resellerId = await sales.reseller(50_000n, { ...sub, masterId });
  const { batchId, codes } = await sales.batch(10, { isSold: false });
  const sell = { resellerId, batchId, isForResale: true };
  valueOf(await sales.resellers.sellVouchers({ ...sell, ranges: [{ first: 1, last: 4 }], idempotencyKey: "v1" }));
  valueOf(await sales.vouchers.redeem({ ...guest("cus_a"), code: codes[0]! }));
  const outstanding = await sales.owed("vouchers-outstanding");
  const floats = async () =>
    Promise.all([resellerId, masterId].map(async (id) => (await sales.resellers.views.reseller(id))!.floatCents));
  assert.deepEqual(await floats(), [50_000n - 20_000n + 1_000n, 1_000n]);
  const request: ChangeRequest = { kind: "void-vouchers", batchId, ranges: [{ first: 1, last: 6 }], reason: "stolen" };
  const { approvalId, stakeCents } = valueOf(await propose(request));
  assert.equal(stakeCents, 30_000n);
  valueOf(await sales.approvals.approve({ approvalId, ...approver }));
  const { counts } = (await sales.vouchers.views.batch(batchId))!;
  assert.deepEqual(counts, { generated: 4, printed: 0, handedOver: 0, sold: 0, redeemed: 1, void: 5, expired: 0 });
  assert.deepEqual(await floats(), [50_000n - 5_000n + 250n, 250n]);
  assert.equal(await sales.owed("vouchers-outstanding"), outstanding - 15_000n);
  const stolen = await sales.vouchers.redeem({ ...guest("cus_thief", "10.7.0.1"), code: codes[2]! });
  assert.deepEqual(stolen, refuse({ kind: "code-not-accepted" }));
  const again = valueOf(await propose({ ...request, ranges: [{ first: 1, last: 5 }] }));
  const nothing = await sales.approvals.approve({ approvalId: again.approvalId, ...approver });
  assert.deepEqual(nothing, refuse({ kind: "cannot-be-made", because: "nothing-left-to-void" }));
});
const sub = {
  kind: "sub",
  shareBasisPoints: 5_000,
  limits: masterTerms.limits,
} as const;

test("a voucher is voided or redeemed, and never both", async () => {
  const engines = [sales, sales.start()];
  for (let round = 0; round < 5; round++) {
    const { batchId, codes } = await sales.batch(6);
    const request: ChangeRequest = {
      kind: "void-vouchers",
      batchId,
      ranges: [{ first: 1, last: 6 }],
      reason: "leaked",
    };
    const { approvalId } = valueOf(await propose(request));
    const [approved, ...redeemed] = await Promise.all([
      engines[1]!.approvals.approve({ approvalId, ...approver }),
      ...codes.map((code, i) =>
        engines[i % 2]!.vouchers.redeem({ ...guest(`cus_r${i}`, `10.8.${round}.${i}`), mac: "", code }),
      ),
    ]);
    const got = redeemed.filter(({ ok }) => ok).length;
    const { counts } = (await sales.vouchers.views.batch(batchId))!;
    assert.equal(counts.redeemed, got);
    assert.equal(counts.void, approved.ok ? 6 - got : 0);
    if (!approved.ok) assert.equal(got, 6);
  }
});

test("a proposal is declined, withdrawn or lapses, and is then over", async () => {
  const ids: string[] = [];
  for (let i = 0; i < 3; i++) ids.push(valueOf(await propose(adjust(70_000n))).approvalId);
  const [declined, withdrawn, lapsed] = ids as [string, string, string];
  for (let i = 0; i < 2; i++) {
    assert.equal(valueOf(await sales.approvals.decline({ approvalId: declined, ...approver })).state, "declined");
    assert.equal(
      valueOf(await sales.approvals.withdraw({ approvalId: withdrawn, staffId: "stf_one" })).state,
      "withdrawn",
    );
  }
  sales.later(7 * 86_400);
  const late = await sales.approvals.approve({ approvalId: lapsed, ...approver });
  assert.deepEqual(late, refuse({ kind: "proposal-not-open", state: "expired" }));
  assert.ok((await sales.approvals.lapse()) >= 1);
  assert.equal(await sales.approvals.lapse(), 0);
  assert.equal((await sales.approvals.views.approval(lapsed))?.state, "expired");
  const unknown = await sales.approvals.approve({ approvalId: "apv_none", ...approver });
  assert.deepEqual(unknown, refuse({ kind: "proposal-unknown" }));
});

test("an invoice is written off by two, and one that is unknown is not", async () => {
  const request: ChangeRequest = { kind: "write-off", customerId: "cus_a", invoiceId: "inv_1", amountCents: 1n };
  const { approvalId, state } = valueOf(await propose(request));
  assert.equal(state, "proposed");
  const answer = await sales.approvals.approve({ approvalId, ...approver });
  assert.equal(answer.ok ? "made" : answer.error.kind, "cannot-be-made");
});

test("a change that nobody knows how to make is not offered", async () => {
  const streams: Streams = { change: unused, state: unused, preload: unused };
  const { notes, views } = sales.approvals;
  const describe = describeChangeWith({ streams, plans: sales.plans, currency: "ZAR" });
  const clock = () => sales.time.now;
  const propose = proposeChangeWith({
    streams,
    describe,
    notes,
    views,
    clock,
    changes: {},
    policyNow: () => usualPolicy,
    zone: "Africa/Johannesburg",
  });
  const words = { reasonCode: "outage", note: "down", staffId: "stf_one", role: "finance", idempotencyKey: "none" };
  assert.deepEqual(await propose({ request: adjust(1n), ...words }), refuse({ kind: "change-not-offered" }));
});

const unused = () => Promise.reject(new Error("nothing is decided"));

test("what was written about a customer can be erased, and until then it is what the event says", async () => {
  const { approvalId } = valueOf(await propose(adjust(1n)));
  const note = (await sales.approvals.notes.find(approvalId))!;
  const [event] = await sales.sql<{ data: string }[]>`
    select data from events where stream = ${`approval/${approvalId}`} and type = 'ChangeProposed'`;
  assert.equal((JSON.parse(event!.data) as { noteCommitment: string }).noteCommitment, note.commitment);
  assert.ok(!event!.data.includes("tower"));
  await sales.approvals.notes.erase(approvalId);
  assert.equal((await sales.approvals.views.approval(approvalId))?.note, "");
});

test("everything that happened keeps every rule, and the projections are those of the events", async () => {
  assert.deepEqual((await sales.verifyLedger()).problems, []);
  assert.equal(await sales.owed("transfer-clearing"), 0n);
});
