import assert from "node:assert/strict";
import { refuse, valueOf } from "@beacom/result";
import { test } from "vitest";
import type { Account } from "#domain/account";
import { after, noon, opened, planOf, reportOf, withMoney } from "#domain/account-examples";
import { decideChargeUsage } from "#domain/charge-usage";
import { decideAllowOutOfBundle, decideBillUsage, decideForbidOutOfBundle } from "#domain/out-of-bundle";

const tariff = { unitOctets: 10n, unitPrices: [{ currency: "ZAR" as const, priceCents: 1n }] };
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

test.each([
  ["on account without a limit", { payer: "invoice" }, "limit-missing"],
  ["a limit of nothing", { limitCents: 0n }, "limit-not-positive"],
  ["a plan without a tariff", { plan: planOf() }, "plan-not-offered"],
  ["a plan that is not on offer", { plan: undefined }, "plan-not-offered"],
] as const)("%s is no agreement", (_, changes, kind) => {
  assert.deepEqual(decideAllowOutOfBundle(opened(), { ...agreement, ...changes }), refuse({ kind }));
});
