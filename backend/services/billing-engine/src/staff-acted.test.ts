import assert from "node:assert/strict";
import { type FollowedEvent, read } from "@beacom/outbox";
import { type StaffActed, StaffActedSchema } from "@beacom/proto/identity/v1/staff";
import { afterEach, beforeEach, test } from "vitest";
import { type Doors, openDoors, zar } from "#door-fixture";

let doors: Doors;
beforeEach(async () => {
  doors = await openDoors();
});
afterEach(() => doors.close());

const acts = async (): Promise<StaffActed[]> => {
  const events = await doors.database.sql<FollowedEvent[]>`select * from outbox order by position`;
  return events.flatMap((event) => read(StaffActedSchema, event) ?? []);
};
const terms = { from: zar(0n), basisPoints: 500 };

test("what staff change is told with who, what, on whom, why and from where, in the transaction of the change", async () => {
  const { headers } = doors.staff("resellers.manage");
  const from = { headers: { ...headers, "beacom-client-address": "192.0.2.7", "beacom-client-agent": "a desk" } };
  const registration = {
    terms: { electronicVoucherCommission: [terms], topUpCommission: [terms], voucherCommission: [terms] },
    idempotencyKey: "one",
  };
  const { resellerId } = await doors.resellers.registerReseller(registration, from);
  await doors.resellers.registerReseller(registration, from);
  await doors.resellers.suspendReseller({ resellerId, reason: "fraud" }, from);
  const [registered, suspended, ...others] = await acts();
  assert.deepEqual(others, []);
  assert.deepEqual(
    [
      registered?.action,
      registered?.subjectKind,
      registered?.subjectId,
      registered?.actorStaffId,
      registered?.actorRole,
    ],
    ["reseller.registered", "reseller", resellerId, "stf_nomsa", "support"],
  );
  assert.deepEqual(
    [suspended?.action, suspended?.reason, suspended?.address, suspended?.userAgent],
    ["reseller.suspended", "fraud", "192.0.2.7", "a desk"],
  );
  assert.equal(registered!.beforeJson, "");
  assert.deepEqual(Object.keys(JSON.parse(suspended!.beforeJson) as object), ["isSuspended"]);
  assert.equal((JSON.parse(registered!.afterJson) as { type: string }).type, "ResellerRegistered");
});

test("what a customer or a service does is nobody's of the staff", async () => {
  await doors.customer("cus_thandi", 500_00n);
  await doors.plan("Home", 100_00n, "prepaid");
  assert.deepEqual(await acts(), []);
});

test("a batch of thousands of vouchers is told in one message without a code", async () => {
  const order = { worth: { case: "face" as const, value: zar(10_00n) }, count: 3_000, idempotencyKey: "many" };
  await doors.vouchers.generateVouchers(order, doors.staff("vouchers.manage"));
  const [generated, ...others] = await acts();
  assert.deepEqual(others, []);
  assert.match(generated!.action, /^voucher-batch\./);
  assert.ok(generated!.afterJson.length < 20_000);
});

test("what was before is told of what was changed, amounts as text", async () => {
  const policy = doors.staff("rules.manage");
  await doors.rules.setVatRate({ rate: { from: "2026-07-01", basisPoints: 1_600 }, idempotencyKey: "1" }, policy);
  await doors.rules.setVatRate({ rate: { from: "2026-08-01", basisPoints: 1_700 }, idempotencyKey: "2" }, policy);
  const [first, second] = await acts();
  assert.deepEqual([first?.action, second?.action], ["rules.vat-rate-set", "rules.vat-rate-set"]);
  assert.ok(!first!.beforeJson.includes("1600"));
  assert.match(second!.beforeJson, /1600/);
});
