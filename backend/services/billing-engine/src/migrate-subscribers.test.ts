import assert from "node:assert/strict";
import { refuse, valueOf } from "@beacom/result";
import { afterEach, beforeEach, test } from "vitest";
import type { MigrationOutcome } from "#application/plan-migration/migration-report";
import { openBilling } from "#billing-fixture";
import { termsOf } from "#domain/account-examples";
import { share } from "#domain/postpaid/proration";
import { type PostpaidFixture, postpaidFixture } from "#postpaid-fixture";

let billing: Awaited<ReturnType<typeof openBilling>>;
let does: PostpaidFixture;
beforeEach(async () => {
  billing = await openBilling();
  does = postpaidFixture(billing);
  does.at("2026-06-01");
});
afterEach(() => billing.close());

const contract = async (name: string, priceCents: bigint, planId = "") => {
  const plan = valueOf(
    await billing.publishPlan({
      terms: termsOf({ name, kind: "postpaid", priceCents, validity: { count: 1, unit: "month" } }),
      planId,
      idempotencyKey: name,
    }),
  );
  return {
    planId: plan.planId,
    plan,
    terms: { planId: plan.planId, planVersion: plan.version, name, priceCents, quantity: 1, vat: plan.tax },
  };
};
const migration = (fromPlanId: string, toPlanId: string) => ({
  fromPlanId,
  fromVersion: null,
  toPlanId,
  when: "next-cycle" as const,
  by: "stf_one",
});
const moves = async () => {
  const [row] = await billing.sql<{ n: number }[]>`
    select count(*)::integer as n from events where type = 'SubscriptionChanged' and data like '%"change":"terms"%'`;
  return row!.n;
};

test("subscribers of a plan move to another from their next cycle on, and a preview says so before", async () => {
  const [old, cheaper] = [await contract("Old", 500_00n), await contract("New", 450_00n)];
  const customers = Array.from({ length: 20 }, (_, index) => `cus_${index}`);
  // Every third is invoiced once in three months, for three months' price.
  for (const [index, customerId] of customers.entries()) {
    await does.open(customerId, { cycle: { months: index % 3 === 0 ? 3 : 1, day: 1 } });
    await does.subscribe(customerId, old.terms);
  }
  valueOf(await billing.postpaid.pause({ customerId: "cus_4", subscriptionId: "fibre", idempotencyKey: "pause" }));
  valueOf(await billing.withdrawPlan(old.planId));
  const order = migration(old.planId, cheaper.planId);
  const whom: MigrationOutcome[] = [];
  const preview = valueOf(
    await billing.postpaid.migrateSubscribers.preview(order, { each: (outcome) => whom.push(outcome) }),
  );
  assert.deepEqual([preview.looked, preview.moved, [...preview.left]], [20, 19, [["subscription-paused", 1]]]);
  assert.deepEqual([...preview.monthlyChangeCents], [["ZAR", -12n * 50_00n - share(7n * 50_00n, 1, 3)]]);
  assert.deepEqual(
    whom.filter(({ moved }) => !moved),
    [{ customerId: "cus_4", subscriptionId: "fibre", moved: false, why: "subscription-paused" }],
  );
  assert.equal(await moves(), 0);

  const told: number[] = [];
  const progress = ({ looked }: { readonly looked: number }) => told.push(looked);
  const report = valueOf(
    await billing.postpaid.migrateSubscribers.run({ ...order, idempotencyKey: "cheaper" }, { progress }),
  );
  assert.deepEqual(report, preview);
  assert.ok(told.length > 0);
  assert.equal(await moves(), 19);
  does.at("2026-07-01");
  await billing.postpaid.closeCycles();
  assert.deepEqual(await does.linesOf("inv_2_cus_7"), [["New", 391_30n, 58_70n, 450_00n]]);
  await does.verified();
});

