import assert from "node:assert/strict";
import { refuse, valueOf } from "@beacom/result";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openBilling } from "#billing-fixture";
import type { Plan } from "#domain/plan";
import { after, day, noon, reportOf, termsOf } from "#domain/account-examples";

const priceOf = ({ prices }: Plan): bigint => prices[0]!.priceCents;

let billing: Awaited<ReturnType<typeof openBilling>>;
beforeEach(async () => {
  billing = await openBilling();
});
afterEach(() => billing.close());

const thandi = "cus_thandi";
const account = async (customerId = thandi) => {
  const found = await billing.views.account(customerId);
  assert.ok(found);
  return found;
};
const soundLedger = { balanced: true, chainIntact: true, rebuildEqualsLive: true, problems: [] };

test("from a verified customer to a used-up bundle, and every rule of the ledger holds", async () => {
  await billing.openAccount(thandi);
  assert.deepEqual((await account()).service, {
    level: "walled-garden",
    rate: null,
    reason: "no-bundle",
    since: noon,
    version: 1n,
  });
  const plan = await billing.publish("Daily", { octets: 100n });
  await billing.pay(thandi, 1_150n, plan.planId);
  const bought = await account();
  assert.deepEqual([bought.availableCents, bought.service.level, bought.bundles[0]?.name], [0n, "full", "Daily"]);

  billing.time.now = after(61);
  await billing.chargeUsage(thandi, [reportOf("ses_1", 60n), reportOf("ses_1", 130n, { octetsUp: 3n })]);
  const used = await account();
  assert.deepEqual(
    used.bundles.map(({ octetsUsed, octetsRemaining, state, noticesPercent }) => [
      octetsUsed,
      octetsRemaining,
      state,
      noticesPercent,
    ]),
    [[100n, 0n, "used-up", [50, 80, 100]]],
  );
  assert.deepEqual([used.service.level, used.service.reason], ["walled-garden", "bundle-used-up"]);
  const usage = await billing.views.usage({ customerId: thandi, cursor: "", limit: 10 });
  expect(usage?.rows[0]).toMatchObject({
    octetsDown: 130n,
    octetsUp: 3n,
    octetsFree: 33n,
    deductions: [{ bundleName: "Daily", octets: 100n, why: "earliest-expiry" }],
  });
  expect(await billing.told("ServiceStateChanged")).toMatchObject([
    { service: { level: "SERVICE_LEVEL_WALLED_GARDEN", version: "1" } },
    { service: { level: "SERVICE_LEVEL_FULL", version: "2" } },
    { service: { level: "SERVICE_LEVEL_WALLED_GARDEN", version: "3", reason: "bundle-used-up" } },
  ]);
  assert.deepEqual(
    (await billing.told("UsageNoticeRaised")).map((notice) => notice["percent"]),
    [50, 80, 100],
  );
  expect(await billing.verifyLedger()).toMatchObject(soundLedger);
});

test("fifty purchases at once with money for one bundle: exactly one succeeds, whichever process takes it", async () => {
  const plan = await billing.publish("Daily");
  await billing.pay(thandi, priceOf(plan) + priceOf(plan) - 1n);
  const other = billing.start();
  const results = await Promise.all(
    Array.from({ length: 50 }, (_, i) =>
      (i % 2 ? other : billing).buyBundle({ customerId: thandi, planId: plan.planId, idempotencyKey: `key-${i}` }),
    ),
  );
  assert.equal(results.filter((result) => result.ok).length, 1);
  assert.ok(results.every((result) => result.ok || result.error.kind === "wallet-too-low"));
  assert.equal((await account()).availableCents, priceOf(plan) - 1n);
  expect(await billing.verifyLedger()).toMatchObject(soundLedger);
});

