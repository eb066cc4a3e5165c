import assert from "node:assert/strict";
import { valueOf } from "@beacom/result";
import { afterAll, beforeAll, test } from "vitest";
import { openBilling } from "#billing-fixture";
import { after, day, megabyte, reportOf } from "#domain/account-examples";

let billing: Awaited<ReturnType<typeof openBilling>>;
beforeAll(async () => {
  billing = await openBilling();
});
afterAll(() => billing.close());

const everyDay = [1, 2, 3, 4, 5, 6, 7];
const account = async (customerId: string) => {
  const view = await billing.views.account(customerId);
  assert.ok(view);
  return view;
};

test("night data is used at night and the rest by day, and the service follows the clock alone", async () => {
  billing.time.now = new Date("2026-11-23T18:00:00Z");
  const plan = await billing.publish("Day and night", {
    allowances: [
      { name: "Night", octets: 1_000n * megabyte, window: { weekdays: everyDay, fromMinute: 0, toMinute: 300 } },
      { name: "Anytime", octets: 10n * megabyte, window: null },
    ],
  });
  await billing.pay("cus_night", 1_150n, plan.planId);
  // From 23:00 to 01:00 in Johannesburg, half before midnight: half of it is the day's.
  const night = { startedAt: new Date("2026-11-23T21:00:00Z"), reportedAt: new Date("2026-11-23T23:00:00Z") };
  billing.time.now = night.reportedAt;
  await billing.chargeUsage("cus_night", [reportOf("ses_night", 20n * megabyte, night)]);
  const [usage] = (await billing.views.usage({ customerId: "cus_night", cursor: "", limit: 1 }))!.rows;
  assert.deepEqual(
    usage?.deductions.map(({ bundleName, octets }) => [bundleName, octets]),
    [
      ["Day and night: Night", 10n * megabyte],
      ["Day and night: Anytime", 10n * megabyte],
    ],
  );
  assert.equal((await account("cus_night")).service.reason, "in-bundle");
  billing.time.now = new Date("2026-11-24T03:00:00Z");
  assert.equal(await billing.reviewWindows(), 1);
  assert.equal((await account("cus_night")).service.reason, "bundle-outside-window");
});

test("what is left of a month is carried over once, and then expires", async () => {
  const bought = new Date("2026-11-25T10:00:00Z");
  billing.time.now = bought;
  const plan = await billing.publish("Month", { validity: { count: 1, unit: "month" } });
  await billing.pay("cus_roll", 1_150n, plan.planId);
  billing.time.now = new Date("2026-12-25T10:00:00Z");
  await billing.expireBundles();
  const [carried] = (await account("cus_roll")).bundles;
  assert.equal(carried?.state, "active");
  assert.equal(carried?.rolledOver, 1);
  assert.equal(carried?.expiresAt.toISOString(), "2027-01-25T10:00:00.000Z");
  billing.time.now = new Date("2027-01-25T10:00:00Z");
  await billing.expireBundles();
  assert.equal((await account("cus_roll")).bundles[0]?.state, "expired");
});

test("data and money go to another customer, once for each key, and never to nobody", async () => {
  const plan = await billing.publish("To share", { octets: 900n, validitySeconds: BigInt(30 * day) });
  await billing.pay("cus_giver", 5_000n, plan.planId);
  await billing.openAccount("cus_taker");
  const [bundle] = (await account("cus_giver")).bundles;
  const send = { customerId: "cus_giver", toCustomerId: "cus_taker", idempotencyKey: "k" };
  for (const _ of [1, 2])
    valueOf(await billing.transfers.sendData({ ...send, bundleId: bundle!.bundleId, octets: 300n }));
  for (const _ of [1, 2])
    valueOf(await billing.transfers.sendMoney({ ...send, idempotencyKey: "m", amountCents: 850n, currency: "ZAR" }));
  assert.equal((await account("cus_giver")).bundles[0]?.octetsRemaining, 600n);
  assert.equal((await account("cus_taker")).bundles[0]?.octetsRemaining, 300n);
  assert.equal((await account("cus_taker")).availableCents, 850n);
  const nobody = await billing.transfers.sendMoney({
    ...send,
    toCustomerId: "cus_nobody",
    idempotencyKey: "n",
    amountCents: 1n,
    currency: "ZAR",
  });
  assert.equal(!nobody.ok && nobody.error.kind, "receiver-unknown");
});

test("in a batch of transfers each is refused alone", async () => {
  await billing.pay("cus_many", 1_000n);
  const transfer = (index: number) => ({
    customerId: "cus_many",
    toCustomerId: "cus_taker",
    amountCents: 400n,
    currency: "ZAR",
    idempotencyKey: `batch-${index}`,
  });
  const answers = await billing.transfers.sendMoneyInBatch([1, 2, 3].map(transfer));
  assert.deepEqual(
    answers.map(({ ok }) => ok),
    [true, true, false],
  );
  assert.equal((await account("cus_many")).availableCents, 200n);
});

