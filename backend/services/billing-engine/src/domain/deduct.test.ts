import assert from "node:assert/strict";
import { test } from "vitest";
import { after, bought, day, noon, opened, planOf } from "#domain/account-examples";
import { deduct } from "#domain/deduct";

const at = after(60);
const taken = (account: Parameters<typeof deduct>[0], octets: bigint, when = at) =>
  deduct(account, [{ at: when, octets }], { sessionId: "ses_1", reportedAt: when, at: when });
const week = planOf({ octets: 100n, validitySeconds: BigInt(7 * day) });

test("the bundle that expires first pays first, whichever was bought first, and each says why", () => {
  const account = bought(bought(opened(), week, "bun_week").account, planOf({ octets: 50n }), "bun_day").account;
  assert.deepEqual(taken(account, 70n).deductions, [
    { bundleId: "bun_day", octets: 50n, why: "earliest-expiry" },
    { bundleId: "bun_week", octets: 20n, why: "earlier-bundle-used-up" },
  ]);
});

test("of one purchase the plan's order counts, and outside a window the next one pays", () => {
  const window = { weekdays: [1, 2, 3, 4, 5, 6, 7], fromMinute: 720, toMinute: 780 };
  const both = planOf({
    allowances: [
      { name: "Lunch", octets: 10n, window },
      { name: "Any", octets: 10n, window: null },
    ],
  });
  const account = bought(opened(), both, "bun").account;
  assert.deepEqual(taken(account, 5n).deductions, [{ bundleId: "bun", octets: 5n, why: "plan-order" }]);
  assert.deepEqual(taken(account, 5n, after(2 * 3_600)).deductions, [
    { bundleId: "bun_1", octets: 5n, why: "earlier-bundle-outside-window" },
  ]);
});

test("what nothing can pay is left over, and all that was deferred is earned with the last octet", () => {
  const { octets, left, earnedCents } = taken(bought(opened(), week, "bun_week").account, 130n);
  assert.equal(octets, 100n);
  assert.deepEqual(left, [{ at, octets: 30n }]);
  assert.equal(earnedCents, 1_000n);
});

test("a bundle pays nothing for what was used before it was bought", () => {
  const account = bought(opened(), week, "bun_week", after(60)).account;
  const early = deduct(account, [{ at: noon, octets: 5n }], { sessionId: "s", reportedAt: noon, at: after(90) });
  assert.deepEqual(early.deductions, []);
});
