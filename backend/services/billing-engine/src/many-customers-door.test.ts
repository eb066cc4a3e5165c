import assert from "node:assert/strict";
import { Code } from "@connectrpc/connect";
import { afterEach, beforeEach, describe, test } from "vitest";
import { type Doors, needsPermission, openDoors, refused, zar } from "#door-fixture";

let doors: Doors;
beforeEach(async () => {
  doors = await openDoors();
});
afterEach(() => doors.close());

const restrictionOf = async (customerId: string) => (await doors.billing.getAccount({ customerId })).restrictedByStaff;
const availableOf = async (customerId: string) =>
  (await doors.billing.getAccount({ customerId })).available?.minorUnits;
const invoiced = async (customerId: string, planId: string) => {
  await doors.customer(customerId);
  await doors.postpaid.openBilling({
    customerId,
    termsDays: 7,
    cycle: { months: 1, day: 1 },
    recipient: { name: customerId },
  });
  return doors.postpaid.subscribe({ customerId, planId, idempotencyKey: doors.key() });
};
const plansOf = async (customerId: string) =>
  (await doors.postpaid.getBilling({ customerId })).subscriptions.map(({ planId }) => planId);

describe("goodwill", () => {
  const goodwill = (customerId: string, over = {}) =>
    doors.manyCustomers.creditGoodwill({
      customerId,
      amount: zar(50_00n),
      reasonCode: "outage",
      by: "stf_thandi",
      approvedBy: "stf_sipho",
      idempotencyKey: "mas_1:cus_a",
      ...over,
    });

  test("is credited once for the key, however often it is asked for", async () => {
    await doors.customer("cus_a", 10_00n);
    const [one, two] = await Promise.all([goodwill("cus_a"), goodwill("cus_a")]);
    assert.deepEqual([one.available?.minorUnits, two.available?.minorUnits], [60_00n, 60_00n]);
    assert.equal((await goodwill("cus_a", { idempotencyKey: "mas_2:cus_a" })).available?.minorUnits, 110_00n);
    assert.equal(await availableOf("cus_a"), 110_00n);
    assert.ok((await doors.billing.verifyLedger({})).balanced);
  });

  test("that cannot be credited is refused with its reason", async () => {
    await doors.customer("cus_a");
    await refused(goodwill("cus_b"), "account-not-open-yet", Code.NotFound);
    await refused(goodwill("cus_a", { reasonCode: "luck" }), "reason-unknown", Code.InvalidArgument);
    await refused(goodwill("cus_a", { amount: zar(0n) }), "amount-not-positive", Code.InvalidArgument);
    await refused(goodwill("cus_a", { amount: zar(50_001_00n) }), "over-ceiling", Code.PermissionDenied, {
      ceiling: 50_000_00n,
    });
    await refused(goodwill("cus_a", { idempotencyKey: "" }), "idempotency-key-missing", Code.InvalidArgument);
  });

  test("is no member of staff's to credit", () =>
    refused(
      doors.manyCustomers.creditGoodwill({ customerId: "cus_a" }, doors.staff("*")),
      "caller-not-allowed",
      Code.PermissionDenied,
    ));
});

test("a restriction is set once for the key, so that what staff did since is not undone", async () => {
  await doors.customer("cus_a");
  const suspend = { customerId: "cus_a", restriction: "suspended", by: "stf_thandi", idempotencyKey: "mas_1:cus_a" };
  await doors.manyCustomers.restrictOnce(suspend);
  assert.equal(await restrictionOf("cus_a"), "suspended");
  await doors.billing.restrictService({ customerId: "cus_a", restriction: "" }, doors.staff("customers.restrict"));
  await doors.manyCustomers.restrictOnce(suspend);
  assert.equal(await restrictionOf("cus_a"), "");
  await doors.manyCustomers.restrictOnce({ ...suspend, restriction: "walled-garden", idempotencyKey: "mas_2:cus_a" });
  assert.equal(await restrictionOf("cus_a"), "walled-garden");
  await refused(
    doors.manyCustomers.restrictOnce({ ...suspend, restriction: "terminated" }),
    "restriction-not-known",
    Code.InvalidArgument,
  );
  await refused(
    doors.manyCustomers.restrictOnce({ ...suspend, idempotencyKey: "" }),
    "idempotency-key-missing",
    Code.InvalidArgument,
  );
  await refused(
    doors.manyCustomers.restrictOnce({ ...suspend, customerId: "cus_b" }),
    "account-not-open-yet",
    Code.NotFound,
  );
});

