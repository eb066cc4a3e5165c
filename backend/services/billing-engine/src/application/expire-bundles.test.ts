import assert from "node:assert/strict";
import { ok } from "@beacom/result";
import { test } from "vitest";
import type { AccountChange } from "#application/accounts";
import { expireBundlesWith } from "#application/expire-bundles";
import { after, bought, day, noon, opened, planOf } from "#domain/account-examples";

/** Accounts that each have a bundle to end, but for one that always fails and one with nothing to end. */
function accountsDue(customers: readonly string[]) {
  const time = { now: after(day) };
  const left = new Set(customers);
  const tried: string[] = [];
  const withBundle = bought(opened(), planOf(), "bun_1").account;
  const expireBundles = expireBundlesWith({
    accountsAtOnce: 2,
    clock: () => time.now,
    due: {
      customersDue: async ({ limit, except }) =>
        [...left].filter((customerId) => !except.includes(customerId)).slice(0, limit),
    },
    async change<R>({ customerId, decide }: AccountChange<R>) {
      tried.push(customerId);
      if (customerId === "cus_spoilt") throw new Error("cannot be read");
      if (customerId === "cus_nothing") return ok({ events: [], account: withBundle });
      const decided = decide(withBundle);
      left.delete(customerId);
      return decided;
    },
    failed(_, error) {
      if (time.now === noon) throw error;
    },
  });
  return { expireBundles, time, tried };
}

test("accounts that fail or have nothing to end are passed by, however many others there are", async () => {
  const { expireBundles, tried } = accountsDue(["cus_spoilt", "cus_nothing", "cus_a", "cus_b", "cus_c"]);
  assert.equal(await expireBundles(), 3);
  assert.deepEqual(tried, ["cus_spoilt", "cus_nothing", "cus_a", "cus_b", "cus_c"]);
});

test("an account that failed is tried again after a minute, also by a clock that was put back", async () => {
  const { expireBundles, time, tried } = accountsDue(["cus_spoilt"]);
  await expireBundles();
  time.now = after(day + 59);
  await expireBundles();
  assert.equal(tried.length, 1);
  time.now = after(day + 60);
  await expireBundles();
  assert.equal(tried.length, 2);
  time.now = after(day - 60);
  await expireBundles();
  assert.equal(tried.length, 3);
});

test("a fault that is nobody's own ends the look, and nobody rests for it", async () => {
  const { expireBundles, time, tried } = accountsDue(["cus_spoilt"]);
  time.now = noon;
  await assert.rejects(expireBundles, /cannot be read/);
  await assert.rejects(expireBundles, /cannot be read/);
  assert.equal(tried.length, 2);
});