test("one purchase asked for many times at once, in two processes, is one purchase", async () => {
  const plan = await billing.publish("Daily");
  await billing.pay(thandi, priceOf(plan) * 5n);
  const other = billing.start();
  const ask = { customerId: thandi, planId: plan.planId, idempotencyKey: "once" };
  const results = await Promise.all(Array.from({ length: 20 }, (_, i) => (i % 2 ? other : billing).buyBundle(ask)));
  assert.equal(new Set(results.map((result) => valueOf(result).bundle.bundleId)).size, 1);
  assert.equal((await account()).availableCents, priceOf(plan) * 4n);
  const otherPlan = await billing.publish("Weekly");
  assert.deepEqual(
    await billing.buyBundle({ ...ask, planId: otherPlan.planId }),
    refuse({ kind: "idempotency-key-reused" }),
  );
});

test("a payment told of by two processes at once is credited once", async () => {
  const other = billing.start();
  const payment = { customerId: thandi, paymentId: "pay_x", provider: "paystack", amountCents: 500n, planId: "" };
  await Promise.all([billing, other, billing].map((engine) => engine.creditPayment({ ...payment, currency: "ZAR" })));
  assert.equal((await account()).availableCents, 500n);
  assert.equal((await billing.told("WalletToppedUp")).length, 1);
});

test("a process that decides on what it remembered is corrected by what another one did", async () => {
  const plan = await billing.publish("Daily");
  const other = billing.start();
  await billing.openAccount(thandi);
  const buy = { customerId: thandi, planId: plan.planId };
  assert.ok(!(await other.buyBundle({ ...buy, idempotencyKey: "1" })).ok);
  await billing.pay(thandi, priceOf(plan));
  assert.ok((await other.buyBundle({ ...buy, idempotencyKey: "2" })).ok);
});

test("bundles end on time, once, also after a restart", async () => {
  const plan = await billing.publish("Daily");
  await billing.pay(thandi, priceOf(plan), plan.planId);
  await billing.pay("cus_sipho", priceOf(plan), plan.planId);
  billing.time.now = after(day - 1);
  assert.equal(await billing.expireBundles(), 0);
  billing.time.now = after(day);
  assert.equal(await billing.start().expireBundles(), 2);
  assert.equal(await billing.expireBundles(), 0);
  assert.equal((await account()).service.reason, "bundle-expired");
  expect(await billing.told("BundleExpired")).toMatchObject([{ bundle: { state: "expired" } }, {}]);
  expect(await billing.verifyLedger()).toMatchObject(soundLedger);
});

test("an account that cannot be read does not keep the others' bundles from ending", async () => {
  const plan = await billing.publish("Daily");
  for (const customerId of [thandi, "cus_sipho"]) await billing.pay(customerId, priceOf(plan), plan.planId);
  await billing.sql`alter table events disable trigger events_are_for_good`;
  const spoil = (from: string, to: string) => billing.sql`
    update events set type = ${to} where stream = 'account/cus_thandi' and type = ${from}`;
  await spoil("WalletToppedUp", "FromTheFuture");
  const restarted = billing.start();
  billing.time.now = after(day);
  assert.equal(await restarted.expireBundles(), 1);
  assert.equal((await account("cus_sipho")).service.reason, "bundle-expired");
  await spoil("FromTheFuture", "WalletToppedUp");
  billing.time.now = after(day + 60);
  assert.equal(await restarted.expireBundles(), 1);
  expect(await billing.verifyLedger()).toMatchObject(soundLedger);
});

test("a long history is read from its snapshot", async () => {
  const plan = await billing.publish("Daily", { octets: 10_000n });
  await billing.pay(thandi, priceOf(plan), plan.planId);
  billing.time.now = after(61);
  for (let octets = 1n; octets <= 250n; octets++) await billing.chargeUsage(thandi, [reportOf("ses_1", octets)]);
  const restarted = billing.start();
  assert.equal((await restarted.chargeUsage(thandi, [reportOf("ses_1", 250n)])).length, 0);
  await restarted.chargeUsage(thandi, [reportOf("ses_1", 251n)]);
  assert.equal((await account()).bundles[0]?.octetsUsed, 251n);
  expect(await billing.verifyLedger()).toMatchObject(soundLedger);
});