test("customers are found by plan, service, restriction and balance, page by page, and everybody is never meant by nothing", async () => {
  const fibre = await doors.plan("Fibre", 500_00n, "postpaid");
  for (const [index, customerId] of ["cus_a", "cus_b", "cus_c"].entries())
    await doors.customer(customerId, BigInt(index) * 10_00n);
  await invoiced("cus_d", fibre.planId);
  await doors.manyCustomers.restrictOnce({
    customerId: "cus_b",
    restriction: "suspended",
    by: "x",
    idempotencyKey: "1",
  });
  const found = async (filter: Parameters<typeof doors.manyCustomers.findAccounts>[0]) =>
    (await doors.manyCustomers.findAccounts(filter)).customerIds;
  assert.deepEqual(await found({ planId: fibre.planId }), ["cus_d"]);
  assert.deepEqual(await found({ restricted: "yes" }), ["cus_b"]);
  assert.deepEqual(await found({ serviceLevel: "blocked" }), ["cus_b"]);
  assert.deepEqual(await found({ restricted: "no", availableAtMost: zar(0n) }), ["cus_a", "cus_d"]);
  assert.deepEqual(await found({ availableAtLeast: zar(10_00n), availableAtMost: zar(10_00n) }), ["cus_b"]);
  const first = await doors.manyCustomers.findAccounts({ restricted: "no", limit: 2 });
  assert.deepEqual([first.customerIds, first.more], [["cus_a", "cus_c"], true]);
  const second = await doors.manyCustomers.findAccounts({ restricted: "no", limit: 2, afterCustomerId: "cus_c" });
  assert.deepEqual([second.customerIds, second.more], [["cus_d"], false]);
  await refused(found({}), "filter-missing", Code.InvalidArgument);
  await refused(found({ serviceLevel: "fast" }), "kind-not-known", Code.InvalidArgument);
  await refused(
    found({ availableAtMost: { minorUnits: 1n, currency: "USD" } }),
    "currency-not-offered",
    Code.InvalidArgument,
  );
});

