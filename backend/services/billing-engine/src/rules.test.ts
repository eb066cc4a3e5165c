import assert from "node:assert/strict";
import { refuse, valueOf } from "@beacom/result";
import { afterAll, beforeAll, test } from "vitest";
import { openBilling } from "#billing-fixture";
import { after } from "#domain/account-examples";
import { usualPolicy } from "#domain/approvals/approval-policy";
import type { DunningCampaign } from "#domain/postpaid/dunning-campaign";

let billing: Awaited<ReturnType<typeof openBilling>>;
beforeAll(async () => {
  billing = await openBilling();
});
afterAll(() => billing?.close());

const staffId = "stf_owner";
let keys = 0;
const command = () => ({ staffId, idempotencyKey: `rule-${++keys}` });
const strict: DunningCampaign = {
  campaignId: "strict",
  ignoreBelowCents: 0n,
  steps: [
    { daysAfterDue: 1, action: "remind", channel: "sms", template: "invoice-overdue" },
    { daysAfterDue: 2, action: "fee", description: "Late payment", feeCents: 5_000n, vat: "standard" },
    { daysAfterDue: 3, action: "suspend", channel: "sms", template: "service-suspended" },
  ],
};

test("a rate of VAT counts from its day on, for what is sold then, and not before", async () => {
  const plan = await billing.publish("1 GB", { priceCents: 11_500n });
  const vatOf = async (customerId: string) => {
    const [row] = await billing.sql<{ cents: bigint }[]>`
      select -sum(amount_cents)::bigint as cents from ledger_entries where party = ${customerId} and account = 'vat-output'`;
    return row!.cents;
  };
  const rules = valueOf(await billing.rules.setVatRate({ from: "2027-04-01", basisPoints: 1_600n, ...command() }));
  assert.deepEqual(
    rules.vatRates.map(({ from }) => from),
    ["2000-01-01", "2027-04-01"],
  );
  await billing.pay("cus_before", 11_500n, plan.planId);
  assert.equal(await vatOf("cus_before"), 1_500n);
  billing.time.now = new Date("2027-04-01T00:00:00+02:00");
  await billing.pay("cus_after", 11_600n, plan.planId);
  assert.equal(await vatOf("cus_after"), 1_586n);
});

test("a rate that is in force is not changed, and one that is to come can be", async () => {
  const { setVatRate } = billing.rules;
  const today = "2027-04-01";
  billing.time.now = new Date(`${today}T10:00:00+02:00`);
  const set = (from: string, basisPoints: bigint) => setVatRate({ from, basisPoints, ...command() });
  assert.deepEqual(await set(today, 1_500n), refuse({ kind: "day-not-later" }));
  assert.deepEqual(await set("2027-02-30", 1_500n), refuse({ kind: "not-a-day" }));
  assert.deepEqual(await set("2028-01-01", 10_001n), refuse({ kind: "rate-not-accepted" }));
  valueOf(await set("2028-01-01", 1_700n));
  const { vatRates } = valueOf(await set("2028-01-01", 1_550n));
  assert.deepEqual(vatRates.at(-1), { from: "2028-01-01", basisPoints: 1_550n });
});

test("a segment has a campaign of its own until it is taken away again", async () => {
  const { setCampaign, removeCampaign } = billing.rules;
  const { campaigns } = valueOf(await setCampaign({ segment: "business", campaign: strict, ...command() }));
  assert.deepEqual([...campaigns.keys()], ["usual", "business"]);
  const removal = { segment: "business", ...command() };
  const removed = valueOf(await removeCampaign(removal));
  valueOf(await removeCampaign(removal));
  assert.deepEqual([...removed.campaigns.keys()], ["usual"]);
  assert.deepEqual(await removeCampaign({ segment: "business", ...command() }), refuse({ kind: "campaign-unknown" }));
  assert.deepEqual(await removeCampaign({ segment: "usual", ...command() }), refuse({ kind: "campaign-needed" }));
});

test("a campaign that makes no sense is refused in words", async () => {
  const set = (campaign: Partial<DunningCampaign>) =>
    billing.rules.setCampaign({ segment: "business", campaign: { ...strict, ...campaign }, ...command() });
  const [remind, fee, suspend] = strict.steps;
  assert.deepEqual(
    await set({ steps: [suspend!, remind!] }),
    refuse({ kind: "campaign-not-accepted", because: "step 2 is before the step before it" }),
  );
  assert.deepEqual(
    await set({ steps: [{ ...fee!, description: " " } as DunningCampaign["steps"][number]] }),
    refuse({ kind: "campaign-not-accepted", because: "step 1 charges a fee for nothing that is said" }),
  );
  assert.deepEqual(await set({ campaignId: "" }), refuse({ kind: "campaign-id-missing" }));
});

test("limits of staff are the operator's to set", async () => {
  const support = { "adjust-wallet": { aloneCents: 0n, alonePerDayCents: 0n, approveCents: null } };
  const policy = { ...usualPolicy, limits: { ...usualPolicy.limits, support } };
  const propose = () =>
    billing.approvals.propose({
      request: { kind: "adjust-wallet", customerId: "cus_before", amountCents: 100n },
      reasonCode: "courtesy",
      note: "a slow evening",
      role: "support",
      ...command(),
    });
  assert.equal(valueOf(await propose()).state, "made");
  valueOf(await billing.rules.setApprovalPolicy({ policy, ...command() }));
  assert.equal(valueOf(await propose()).state, "proposed");
  const broken = { ...policy, reasonCodes: [] };
  assert.deepEqual(
    await billing.rules.setApprovalPolicy({ policy: broken, ...command() }),
    refuse({ kind: "reasons-missing" }),
  );
});

test("the same key sets once, another process learns of it, and the ledger verifies", async () => {
  const again = { segment: "business", campaign: strict, staffId, idempotencyKey: "once" };
  valueOf(await billing.rules.setCampaign(again));
  billing.time.now = after(1);
  valueOf(await billing.rules.setCampaign(again));
  const another = { ...again, campaign: { ...strict, campaignId: "another" } };
  assert.deepEqual(await billing.rules.setCampaign(another), refuse({ kind: "idempotency-key-reused" }));
  const other = billing.start();
  assert.equal(other.rules.known.now().campaigns.has("business"), false);
  await other.rules.known.refresh();
  assert.deepEqual(other.rules.known.now(), billing.rules.known.now());
  assert.equal(other.rules.known.now().campaigns.get("business")?.campaignId, "strict");
  assert.deepEqual((await other.verifyLedger()).problems, []);
});
