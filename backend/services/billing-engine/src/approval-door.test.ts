import assert from "node:assert/strict";
import { Code } from "@connectrpc/connect";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Doors, needsPermission, openDoors, refused, zar } from "#door-fixture";

const thandi = "cus_thandi";

let doors: Doors;
beforeEach(async () => {
  doors = await openDoors();
  await doors.customer(thandi, 100_00n);
});
afterEach(() => doors.close());

const support = () => doors.sources.asMember("stf_nomsa", "support", "approvals.decide");
const finance = (staffId = "stf_sipho") =>
  doors.sources.asMember(staffId, "finance", "approvals.decide", "approvals.read");
const because = () => ({ reasonCode: "outage", note: "Two days\nwithout a line", idempotencyKey: doors.key() });
const adjust = (cents: bigint, customerId = thandi) => ({
  change: { case: "adjustWallet" as const, value: { customerId, amount: zar(cents) } },
  ...because(),
});
const available = async () => (await doors.billing.getAccount({ customerId: thandi })).available?.minorUnits;

test("a change within the limits of the caller's role is made at once, a larger one waits for a second person", async () => {
  const { approvals } = doors;
  const small = await approvals.proposeChange(adjust(50_00n), support());
  expect(small).toMatchObject({ kind: "adjust-wallet", subject: thandi, state: "made", amount: zar(50_00n) });
  assert.deepEqual(
    [small.proposedBy, small.note, await available()],
    ["stf_nomsa", "Two days\nwithout a line", 150_00n],
  );
  const large = await approvals.proposeChange(adjust(-120_00n), support());
  expect(large).toMatchObject({ state: "proposed", amount: zar(-120_00n), stake: zar(120_00n) });
  assert.equal(await available(), 150_00n);
  const { approvalId } = large;
  const open = await approvals.listOpenApprovals({}, finance());
  assert.deepEqual(
    open.approvals.map((approval) => approval.approvalId),
    [approvalId],
  );
  const approved = await approvals.approveChange({ approvalId }, finance());
  expect(approved).toMatchObject({ state: "made", decidedBy: "stf_sipho" });
  assert.deepEqual(await approvals.approveChange({ approvalId }, finance()), approved);
  assert.equal(await available(), 30_00n);
  const undone = await approvals.proposeChange(
    { change: { case: "reverseAdjustment", value: approvalId }, ...because() },
    finance(),
  );
  assert.deepEqual([undone.state, await available()], ["made", 150_00n]);
  assert.equal((await approvals.getApproval({ approvalId }, finance())).reversalId, undone.approvalId);
  const all = await approvals.listApprovalsOf({ subject: thandi, limit: 2 }, finance());
  assert.deepEqual(
    all.approvals.map((approval) => approval.approvalId),
    [undone.approvalId, approvalId],
  );
});

test("who proposes is who calls: nobody approves their own, whatever their role", async () => {
  const { approvals } = doors;
  const { approvalId } = await approvals.proposeChange(adjust(600_00n), finance());
  const denied = (call: Promise<unknown>, kind: string, facts = {}) =>
    refused(call, kind, Code.PermissionDenied, facts);
  await denied(approvals.approveChange({ approvalId }, finance()), "proposer-cannot-approve");
  await denied(approvals.declineChange({ approvalId }, finance()), "proposer-cannot-decline");
  const helper = doors.sources.asMember("stf_lerato", "support", "approvals.decide");
  await denied(approvals.approveChange({ approvalId }, helper), "not-permitted");
  const noRole = doors.staffWithoutRole("approvals.decide");
  await denied(approvals.approveChange({ approvalId }, noRole), "not-permitted");
  await denied(approvals.proposeChange(adjust(1n), noRole), "not-permitted");
  await denied(approvals.withdrawChange({ approvalId }, finance("stf_lerato")), "proposed-by-another");
  assert.equal((await approvals.withdrawChange({ approvalId }, finance())).state, "withdrawn");
  await refused(
    approvals.approveChange({ approvalId }, finance("stf_lerato")),
    "proposal-not-open",
    Code.FailedPrecondition,
    { state: "withdrawn" },
  );
  const another = await approvals.proposeChange(adjust(600_00n), finance());
  const declined = await approvals.declineChange({ approvalId: another.approvalId }, finance("stf_lerato"));
  expect(declined).toMatchObject({ state: "declined", decidedBy: "stf_lerato" });
  const { approvalId: huge } = await approvals.proposeChange(adjust(6_000_00n), finance());
  await denied(approvals.approveChange({ approvalId: huge }, finance("stf_lerato")), "over-approver-limit", {
    limit: 5_000_00n,
  });
  await denied(approvals.proposeChange(adjust(50_000_01n), finance()), "over-ceiling", { ceiling: 50_000_00n });
  await refused(approvals.proposeChange(adjust(-100_01n), finance()), "cannot-be-made", Code.FailedPrecondition, {
    because: "wallet-too-low",
  });
  assert.equal(await available(), 100_00n);
});

