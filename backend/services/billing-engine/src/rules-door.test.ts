import assert from "node:assert/strict";
import { RoleLimitSchema } from "@beacom/proto/billing/v1/rules";
import { create } from "@bufbuild/protobuf";
import { Code } from "@connectrpc/connect";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Doors, needsPermission, openDoors, refused, zar } from "#door-fixture";

let doors: Doors;
beforeEach(async () => {
  doors = await openDoors();
});
afterEach(() => doors.close());

const manage = () => doors.staff("rules.manage");
const strict = {
  campaignId: "strict",
  ignoreBelow: zar(10_00n),
  steps: [
    { daysAfterDue: -1, action: "remind", channel: "sms", template: "due" },
    { daysAfterDue: 3, action: "fee", description: "Late", fee: zar(50_00n) },
    { daysAfterDue: 5, action: "suspend", channel: "sms", template: "suspended" },
  ],
};

test("a rate of VAT, a campaign and limits are set by staff and read as they were set", async () => {
  const { rules } = doors;
  const beginning = await rules.getRules({}, doors.staff("rules.read"));
  expect(beginning).toMatchObject({
    vatRates: [{ from: "2000-01-01", basisPoints: 1_500 }],
    campaigns: [{ segment: "usual" }],
  });
  const rate = { from: "2027-04-01", basisPoints: 1_600 };
  const { vatRates } = await rules.setVatRate({ rate, idempotencyKey: "1" }, manage());
  expect(vatRates[1]).toMatchObject(rate);
  await rules.setDunningCampaign({ segment: "business", campaign: strict, idempotencyKey: "2" }, manage());
  const { campaigns } = await rules.getRules({});
  expect(campaigns[1]).toMatchObject({
    segment: "business",
    campaign: { ...strict, steps: [{}, { vat: "standard" }, {}] },
  });
  const removed = await rules.removeDunningCampaign({ segment: "business", idempotencyKey: "3" }, manage());
  assert.equal(removed.campaigns.length, 1);

  const policy = beginning.approvals!;
  const clerk = { role: "clerk", kind: "adjust-wallet", alone: zar(10_00n), alonePerDay: zar(20_00n) };
  const limits = [...policy.limits, create(RoleLimitSchema, clerk)];
  const set = await rules.setApprovalPolicy({ policy: { ...policy, limits }, idempotencyKey: "4" }, manage());
  expect(set.approvals?.limits.at(-1)).toMatchObject(clerk);
  assert.deepEqual(set.approvals?.ceilings, policy.ceilings);
  await doors.customer("cus_thandi");
  const caller = doors.sources.asMember("stf_zola", "clerk", "approvals.decide");
  const proposal = {
    change: { case: "adjustWallet" as const, value: { customerId: "cus_thandi", amount: zar(10_00n) } },
    reasonCode: "outage",
    note: "no line",
    idempotencyKey: "5",
  };
  assert.equal((await doors.approvals.proposeChange(proposal, caller)).state, "made");
});

test("rules are changed by staff with the permission, and by nobody else", async () => {
  const { rules } = doors;
  const calls = (caller?: ReturnType<Doors["staff"]>) => [
    rules.setVatRate({ idempotencyKey: "k" }, caller),
    rules.setDunningCampaign({ idempotencyKey: "k" }, caller),
    rules.removeDunningCampaign({ idempotencyKey: "k" }, caller),
    rules.setApprovalPolicy({ idempotencyKey: "k" }, caller),
  ];
  const notAllowed = (call: Promise<unknown>) => refused(call, "caller-not-allowed", Code.PermissionDenied);
  await Promise.all(calls().map(notAllowed));
  await Promise.all(
    [...calls(doors.sources.as("cus_a")), rules.getRules({}, doors.sources.as("cus_a"))].map(notAllowed),
  );
  await Promise.all(calls(doors.staff("rules.read")).map(needsPermission));
  await needsPermission(rules.getRules({}, manage()));
});

test("rules that make no sense are refused by name", async () => {
  const { rules } = doors;
  const bad = (call: Promise<unknown>, kind: string, facts = {}) => refused(call, kind, Code.InvalidArgument, facts);
  const rate = (from: string, basisPoints = 1_500) =>
    rules.setVatRate({ rate: { from, basisPoints }, idempotencyKey: doors.key() }, manage());
  await bad(rate("2027-02-30"), "not-a-day");
  await bad(rate("2026-06-01"), "day-not-later");
  await bad(rate("2027-04-01", 10_001), "rate-not-accepted");
  const campaign = (changes: object) =>
    rules.setDunningCampaign(
      { segment: "home", campaign: { ...strict, ...changes }, idempotencyKey: doors.key() },
      manage(),
    );
  await bad(campaign({ campaignId: "" }), "campaign-id-missing");
  await bad(campaign({ steps: [{ daysAfterDue: 1, action: "shout" }] }), "campaign-not-accepted");
  await bad(campaign({ steps: [{ daysAfterDue: -1, action: "suspend" }] }), "campaign-not-accepted", {
    because: "step 1 acts before the invoice is overdue",
  });
  await bad(campaign({ steps: [{ daysAfterDue: 1, action: "fee" }] }), "amount-missing");
  await bad(rules.removeDunningCampaign({ segment: "usual", idempotencyKey: "k" }, manage()), "campaign-needed");
  const { approvals: policy } = await rules.getRules({});
  const changed = (changes: object) =>
    rules.setApprovalPolicy({ policy: { ...policy!, ...changes }, idempotencyKey: doors.key() }, manage());
  await bad(changed({ ceilings: policy!.ceilings.slice(1) }), "ceiling-not-accepted");
  const limit = { role: "clerk", kind: "adjust-wallet", alone: zar(1n), alonePerDay: zar(1n) };
  await bad(changed({ limits: [limit, limit] }), "limit-not-accepted");
  await bad(changed({ limits: [{ ...limit, role: "" }] }), "limit-not-accepted");
  await bad(changed({ limits: [{ ...limit, kind: "everything" }] }), "change-not-known");
  await bad(changed({ reasonCodes: [] }), "reasons-missing");
  await bad(changed({ validSeconds: 1 }), "validity-not-accepted");
});
