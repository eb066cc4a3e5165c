import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "vitest";
import { after, bought, day, noon, opened, planOf } from "#domain/account-examples";
import { usageSlices } from "#domain/usage-slices";

/** It is 12:00 in Johannesburg at the beginning. */
const window = { weekdays: [1, 2, 3, 4, 5, 6, 7], fromMinute: 720, toMinute: 780 };
const lunch = planOf({ allowances: [{ name: "Lunch", octets: 1_000n, window }], validitySeconds: BigInt(7 * day) });
const { bundles } = bought(opened(), lunch, "bun_lunch").account;

test("a report from half an hour before a window closes to half an hour after is divided in halves", () => {
  const slices = usageSlices(101n, { from: after(1_800), to: after(5_400), bundles });
  assert.deepEqual(slices, [
    { at: after(1_800), octets: 50n },
    { at: after(3_600), octets: 51n },
  ]);
});

test("what was used while a window was open counts as used within it, however often it opened", () => {
  const slices = usageSlices(4_800n, { from: noon, to: after(2 * day), bundles });
  assert.deepEqual(
    slices.map(({ octets }) => octets),
    [200n, 4_600n],
  );
});

test("without a window, and without time in between, a report is one piece", () => {
  const plain = bought(opened(), planOf(), "bun_1").account.bundles;
  assert.deepEqual(usageSlices(7n, { from: noon, to: after(day), bundles: plain }), [{ at: after(day), octets: 7n }]);
  assert.deepEqual(usageSlices(7n, { from: after(9), to: after(9), bundles }), [{ at: after(9), octets: 7n }]);
});

test("the pieces of a report add up to it", () => {
  fc.assert(
    fc.property(fc.bigInt(0n, 10_000n), fc.nat(5 * day), fc.nat(5 * day), (octets, from, to) => {
      const slices = usageSlices(octets, { from: after(from), to: after(to), bundles });
      assert.equal(
        slices.reduce((sum, slice) => sum + slice.octets, 0n),
        octets,
      );
    }),
  );
});