describe("a move to another plan", () => {
  const manager = () => doors.staff("plans.manage");

  test("of one customer is previewed, made once for the key, and remembered", async () => {
    const [old, cheaper] = [await doors.plan("Old", 500_00n, "postpaid"), await doors.plan("New", 450_00n, "postpaid")];
    await invoiced("cus_a", old.planId);
    const order = { fromPlanId: old.planId, toPlanId: cheaper.planId };
    const move = { customerId: "cus_a", order, idempotencyKey: "mas_1:cus_a" };
    const preview = await doors.planMigrations.previewMove(move, manager());
    assert.deepEqual([preview.moved, preview.monthlyChange?.minorUnits], [1, -50_00n]);
    assert.deepEqual(await plansOf("cus_a"), [old.planId]);
    const moved = await doors.planMigrations.moveCustomer(move);
    assert.deepEqual([moved.moved, moved.from], [1, preview.from]);
    assert.equal((await doors.planMigrations.moveCustomer(move)).moved, 0);
    doors.time.now = new Date("2026-07-02T08:00:00Z");
    assert.deepEqual(await plansOf("cus_a"), [cheaper.planId]);
    const other = { ...move, idempotencyKey: "mas_2:cus_a" };
    await refused(doors.planMigrations.moveCustomer(other), "not-on-plan", Code.FailedPrecondition);
  });

  test("of everybody is ordered once, goes on by itself and says when it is over", async () => {
    const [old, cheaper] = [await doors.plan("Old", 500_00n, "postpaid"), await doors.plan("New", 450_00n, "postpaid")];
    await invoiced("cus_a", old.planId);
    const order = { fromPlanId: old.planId, toPlanId: cheaper.planId };
    const report = await doors.planMigrations.previewMigration(order, manager());
    assert.deepEqual(
      [report.looked, report.moved, report.monthlyChange.map(({ minorUnits }) => minorUnits)],
      [1, 1, [-50_00n]],
    );
    const ordered = await doors.planMigrations.orderMigration({ order, idempotencyKey: "cheaper" }, manager());
    assert.deepEqual([ordered.migration?.by, ordered.migration?.over], ["stf_nomsa", false]);
    await doors.planMigrations.orderMigration({ order, idempotencyKey: "cheaper" }, manager());
    const { migrations } = await doors.planMigrations.listMigrations({}, manager());
    assert.deepEqual(
      migrations.map(({ migrationKey, order: known }) => [migrationKey, known?.when]),
      [["cheaper", "next-cycle"]],
    );
    const reused = { order: { ...order, when: "2026-08-01" }, idempotencyKey: "cheaper" };
    await refused(doors.planMigrations.orderMigration(reused, manager()), "idempotency-key-reused", Code.AlreadyExists);
  });

  test("that cannot be is refused with its reason", async () => {
    const [old, dearer] = [
      await doors.plan("Old", 500_00n, "postpaid"),
      await doors.plan("Dearer", 600_00n, "postpaid"),
    ];
    const prepaid = await doors.plan("Prepaid", 50_00n, "prepaid");
    await invoiced("cus_a", old.planId);
    const preview = (order: object) => doors.planMigrations.previewMigration(order, manager());
    const [fromPlanId, toPlanId] = [old.planId, dearer.planId];
    await refused(preview({ fromPlanId: "pln_x", toPlanId }), "plan-unknown", Code.NotFound);
    await refused(preview({ fromPlanId, toPlanId: "pln_x" }), "plan-not-offered", Code.NotFound);
    await refused(preview({ fromPlanId, toPlanId: fromPlanId }), "same-plan", Code.InvalidArgument);
    await refused(preview({ fromPlanId, toPlanId: prepaid.planId }), "plan-kind-differs", Code.FailedPrecondition);
    await refused(
      preview({ fromPlanId: prepaid.planId, toPlanId: prepaid.planId }),
      "bundles-keep-their-terms",
      Code.FailedPrecondition,
    );
    await refused(preview({ fromPlanId, toPlanId, when: "2026-05-01" }), "day-passed", Code.InvalidArgument);
    await refused(preview({ fromPlanId, toPlanId, when: "soon" }), "not-a-day", Code.InvalidArgument);
    const early = { customerId: "cus_a", order: { fromPlanId, toPlanId, when: "2026-06-03" }, idempotencyKey: "1" };
    await refused(doors.planMigrations.moveCustomer(early, manager()), "notice-too-short", Code.FailedPrecondition);
    await refused(
      doors.planMigrations.moveCustomer({ ...early, idempotencyKey: "" }, manager()),
      "idempotency-key-missing",
      Code.InvalidArgument,
    );
    const nobody = { ...early, customerId: "cus_z", order: { fromPlanId, toPlanId } };
    await refused(doors.planMigrations.previewMove(nobody, manager()), "not-on-plan", Code.FailedPrecondition);
  });

  test("needs plans.manage", async () => {
    const other = doors.staff("plans.publish");
    const { planMigrations } = doors;
    await needsPermission(planMigrations.previewMigration({}, other));
    await needsPermission(planMigrations.orderMigration({}, other));
    await needsPermission(planMigrations.listMigrations({}, other));
    await needsPermission(planMigrations.previewMove({}, other));
    await needsPermission(planMigrations.moveCustomer({}, other));
  });
});
