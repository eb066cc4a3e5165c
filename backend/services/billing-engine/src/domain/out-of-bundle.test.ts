import assert from "node:assert/strict";
import { refuse, valueOf } from "@beacom/result";
import { test } from "vitest";
import type { Account } from "#domain/account";
import { after, noon, opened, planOf, reportOf, withMoney } from "#domain/account-examples";
import { decideChargeUsage } from "#domain/charge-usage";
import { decideMoveAgreement } from "#domain/move-agreement";
import { decideAllowOutOfBundle, decideBillUsage, decideForbidOutOfBundle } from "#domain/out-of-bundle";
import type { PlanMigration } from "#domain/plan-migration";

const priced = (priceCents: bigint) => ({ currency: "ZAR" as const, priceCents });
const tariff = { unitOctets: 10n, unitPrices: [priced(1n)] };
const plan = planOf({ planId: "pln_payg", kind: "pay-as-you-go", allowances: [], tariff });
const agreement = { plan, payer: "wallet", limitCents: null, by: "cus_thandi", at: noon } as const;
const allowed = (account: Account, changes: object = {}) =>
  valueOf(decideAllowOutOfBundle(account, { ...agreement, ...changes })).account;
const used = (account: Account, octets: bigint, sessionId = "ses_1") =>
  valueOf(decideChargeUsage(account, reportOf(sessionId, octets), { vatBasisPoints: 1_500n, at: after(61) }));

test("without the recorded agreement, use without a bundle is never charged", () => {
  const { account, events } = used(withMoney(opened(), 500n), 100n);
  assert.equal(account.postedCents, 500n);
  assert.ok(events.every((event) => event.type !== "UsageCharged" || event.octetsCharged === 0n));
});

test("with it, the wallet pays the tariff, and service is full as long as it can", () => {
  const before = allowed(withMoney(opened(), 5n));
  assert.equal(before.service.reason, "out-of-bundle");
  const { account } = used(before, 1_000n);
  assert.equal(account.postedCents, 0n);
  assert.equal(account.service.level, "walled-garden");
});

test("agreed to twice, it is agreed to once; forbidden, nothing is charged any more", () => {
  const account = allowed(withMoney(opened(), 5n));
  assert.deepEqual(valueOf(decideAllowOutOfBundle(account, agreement)).events, []);
  const forbidden = decideForbidOutOfBundle(account, { by: "cus_thandi", at: noon }).account;
  assert.equal(used(forbidden, 1_000n).account.postedCents, 5n);
  assert.deepEqual(decideForbidOutOfBundle(forbidden, { by: "cus_thandi", at: noon }).events, []);
});

test("what was used on account is billed, also when the agreement changed or ended before", () => {
  const onAccount = { payer: "invoice", limitCents: 50n };
  const first = used(allowed(opened(), onAccount), 100n).account;
  const second = used(allowed(first, { ...onAccount, limitCents: 60n }), 200n, "ses_2").account;
  const ended = decideForbidOutOfBundle(second, { by: "cus_thandi", at: noon }).account;
  const chargeIdOf = () => "use_1";
  const billed = decideBillUsage(ended, { chargeIdOf, at: noon });
  const [event] = billed.events;
  assert.ok(event?.type === "UsageBilled");
  assert.deepEqual([event.chargeId, event.octets, event.cents, event.netCents], ["use_1", 300n, 30n, 26n]);
  assert.deepEqual(decideBillUsage(billed.account, { chargeIdOf, at: noon }).events, []);
});

const moving = (changes: Partial<PlanMigration> = {}): PlanMigration => ({
  migrationKey: "m",
  fromPlanId: "pln_payg",
  fromVersion: null,
  to: { ...plan, version: 2 },
  when: "next-cycle",
  by: "stf_one",
  ...changes,
});

test("an agreement moves to a tariff that is not dearer, and what was used before counts towards its limit", () => {
  const onAccount = { payer: "invoice", limitCents: 50n };
  const before = used(allowed(opened(), onAccount), 200n).account;
  const halfPrice = { ...plan, version: 2, tariff: { ...tariff, unitOctets: 20n } };
  const { account } = valueOf(decideMoveAgreement(before, moving({ to: halfPrice }), noon));
  assert.deepEqual([account.outOfBundle?.plan.version, account.outOfBundle?.limitCents], [2, 50n]);
  const after = used(account, 10_000n, "ses_2").account;
  // 20 cents at the old price, and 30 at the new one.
  assert.equal(
    after.unbilled.reduce((sum, { cents }) => sum + cents, 0n),
    50n,
  );
  const billed = decideBillUsage(after, { chargeIdOf: () => "use_1", at: noon }).account;
  assert.equal(used(billed, 10_000n, "ses_3").account.unbilled[0]?.cents, 50n);
});

test("what is dearer needs the customer's word, for one octet of a thousand too", () => {
  const account = allowed(opened());
  const dearer = { ...plan, version: 2, tariff: { ...tariff, unitOctets: 9_999n, unitPrices: [priced(1_000n)] } };
  assert.deepEqual(decideMoveAgreement(account, moving({ to: dearer }), noon), refuse({ kind: "consent-needed" }));
  const same = { ...dearer, tariff: { ...dearer.tariff, unitOctets: 10_000n } };
  assert.ok(decideMoveAgreement(account, moving({ to: same }), noon).ok);
});

test.each([
  ["of another plan", { fromPlanId: "pln_other" }, "not-on-plan"],
  ["of another version", { fromVersion: 2 }, "not-on-plan"],
  ["that is there already", { to: plan }, "not-on-plan"],
  ["to a plan without a tariff", { to: planOf() }, "plan-not-offered"],
  ["before its day", { when: "2999-01-01" }, "day-not-reached"],
] as const)("an agreement %s does not move", (_, changes, kind) => {
  assert.deepEqual(decideMoveAgreement(allowed(opened()), moving(changes), noon), refuse({ kind }));
});

test.each([
  ["on account without a limit", { payer: "invoice" }, "limit-missing"],
  ["a limit of nothing", { limitCents: 0n }, "limit-not-positive"],
  ["a plan without a tariff", { plan: planOf() }, "plan-not-offered"],
  ["a plan that is not on offer", { plan: undefined }, "plan-not-offered"],
] as const)("%s is no agreement", (_, changes, kind) => {
  assert.deepEqual(decideAllowOutOfBundle(opened(), { ...agreement, ...changes }), refuse({ kind }));
});
