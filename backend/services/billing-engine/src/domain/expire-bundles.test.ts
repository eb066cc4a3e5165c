import assert from "node:assert/strict";
import { valueOf } from "@beacom/result";
import { test } from "vitest";
import { after, bought, bundleOf, day, opened, planOf, reportOf } from "#domain/account-examples";
import { decideChargeUsage } from "#domain/charge-usage";
import { decideExpireBundles } from "#domain/expire-bundles";

test("at its expiry a bundle ends, what is left is written off and earned, and the network hears of it", () => {
  const { account } = bought(opened(), planOf({ octets: 4n }), "bun_1");
  const used = valueOf(
    decideChargeUsage(account, reportOf("ses_1", 1n), { vatBasisPoints: 1_500n, at: after(61) }),
  ).account;
  assert.deepEqual(decideExpireBundles(used, after(day - 1)).events, []);
  const { events, account: expired } = decideExpireBundles(used, after(day));
  assert.deepEqual(events[0], {
    type: "BundleExpired",
    bundleId: "bun_1",
    octetsExpired: 3n,
    entries: [
      { account: "deferred-revenue", amountCents: 750n, currency: "ZAR" },
      { account: "earned-revenue", amountCents: -750n, currency: "ZAR" },
    ],
    at: after(day),
  });
  assert.equal(expired.service.reason, "bundle-expired");
  assert.equal(bundleOf(expired, "bun_1").state, "expired");
  assert.deepEqual(decideExpireBundles(expired, after(2 * day)).events, []);
});

test("the next bundle takes over, at its own rate", () => {
  const slow = { downBitsPerSecond: 1_000_000n, upBitsPerSecond: 1_000_000n };
  const first = bought(opened(), planOf(), "bun_1").account;
  const both = bought(first, planOf({ rate: slow, validitySeconds: BigInt(7 * day) }), "bun_2").account;
  const { service } = decideExpireBundles(both, after(day)).account;
  assert.deepEqual([service.level, service.rate, service.version], ["full", slow, 3n]);
});
