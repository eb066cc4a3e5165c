import assert from "node:assert/strict";
import { refuse, valueOf } from "@beacom/result";
import { afterEach, beforeEach, test } from "vitest";
import { openBilling } from "#billing-fixture";
import { type PostpaidFixture, postpaidFixture } from "#postpaid-fixture";

let billing: Awaited<ReturnType<typeof openBilling>>;
let does: PostpaidFixture;
beforeEach(async () => {
  billing = await openBilling();
  does = postpaidFixture(billing);
  does.at("2026-06-01");
});
afterEach(() => billing.close());

const contract = async (name: string, priceCents: bigint) => {
  const plan = await billing.publish(name, { kind: "postpaid", priceCents, validity: { count: 1, unit: "month" } });
  return {
    plan,
    terms: { planId: plan.planId, planVersion: plan.version, name, priceCents, quantity: 1, vat: plan.tax },
  };
};
const migration = (fromPlanId: string, toPlanId: string) => ({
  fromPlanId,
  fromVersion: null,
  toPlanId,
  noticeDays: 30,
});

test("subscribers of a plan move to another from their next cycle on, each once however often it is run", async () => {
  const [old, cheaper] = [await contract("Old", 500_00n), await contract("New", 450_00n)];
  const customers = Array.from({ length: 30 }, (_, index) => `cus_${index}`);
  await Promise.all(customers.map((customerId) => does.open(customerId)));
  await Promise.all(customers.map((customerId) => does.subscribe(customerId, old.terms)));
  const paused = { customerId: "cus_3", subscriptionId: "fibre", idempotencyKey: "pause" };
  valueOf(await billing.postpaid.pause(paused));
  const move = { ...migration(old.plan.planId, cheaper.plan.planId), idempotencyKey: "cheaper" };
  const preview = valueOf(await billing.postpaid.migrateSubscribers.preview(move));
  assert.deepEqual([preview.looked, preview.moved, preview.changeCents], [30, 29, -29n * 50_00n]);
  assert.deepEqual([...preview.left], [["subscription-paused", 1]]);
  const [before] = await billing.sql`select count(*)::integer as n from postpaid_subscriptions where name = 'New'`;
  assert.equal(before?.["n"], 0);

  // Two processes at once, and one of them ends in the middle.
  const other = billing.start();
  const broken = other.postpaid.migrateSubscribers.run(move).catch(() => undefined);
  await Promise.all([billing.postpaid.migrateSubscribers.run(move), other.close().catch(() => undefined)]);
  await broken;
  const again = valueOf(await billing.postpaid.migrateSubscribers.run(move));
  assert.deepEqual([again.looked, again.moved], [1, 0]);
  const changes = await billing.sql`
    select count(*)::integer as n from events where type = 'SubscriptionChanged' and data like '%"change":"terms"%'`;
  assert.equal(changes[0]?.["n"], 29);
  does.at("2026-07-01");
  await billing.postpaid.closeCycles();
  assert.deepEqual(await does.linesOf("inv_2_cus_7"), [["New", 391_30n, 58_70n, 450_00n]]);
  await does.verified();
});

test("a dearer plan waits for a cycle that is far enough away to tell the customer in time", async () => {
  const [old, dearer] = [await contract("Old", 500_00n), await contract("Dearer", 600_00n)];
  await does.open("cus_a");
  await does.subscribe("cus_a", old.terms);
  does.at("2026-06-20");
  const move = { ...migration(old.plan.planId, dearer.plan.planId), idempotencyKey: "dearer" };
  const early = valueOf(await billing.postpaid.migrateSubscribers.run(move));
  assert.deepEqual([early.moved, [...early.left]], [0, [["notice-too-short", 1]]]);
  does.at("2026-07-01");
  const later = valueOf(await billing.postpaid.migrateSubscribers.run(move));
  assert.deepEqual([later.moved, later.changeCents], [1, 100_00n]);
  does.at("2026-08-01");
  await billing.postpaid.closeCycles();
  assert.equal((await does.linesOf("inv_3_cus_a"))?.[0]?.[3], 600_00n);
  assert.deepEqual(
    await billing.postpaid.migrateSubscribers.run({ ...move, toPlanId: old.plan.planId, idempotencyKey: "none" }),
    refuse({ kind: "same-plan" }),
  );
  await does.verified();
});
