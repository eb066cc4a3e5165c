import assert from "node:assert/strict";
import { valueOf } from "@beacom/result";
import fc from "fast-check";
import { test } from "vitest";
import { allocate, netOfVat } from "#allocate";
import { formatMoney, parseMajorUnits } from "#format";
import { add, money, sum } from "#money";

const rand = (cents: bigint) => money(cents, "ZAR");

test("an allocation adds up to the whole, whatever the weights", () => {
  const weights = fc
    .array(fc.bigInt(0n, 10_000n), { minLength: 1, maxLength: 20 })
    .filter((w) => w.some((x) => x > 0n));
  fc.assert(
    fc.property(fc.bigInt(-(10n ** 12n), 10n ** 12n), weights, (cents, w) => {
      assert.deepEqual(sum(allocate(rand(cents), w), "ZAR"), rand(cents));
    }),
  );
});

test("value and VAT add up to the gross", () => {
  assert.deepEqual(netOfVat(rand(11_500n), 1_500n), { net: rand(10_000n), vat: rand(1_500n) });
  fc.assert(
    fc.property(fc.bigInt(0n, 10n ** 12n), (cents) => {
      const { net, vat } = netOfVat(rand(cents), 1_500n);
      assert.deepEqual(add(net, vat), rand(cents));
    }),
  );
});

test("amounts are written as each language writes them", () => {
  assert.equal(formatMoney(rand(123_450n)), "R1,234.50");
  assert.equal(formatMoney(rand(-123_450n), "af"), "-R1 234,50");
  assert.equal(formatMoney(rand(5n)), "R0.05");
  assert.equal(formatMoney(money(1_500n, "UGX")), "USh1,500");
});

test("an amount with too many decimals is refused", () => {
  assert.deepEqual(valueOf(parseMajorUnits("1234.5", "ZAR")), rand(123_450n));
  assert.ok(!parseMajorUnits("1.005", "ZAR").ok);
  assert.ok(!parseMajorUnits("1e3", "ZAR").ok);
});

test("two currencies are never added", () => {
  assert.throws(() => add(rand(1n), money(1n, "NGN")), /cannot combine/);
});
