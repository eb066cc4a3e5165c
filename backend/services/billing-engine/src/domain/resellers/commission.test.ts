import assert from "node:assert/strict";
import { refuse } from "@beacom/result";
import fc from "fast-check";
import { test } from "vitest";
import { checkCommission, commissionOn, noCommission, shareOf } from "#domain/resellers/commission";
import { commission } from "#domain/resellers/reseller-examples";

const tiers = commission["top-up"];

test("each cent earns the rate of the tier that it falls into", () => {
  assert.equal(commissionOn(tiers, 0n, 10_000n), 500n);
  assert.equal(commissionOn(tiers, 99_000n, 2_000n), 50n + 60n);
  assert.equal(commissionOn(tiers, 100_000n, 10_000n), 600n);
  assert.equal(commissionOn([], 0n, 10_000n), 0n);
});

test("however a month's sales are cut, they earn the same together", () => {
  const parts = fc.array(fc.bigInt(0n, 70_000n), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(parts, (sales) => {
      let [volume, earned] = [0n, 0n];
      for (const sale of sales) {
        earned += commissionOn(tiers, volume, sale);
        volume += sale;
      }
      assert.equal(earned, commissionOn(tiers, 0n, volume));
    }),
  );
});

test("a commission that is shared is shared to the cent, and never more than the price", () => {
  fc.assert(
    fc.property(fc.bigInt(0n, 10n ** 9n), fc.nat(10_000), (cents, share) => {
      const own = shareOf(cents, share);
      assert.ok(own >= 0n && own <= cents);
    }),
  );
});

test("tiers rise from nothing, and a rate is a share", () => {
  const voucher = (...tiers: [bigint, number][]) =>
    checkCommission({
      ...noCommission,
      voucher: tiers.map(([fromCents, basisPoints]) => ({ fromCents, basisPoints })),
    });
  assert.ok(voucher([0n, 0], [1n, 10_000]).ok);
  const order = refuse({ kind: "commission-tiers-not-in-order" });
  for (const wrong of [
    voucher([1n, 5]),
    voucher([0n, 5], [0n, 6]),
    voucher([0n, 5], [9n, 6], [8n, 7]),
    voucher([-1n, 5]),
  ])
    assert.deepEqual(wrong, order);
  for (const rate of [-1, 10_001, 0.5])
    assert.deepEqual(voucher([0n, rate]), refuse({ kind: "commission-not-a-share" }));
});
