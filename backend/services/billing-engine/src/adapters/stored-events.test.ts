import assert from "node:assert/strict";
import { valueOf } from "@beacom/result";
import { test } from "vitest";
import { accountOf, storedAccount } from "#adapters/stored-account";
import { accountEvents, catalogueEvents } from "#adapters/stored-events";
import { after, bought, day, noon, opened, planOf, purchaseOf, reportOf, topUpOf } from "#domain/account-examples";
import { decideChargeUsage } from "#domain/charge-usage";
import { decideExpireBundles } from "#domain/expire-bundles";
import type { PlanMigration } from "#domain/plan-migration";
import { decideOpenAccount } from "#domain/open-account";
import { decideTopUp } from "#domain/top-up";
import { decideSendData } from "#domain/transfer";

const throttled = planOf({
  octets: 10n ** 18n,
  afterExhaustion: { policy: "throttle", rate: { downBitsPerSecond: 1n, upBitsPerSecond: 2n } },
});
const { planId: _, ...purchase } = purchaseOf(undefined, "bun_none");
const top = valueOf(
  decideTopUp(undefined, { ...topUpOf("pay_1", 5_000n), purchase: { ...purchase, planId: "pln_gone" } }),
);
const buying = bought(top.account, throttled, "bun_1");
const charged = valueOf(
  decideChargeUsage(buying.account, reportOf("ses_1", 9n * 10n ** 17n, { endedAt: after(60) }), {
    vatBasisPoints: 1_500n,
    at: after(61),
  }),
);
const expired = decideExpireBundles(charged.account, after(day));
const history = [top, buying, charged, expired].flatMap(({ events }) => events);
const migration: PlanMigration = {
  migrationKey: "key",
  fromPlanId: "pln_0",
  fromVersion: 3,
  to: throttled,
  when: "2026-12-01",
  by: "stf_one",
};
const asJson = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

test("every event is the same after it was stored", () => {
  assert.equal(new Set(history.map(({ type }) => type)).size, 8);
  for (const event of history) {
    const { data, ...stored } = accountEvents.write(event);
    assert.deepEqual(accountEvents.read({ ...stored, data: asJson(data) }), event);
  }
  for (const event of [
    { type: "PlanPublished", plan: throttled, publicationKey: "key", at: noon },
    { type: "PlanWithdrawn", planId: "pln_1", at: noon },
    { type: "MigrationOrdered", migration, at: noon },
    { type: "MigrationEnded", migrationKey: "key", at: noon },
  ] as const) {
    const { data, ...stored } = catalogueEvents.write(event);
    assert.deepEqual(catalogueEvents.read({ ...stored, data: asJson(data) }), event);
  }
});

test("an account is the same after its snapshot, and a snapshot of another form is not used", () => {
  const snapshot = asJson(storedAccount(expired.account)) as object;
  assert.deepEqual(accountOf(snapshot), expired.account);
  assert.deepEqual(accountOf(asJson(storedAccount(opened()))), opened());
  const forgetful = { ...expired.account, forgotUpTo: after(9) };
  assert.deepEqual(accountOf(asJson(storedAccount(forgetful))), forgetful);
  assert.equal(accountOf({ ...snapshot, form: 1 }), undefined);
});

test("data that somebody else sent is the same after a snapshot", () => {
  const from = bought(top.account, planOf({ octets: 1_000n }), "bun_sent").account;
  const to = decideOpenAccount(undefined, { customerId: "cus_sipho", currency: "ZAR", at: noon }).account;
  const order = { transferId: "trf_1", toCustomerId: "cus_sipho", bundleId: "bun_sent", octets: 400n, at: noon };
  const { receiver } = valueOf(decideSendData(from, to, { ...order, newBundleId: "bun_received" }));
  assert.deepEqual(accountOf(asJson(storedAccount(receiver.account))), receiver.account);
});

test("what cannot be read is refused with the place where it is wrong", () => {
  const [stored] = history.filter(({ type }) => type === "UsageCharged").map(accountEvents.write);
  assert.ok(stored);
  const withData = (change: object) => ({ ...stored, data: { ...(asJson(stored.data) as object), ...change } });
  assert.throws(() => accountEvents.read(withData({ octetsDown: 5 })), /cannot read an event of type UsageCharged/);
  assert.throws(() => accountEvents.read(withData({ reportedAt: "yesterday" })), /cannot read an event/);
  assert.throws(() => accountEvents.read({ ...stored, type: "FromTheFuture" }), /not an event that this version knows/);
});