test("a migration that was broken off goes on by itself, and each subscriber is moved once", async () => {
  const [old, cheaper] = [await contract("Old", 500_00n), await contract("New", 450_00n)];
  const customers = Array.from({ length: 250 }, (_, index) => `cus_${index}`);
  await Promise.all(customers.map((customerId) => does.open(customerId)));
  await Promise.all(customers.map((customerId) => does.subscribe(customerId, old.terms)));
  const order = { ...migration(old.planId, cheaper.planId), idempotencyKey: "cheaper" };
  let seen = 0;
  const each = () => {
    seen += 1;
    if (seen === 5) throw new Error("the process ends");
  };
  await assert.rejects(billing.postpaid.migrateSubscribers.run(order, { each }), /the process ends/);
  const before = await moves();
  assert.ok(before >= 5 && before < 250);
  // Two processes go on with it, and somebody asks for it again.
  const others = [billing.start(), billing.start()];
  await Promise.all([
    ...others.map(({ postpaid }) => postpaid.migrateSubscribers.resume()),
    billing.postpaid.migrateSubscribers.run(order),
  ]);
  assert.equal(await moves(), 250);
  assert.equal(await billing.postpaid.migrateSubscribers.resume(), 0);
  const again = valueOf(await billing.postpaid.migrateSubscribers.run(order));
  assert.deepEqual([again.looked, again.moved, await moves()], [0, 0, 250]);
  await does.verified();
});

test("a customer who cannot be moved now does not hold up the others, and is moved by the next look", async () => {
  const [old, cheaper] = [await contract("Old", 500_00n), await contract("New", 450_00n)];
  const customers = ["cus_a", "cus_b", "cus_c"];
  for (const customerId of customers) await does.open(customerId);
  for (const customerId of customers) await does.subscribe(customerId, old.terms);
  const spoilt = (type: string) =>
    billing.sql`update events set type = ${type} where stream = 'postpaid/cus_b' and version = 1`;
  await billing.sql`alter table events disable trigger user`;
  await spoilt("FromTheFuture");
  const engine = billing.start();
  const order = { ...migration(old.planId, cheaper.planId), idempotencyKey: "cheaper" };
  const report = await engine.postpaid.migrateSubscribers.run(order).then(valueOf);
  assert.deepEqual([report.looked, report.moved, report.failed], [3, 2, 1]);
  await spoilt("PostpaidOpened");
  await engine.postpaid.lookAfterCustomers();
  assert.equal(await moves(), 3);
  await does.verified();
});

test("who went back to the old plan is not moved again by the same migration", async () => {
  const [old, cheaper] = [await contract("Old", 500_00n), await contract("New", 450_00n)];
  await does.open("cus_a");
  await does.subscribe("cus_a", old.terms);
  const order = { ...migration(old.planId, cheaper.planId), idempotencyKey: "cheaper" };
  assert.equal(valueOf(await billing.postpaid.migrateSubscribers.run(order)).moved, 1);
  const back = { customerId: "cus_a", subscriptionId: "fibre", terms: old.terms, when: "now" as const };
  valueOf(await billing.postpaid.changeTerms({ ...back, idempotencyKey: "back" }));
  const again = valueOf(await billing.postpaid.migrateSubscribers.run(order));
  assert.deepEqual([again.moved, [...again.left]], [0, [["moved-before", 1]]]);
  const other = valueOf(await billing.postpaid.migrateSubscribers.run({ ...order, idempotencyKey: "again" }));
  assert.equal(other.moved, 1);
});

test("a dearer plan is for a cycle that is far enough away, and for a day only if that is", async () => {
  const [old, dearer] = [await contract("Old", 500_00n), await contract("Dearer", 600_00n)];
  await does.open("cus_a");
  await does.subscribe("cus_a", old.terms);
  does.at("2026-06-20");
  const order = migration(old.planId, dearer.planId);
  const early = { ...order, when: "2026-07-15" as const, idempotencyKey: "early" };
  const refused = valueOf(await billing.postpaid.migrateSubscribers.run(early));
  assert.deepEqual([refused.moved, [...refused.left]], [0, [["notice-too-short", 1]]]);
  valueOf(await billing.postpaid.migrateSubscribers.run({ ...order, idempotencyKey: "in time" }));
  for (const month of ["2026-07-01", "2026-08-01"] as const) {
    does.at(month);
    await billing.postpaid.closeCycles();
  }
  assert.equal((await does.linesOf("inv_2_cus_a"))?.[0]?.[3], 500_00n);
  assert.equal((await does.linesOf("inv_3_cus_a"))?.[0]?.[3], 600_00n);
  await does.verified();
});