test("a member uses what is shared after one's own, and is told when it ends", async () => {
  const plan = await billing.publish("Family", { octets: 1_000n, members: 4 });
  await billing.pay("cus_mother", 1_150n, plan.planId);
  await billing.openAccount("cus_child");
  await billing.openAccount("cus_uncle");
  for (const memberId of ["cus_child", "cus_uncle"])
    valueOf(await billing.sharing.add({ ownerId: "cus_mother", memberId, limitOctets: null }));
  assert.equal((await account("cus_child")).service.reason, "in-shared-bundle");
  await billing.chargeUsage("cus_child", [reportOf("ses_child", 1_200n, { reportedAt: billing.time.now })]);
  assert.equal((await account("cus_mother")).bundles[0]?.octetsRemaining, 0n);
  assert.notEqual((await account("cus_child")).service.level, "full");
  await billing.sharing.tellMembers();
  assert.notEqual((await account("cus_uncle")).service.level, "full");
  const [usage] = (await billing.views.usage({ customerId: "cus_child", cursor: "", limit: 1 }))!.rows;
  assert.deepEqual([usage?.octetsShared, usage?.octetsFree], [1_000n, 200n]);
});

test("without a bundle nothing is charged until the customer agrees, and then never more than there is", async () => {
  const tariff = await billing.publish("Pay as you go", {
    kind: "pay-as-you-go",
    allowances: [],
    prices: [{ currency: "ZAR", priceCents: 0n }],
    tariff: { unitOctets: megabyte, unitPrices: [{ currency: "ZAR", priceCents: 10n }] },
  });
  await billing.pay("cus_payg", 100n);
  const used = (octets: bigint) =>
    billing.chargeUsage("cus_payg", [reportOf("ses_payg", octets, { reportedAt: billing.time.now })]);
  await used(5n * megabyte);
  assert.equal((await account("cus_payg")).availableCents, 100n);
  const agreed = { customerId: "cus_payg", planId: tariff.planId, payer: "wallet", by: "cus_payg" } as const;
  valueOf(await billing.outOfBundle.allow({ ...agreed, limitCents: null }));
  assert.equal((await account("cus_payg")).service.reason, "out-of-bundle");
  await used(9n * megabyte);
  assert.equal((await account("cus_payg")).availableCents, 60n);
  await used(500n * megabyte);
  assert.equal((await account("cus_payg")).availableCents, 0n);
  assert.notEqual((await account("cus_payg")).service.reason, "out-of-bundle");
});

test("a hold counts until it is committed, released or over", async () => {
  await billing.pay("cus_hold", 1_000n);
  const hold = (holdId: string, amountCents: bigint) =>
    billing.holds.hold({ customerId: "cus_hold", holdId, amountCents, purpose: "airtime", seconds: 60 });
  valueOf(await hold("a", 700n));
  const refused = await hold("b", 400n);
  assert.equal(!refused.ok && refused.error.kind, "wallet-too-low");
  valueOf(await billing.holds.commit({ customerId: "cus_hold", holdId: "a", amountCents: 500n, reference: "vend-1" }));
  assert.equal((await account("cus_hold")).availableCents, 500n);
  valueOf(await hold("c", 500n));
  billing.time.now = after(61, billing.time.now);
  await billing.expireBundles();
  assert.deepEqual([(await account("cus_hold")).availableCents, (await account("cus_hold")).heldCents], [500n, 0n]);
});

test("staff suspend an access and give it back, whatever is paid for", async () => {
  const plan = await billing.publish("Suspended", {});
  await billing.pay("cus_held_up", 1_150n, plan.planId);
  const restrict = (restriction: "suspended" | null) =>
    billing.restrictService({ customerId: "cus_held_up", restriction, by: "stf_1" });
  valueOf(await restrict("suspended"));
  assert.equal((await account("cus_held_up")).service.level, "blocked");
  valueOf(await restrict(null));
  assert.equal((await account("cus_held_up")).service.level, "full");
});

test("reservations grow smaller towards the end, and one session cannot take what another was promised", async () => {
  const plan = await billing.publish("Metered", { octets: 100n * megabyte });
  await billing.pay("cus_two", 1_150n, plan.planId);
  const reserve = (sessionId: string, reservationId: string) =>
    billing.reservations.reserve({
      customerId: "cus_two",
      sessionId,
      reservationId,
      octets: 80n * megabyte,
      seconds: 600,
    });
  assert.equal(valueOf(await reserve("ses_1", "r1")).octets, 25n * megabyte);
  assert.equal(valueOf(await reserve("ses_2", "r2")).octets, (75n * megabyte) / 4n);
  await billing.chargeUsage("cus_two", [reportOf("ses_3", 100n * megabyte, { reportedAt: billing.time.now })]);
  assert.equal((await account("cus_two")).bundles[0]?.octetsRemaining, 25n * megabyte + (75n * megabyte) / 4n);
});

test("after all of it the ledger adds up and a rebuild equals what is live", async () => {
  const report = await billing.verifyLedger();
  assert.deepEqual(report.problems, []);
  assert.ok(report.balanced && report.chainIntact && report.rebuildEqualsLive);
});