test("a session that was forgotten is charged the difference to what the projection remembers", async () => {
  const plan = await billing.publish("Yearly", { octets: 10_000n, validitySeconds: BigInt(365 * day) });
  await billing.pay(thandi, priceOf(plan), plan.planId);
  billing.time.now = after(61);
  await billing.chargeUsage(thandi, [reportOf("ses_old", 100n)]);
  billing.time.now = after(90 * day);
  const later = { startedAt: after(89 * day), reportedAt: after(90 * day) };
  await billing.chargeUsage(
    thandi,
    Array.from({ length: 70 }, (_, i) => reportOf(`ses_${i}`, 1n, later)),
  );
  await billing.chargeUsage(thandi, [reportOf("ses_old", 130n, { reportedAt: after(90 * day) })]);
  assert.equal((await account()).bundles[0]?.octetsUsed, 130n + 70n);
});

test("pages go back to the first row and skip none", async () => {
  for (let i = 1n; i <= 5n; i++) await billing.pay(thandi, i);
  billing.time.now = after(1000);
  await billing.chargeUsage(
    thandi,
    Array.from({ length: 5 }, (_, i) => reportOf(`ses_${i}`, 1n, { startedAt: after(i) })),
  );
  const amounts: bigint[] = [];
  const sessions: string[] = [];
  for (let cursor: string | undefined = ""; cursor !== undefined; ) {
    const page = await billing.views.statement({ customerId: thandi, cursor, limit: 2 });
    amounts.push(...(page?.rows ?? []).map((row) => row.amountCents));
    cursor = page?.nextCursor;
  }
  for (let cursor: string | undefined = ""; cursor !== undefined; ) {
    const page = await billing.views.usage({ customerId: thandi, cursor, limit: 2 });
    sessions.push(...(page?.rows ?? []).map((row) => row.sessionId));
    cursor = page?.nextCursor;
  }
  assert.deepEqual(amounts, [5n, 4n, 3n, 2n, 1n]);
  assert.deepEqual(sessions, ["ses_4", "ses_3", "ses_2", "ses_1", "ses_0"]);
  assert.equal(await billing.views.usage({ customerId: thandi, cursor: "nonsense", limit: 2 }), undefined);
});

test("a published plan is sold as its newest version until it is withdrawn", async () => {
  const first = await billing.publish("Daily");
  const { planId } = first;
  const terms = termsOf({ name: "Daily", priceCents: 900n });
  const second = valueOf(await billing.publishPlan({ terms, planId, idempotencyKey: "cheaper" }));
  assert.equal(second.version, 2);
  assert.deepEqual(
    (await billing.plans.all()).map((plan) => priceOf(plan)),
    [900n],
  );
  assert.equal(valueOf(await billing.publishPlan({ terms, planId, idempotencyKey: "cheaper" })).version, 2);
  await billing.withdrawPlan(planId);
  assert.deepEqual(await billing.plans.all(), []);
  await billing.pay(thandi, 900n, planId);
  expect(await billing.told("BundleNotActivated")).toMatchObject([{ reason: "plan-not-offered" }]);
  assert.equal((await account()).availableCents, 900n);
});

test("an account lists what is left in the order of its use, then what ended last", async () => {
  const second = await billing.publish("Week", { validitySeconds: BigInt(7 * day) });
  const first = await billing.publish("Day");
  const small = await billing.publish("Small", { octets: 5n, validitySeconds: 3600n });
  for (const plan of [second, first, small, first]) {
    billing.time.now = after(1, billing.time.now);
    await billing.pay(thandi, priceOf(plan), plan.planId);
  }
  billing.time.now = after(61);
  await billing.chargeUsage(thandi, [reportOf("ses_1", 6n)]);
  assert.deepEqual(
    (await account()).bundles.map(({ name, state }) => [name, state]),
    [
      ["Day", "active"],
      ["Day", "active"],
      ["Week", "active"],
      ["Small", "used-up"],
    ],
  );
  const [soonest, next] = (await account()).bundles;
  assert.ok(soonest && next && soonest.activatedAt < next.activatedAt);
});
