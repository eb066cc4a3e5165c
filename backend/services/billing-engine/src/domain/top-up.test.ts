import assert from "node:assert/strict";
import { refuse, valueOf } from "@beacom/result";
import { test } from "vitest";
import { availableCents } from "#domain/account";
import { noon, opened, planOf, topUpOf } from "#domain/account-examples";
import type { Plan } from "#domain/plan";
import { decideTopUp } from "#domain/top-up";

const forPlan = (plan: Plan | undefined) => ({
  planId: "pln_daily",
  plan,
  bundleIds: ["bun_1"],
  vatBasisPoints: 1_500n,
});

test("a payment is credited once, however often it is told of", () => {
  const { account } = valueOf(decideTopUp(opened(), topUpOf("pay_1", 5_000n)));
  assert.equal(availableCents(account), 5_000n);
  assert.deepEqual(valueOf(decideTopUp(account, topUpOf("pay_1", 5_000n))).events, []);
});

test("a payment that is known before its customer opens the account", () => {
  const { events } = valueOf(decideTopUp(undefined, topUpOf("pay_1", 5_000n)));
  assert.deepEqual(
    events.map(({ type }) => type),
    ["AccountOpened", "ServiceStateChanged", "WalletToppedUp"],
  );
});

test("a payment meant for a bundle credits it and activates it in one go", () => {
  const { events, account } = valueOf(
    decideTopUp(opened(), { ...topUpOf("pay_1", 1_150n), purchase: forPlan(planOf()) }),
  );
  assert.deepEqual(
    events.map(({ type }) => type),
    ["WalletToppedUp", "BundleActivated", "ServiceStateChanged"],
  );
  assert.equal(availableCents(account), 0n);
});

test.each([
  ["the plan is gone", undefined, "plan-not-offered"],
  ["the plan costs more by now", planOf({ priceCents: 9_900n }), "wallet-too-low"],
])("the money stays in the wallet when %s", (_, plan, reason) => {
  const { events, account } = valueOf(decideTopUp(opened(), { ...topUpOf("pay_1", 1_150n), purchase: forPlan(plan) }));
  assert.deepEqual(events[1], {
    type: "BundleNotActivated",
    paymentId: "pay_1",
    planId: "pln_daily",
    reason,
    at: noon,
  });
  assert.equal(availableCents(account), 1_150n);
  assert.deepEqual(account.bundles, []);
});

test("an amount of nothing and another currency are refused", () => {
  assert.deepEqual(decideTopUp(opened(), topUpOf("pay_1", 0n)), refuse({ kind: "amount-not-positive" }));
  const naira = { ...topUpOf("pay_1", 100n), currency: "NGN" as const };
  assert.deepEqual(decideTopUp(opened(), naira), refuse({ kind: "currency-differs" }));
  assert.deepEqual(decideTopUp(undefined, naira), refuse({ kind: "currency-differs" }));
});

test("a wallet does not hold more cents than a screen can show to the last digit", () => {
  const { account } = valueOf(decideTopUp(opened(), topUpOf("pay_1", 2n ** 53n - 1n)));
  assert.deepEqual(decideTopUp(account, topUpOf("pay_2", 1n)), refuse({ kind: "amount-too-large" }));
  assert.deepEqual(valueOf(decideTopUp(account, topUpOf("pay_1", 2n ** 53n - 1n))).events, []);
});