test("a migration leads to the version that was ordered, and its key is refused for another", async () => {
  const [old, next] = [await contract("Old", 500_00n), await contract("New", 450_00n)];
  await does.open("cus_a");
  await does.open("cus_b");
  await does.subscribe("cus_a", old.terms);
  const { run, preview } = billing.postpaid.migrateSubscribers;
  const order = { ...migration(old.planId, next.planId), idempotencyKey: "once" };
  valueOf(await run(order));
  await contract("New for less", 400_00n, next.planId);
  await does.subscribe("cus_b", old.terms);
  valueOf(await run(order));
  const subscriptions = await billing.sql`select name, plan_version, price_cents from postpaid_subscriptions`;
  assert.deepEqual(
    subscriptions.map((row) => [row["name"], row["plan_version"], row["price_cents"]]),
    [
      ["New", 1, 450_00n],
      ["New", 1, 450_00n],
    ],
  );
  assert.deepEqual(await run({ ...order, when: "2026-09-01" }), refuse({ kind: "idempotency-key-reused" }));
  // From the first version of a plan to its newest.
  const upwards = { ...migration(next.planId, next.planId), fromVersion: 1 };
  assert.equal(valueOf(await run({ ...upwards, idempotencyKey: "newest" })).moved, 2);
  const refusal = async (changes: object) => {
    const result = await preview({ ...order, ...changes });
    return result.ok ? "" : result.error.kind;
  };
  const prepaid = (await billing.publish("Prepaid")).planId;
  const another = (await billing.publish("Another")).planId;
  assert.equal(await refusal({ fromPlanId: next.planId }), "same-plan");
  assert.equal(await refusal({ fromPlanId: "pln_none" }), "plan-unknown");
  assert.equal(await refusal({ toPlanId: "pln_none" }), "plan-not-offered");
  assert.equal(await refusal({ toPlanId: prepaid }), "plan-kind-differs");
  assert.equal(await refusal({ fromPlanId: another, toPlanId: prepaid }), "bundles-keep-their-terms");
  assert.equal(await refusal({ when: "2026-05-31" }), "day-passed");
  await does.verified();
});

test("agreements to a tariff move to one that is not dearer, and a dearer one needs the customer's word", async () => {
  const [old, cheap, dear] = [
    await does.dataTariff("Old"),
    await does.dataTariff("Cheap", { priceCents: 92n }),
    await does.dataTariff("Dear", { priceCents: 116n }),
  ];
  for (const customerId of ["cus_a", "cus_b"]) {
    await billing.openAccount(customerId);
    await does.open(customerId);
    await does.allowOnAccount(customerId, old);
  }
  await does.browse("cus_a", "ses_1", 10n);
  const { run } = billing.postpaid.migrateSubscribers;
  const asked = valueOf(await run({ ...migration(old, dear), idempotencyKey: "dear" }));
  assert.deepEqual([asked.moved, [...asked.left]], [0, [["consent-needed", 2]]]);
  const order = { ...migration(old, cheap), when: "2026-06-15" as const, idempotencyKey: "cheap" };
  assert.deepEqual([...valueOf(await run(order)).left], [["day-not-reached", 2]]);
  assert.equal(await billing.postpaid.migrateSubscribers.resume(), 0);
  does.at("2026-06-15");
  assert.equal(await billing.postpaid.migrateSubscribers.resume(), 1);
  assert.equal(await billing.postpaid.migrateSubscribers.resume(), 0);
  const agreement = (await billing.views.account("cus_a"))?.outOfBundle;
  // What was used before the move is of the same limit.
  assert.deepEqual([agreement?.planId, agreement?.usedCents, agreement?.limitCents], [cheap, 1_150n, 100_000n]);
  await does.browse("cus_a", "ses_2", 10_000n);
  assert.equal((await billing.views.account("cus_a"))?.outOfBundle?.usedCents, 100_000n);
  does.at("2026-07-01");
  await billing.postpaid.closeCycles();
  assert.deepEqual(
    (await does.linesOf("inv_1_cus_a"))?.map(([name, , , grossCents]) => [name, grossCents]),
    [
      ["Old", 1_150n],
      ["Cheap", 98_850n],
    ],
  );
  assert.equal(await does.owedOf("accrued-revenue"), 0n);
  await does.verified();
});