test("data is given, invoices are written off, vouchers are voided and credit limits set in the same way", async () => {
  const { approvals, postpaid, vouchers, resellers } = doors;
  const approve = async (proposal: Parameters<typeof approvals.proposeChange>[0]) => {
    const { approvalId, state } = await approvals.proposeChange(proposal, finance());
    assert.equal(state, "proposed");
    return approvals.approveChange({ approvalId }, finance("stf_lerato"));
  };
  const plan = await doors.plan("1 GB", 29_00n, "prepaid");
  const given = await approvals.proposeChange(
    { change: { case: "giveData", value: { customerId: thandi, planId: plan.planId } }, ...because() },
    support(),
  );
  assert.deepEqual([given.state, given.amount?.minorUnits], ["made", 29_00n]);
  expect((await doors.billing.getAccount({ customerId: thandi })).bundles).toMatchObject([{ source: "adjustment" }]);

  const fibre = await doors.plan("Fibre", 690_00n, "postpaid");
  const recipient = { name: "Thandi", addressLines: ["Soweto"] };
  await postpaid.openBilling({ customerId: thandi, recipient });
  await postpaid.subscribe({ customerId: thandi, planId: fibre.planId, idempotencyKey: "f" });
  const writeOff = { customerId: thandi, invoiceId: "inv_1_cus_thandi", amount: zar(90_00n) };
  await approve({ change: { case: "writeOff", value: writeOff }, ...because() });
  assert.equal((await postpaid.getBilling({ customerId: thandi })).receivable?.minorUnits, 600_00n);

  const worth = { case: "face" as const, value: zar(50_00n) };
  const press = doors.staff("vouchers.manage");
  const { batchId } = await vouchers.generateVouchers({ worth, count: 4, idempotencyKey: "b" }, press);
  const void_ = { batchId, ranges: [{ first: 2, last: 3 }], reason: "lost" };
  const voided = await approve({ change: { case: "voidVouchers", value: void_ }, ...because() });
  assert.deepEqual([voided.subject, voided.stake?.minorUnits], [batchId, 100_00n]);
  expect((await vouchers.getVoucherBatch({ batchId })).counts).toMatchObject({ void: 2, generated: 2 });

  const { resellerId } = await resellers.registerReseller(
    { terms: {}, idempotencyKey: "r" },
    doors.staff("resellers.manage"),
  );
  const limit = { resellerId, creditLimit: zar(1_000_00n) };
  await approve({ change: { case: "setCreditLimit", value: limit }, ...because() });
  assert.equal((await resellers.getReseller({ resellerId })).creditLimit?.minorUnits, 1_000_00n);
});

test("approvals are for persons with the permission, and no service is anybody's second person", async () => {
  const { approvals } = doors;
  const { approvalId } = await approvals.proposeChange(adjust(600_00n), finance());
  const changes = (caller?: ReturnType<Doors["staff"]>) => [
    approvals.proposeChange(adjust(1n), caller),
    approvals.approveChange({ approvalId }, caller),
    approvals.declineChange({ approvalId }, caller),
    approvals.withdrawChange({ approvalId }, caller),
  ];
  const reads = (caller?: ReturnType<Doors["staff"]>) => [
    approvals.getApproval({ approvalId }, caller),
    approvals.listOpenApprovals({}, caller),
    approvals.listApprovalsOf({ subject: thandi }, caller),
  ];
  const notAllowed = (call: Promise<unknown>) => refused(call, "caller-not-allowed", Code.PermissionDenied);
  await Promise.all(changes().map(notAllowed));
  await Promise.all(reads());
  const customer = doors.sources.as(thandi);
  await Promise.all([...changes(customer), ...reads(customer)].map(notAllowed));
  const other = doors.staff("vouchers.read");
  await Promise.all([...changes(other), ...reads(other)].map(needsPermission));
});

test("what makes no sense is refused by name", async () => {
  const { approvals } = doors;
  const bad = (proposal: Parameters<typeof approvals.proposeChange>[0], kind: string) =>
    refused(approvals.proposeChange(proposal, finance()), kind, Code.InvalidArgument);
  await bad(because(), "change-missing");
  await bad(adjust(0n), "nothing-to-change");
  await bad({ ...adjust(1n), note: " " }, "note-missing");
  await bad({ ...adjust(1n), note: "a\0b" }, "text-not-accepted");
  await bad({ ...adjust(1n), note: "a".repeat(1_001) }, "note-too-long");
  await bad({ ...adjust(1n), reasonCode: "because" }, "reason-unknown");
  await bad({ ...adjust(1n), idempotencyKey: "" }, "idempotency-key-missing");
  const dollars = { customerId: thandi, amount: { minorUnits: 1n, currency: "USD" } };
  await bad({ change: { case: "adjustWallet", value: dollars }, ...because() }, "currency-not-offered");
  const writeOff = { customerId: thandi, invoiceId: "inv_1_cus_thandi", amount: zar(-1n) };
  await bad({ change: { case: "writeOff", value: writeOff }, ...because() }, "amount-not-positive");
  const limit = { resellerId: "rsl_x", creditLimit: zar(-1n) };
  await bad({ change: { case: "setCreditLimit", value: limit }, ...because() }, "credit-limit-negative");
  const odd = { batchId: "vbt_x", ranges: [{ first: 1, last: 1 }], reason: "bored" };
  await bad({ change: { case: "voidVouchers", value: odd }, ...because() }, "reason-unknown");
  await refused(approvals.getApproval({ approvalId: "apv_x" }), "proposal-unknown", Code.NotFound);
  const cursor = Buffer.from("1 a\0b").toString("base64url");
  await refused(approvals.listOpenApprovals({ cursor }), "cursor-unknown", Code.InvalidArgument);
});
