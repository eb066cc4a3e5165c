import assert from "node:assert/strict";
import { refuse, valueOf } from "@beacom/result";
import fc from "fast-check";
import { test } from "vitest";
import { countsOf } from "#domain/vouchers/custody";
import { segmentAt } from "#domain/vouchers/segments";
import { decideHandOver, decidePrint, decideTakeBack, decideVoidUnsold } from "#domain/vouchers/move-vouchers";
import { decideSellVouchers, type Seller } from "#domain/vouchers/sell-vouchers";
import { afterwards, batchOf, move, noon } from "#domain/vouchers/voucher-examples";

const step = fc.record({
  do: fc.constantFrom("print", "hand-over", "take-back", "sell", "void"),
  first: fc.integer({ min: -1, max: 45 }),
  length: fc.integer({ min: 0, max: 20 }),
  reseller: fc.constantFrom("res_a", "res_b"),
});
const sellerOf = (resellerId: string): Seller => ({
  resellerId,
  masterId: null,
  commissionCents: 0n,
  masterCommissionCents: 0n,
  isForResale: false,
});

test("whatever is done with a batch, every voucher is in one place and the counts add up", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      let batch = batchOf({ count: 40 });
      // Each voucher by itself, as the segments must have it.
      const places = Array.from({ length: 40 }, () => "generated");
      for (const [index, { do: what, first, length, reseller }] of steps.entries()) {
        const where = move(first, first + length);
        const theirs = { ...where, resellerId: reseller };
        const decided = {
          print: () => decidePrint(batch, where),
          "hand-over": () => decideHandOver(batch, { ...theirs, receipt: "GRN 7" }),
          "take-back": () => decideTakeBack(batch, theirs),
          sell: () => decideSellVouchers(batch, { ...where, seller: sellerOf(reseller), saleKey: `sale-${index}` }),
          void: () => decideVoidUnsold(batch, { ...where, reason: "lost", approvalId: "app_1" }),
        }[what as "print"]();
        if (!decided.ok) continue;
        batch = afterwards(batch, decided.value);
        const state = {
          print: "printed",
          "hand-over": "handed-over",
          "take-back": "printed",
          sell: "sold",
          void: "void",
        }[what];
        for (let ordinal = first; ordinal <= first + length; ordinal++) places[ordinal - 1] = state;
      }
      const counts = countsOf(batch.segments);
      assert.equal(
        Object.values(counts).reduce((sum, count) => sum + count, 0),
        40,
      );
      for (const [index, place] of places.entries())
        assert.equal(segmentAt(batch.segments, index + 1)?.custody.state, place);
      let next = 1;
      for (const { first, last } of batch.segments) {
        assert.equal(first, next);
        next = last + 1;
      }
      assert.equal(next, 41);
    }),
    { numRuns: 400 },
  );
});

test("neighbours in the same hands are one segment again", () => {
  let batch = afterwards(batchOf(), valueOf(decidePrint(batchOf(), move(10, 20))));
  batch = afterwards(batch, valueOf(decidePrint(batch, move(21, 100))));
  batch = afterwards(batch, valueOf(decidePrint(batch, move(1, 9))));
  assert.deepEqual(batch.segments, [{ first: 1, last: 100, custody: { state: "printed" } }]);
});

test("vouchers that are not where they would have to be are named", () => {
  const batch = afterwards(batchOf(), valueOf(decidePrint(batchOf(), move(10, 20))));
  const elsewhere = { kind: "vouchers-elsewhere", range: { first: 10, last: 12 }, state: "printed" } as const;
  assert.deepEqual(decidePrint(batch, move(5, 12)), refuse(elsewhere));
  assert.deepEqual(decidePrint(undefined, move(1)), refuse({ kind: "batch-unknown" }));
  for (const range of [
    { first: 0, last: 1 },
    { first: 100, last: 101 },
    { first: 3, last: 2 },
    { first: 1.5, last: 2 },
  ])
    assert.deepEqual(
      decidePrint(batch, { ranges: [range], by: "stf", at: noon }),
      refuse({ kind: "vouchers-not-in-batch" }),
    );
  const twice = [
    { first: 1, last: 5 },
    { first: 5, last: 6 },
  ];
  assert.deepEqual(
    decidePrint(batch, { ranges: twice, by: "stf", at: noon }),
    refuse({ kind: "vouchers-named-twice" }),
  );
  assert.deepEqual(decidePrint(batch, { ranges: [], by: "stf", at: noon }), refuse({ kind: "vouchers-not-named" }));
});

test("a reseller signs for vouchers, sells only its own, and gives back only its own", () => {
  const batch = afterwards(
    batchOf(),
    valueOf(decideHandOver(batchOf(), { ...move(1, 10), resellerId: "res_a", receipt: "GRN 7" })),
  );
  const unsigned = decideHandOver(batch, { ...move(11), resellerId: "res_a", receipt: " " });
  assert.deepEqual(unsigned, refuse({ kind: "receipt-missing" }));
  const another = { ...move(1), seller: sellerOf("res_b"), saleKey: "sale-1" };
  assert.equal(decideSellVouchers(batch, another).ok, false);
  assert.equal(decideSellVouchers(batch, { ...another, seller: null }).ok, false);
  assert.equal(decideTakeBack(batch, { ...move(1), resellerId: "res_b" }).ok, false);
  assert.ok(decideSellVouchers(batch, { ...another, seller: sellerOf("res_a") }).ok);
  assert.ok(decideTakeBack(batch, { ...move(1, 10), resellerId: "res_a" }).ok);
});

test("a batch that was made for one reseller goes to no other", () => {
  const batch = batchOf({ resellerId: "res_a" });
  const refused = refuse({ kind: "for-another-reseller" });
  assert.deepEqual(decideHandOver(batch, { ...move(1), resellerId: "res_b", receipt: "GRN 7" }), refused);
  assert.deepEqual(decideSellVouchers(batch, { ...move(1), seller: sellerOf("res_b"), saleKey: "s" }), refused);
  assert.deepEqual(decideSellVouchers(batch, { ...move(1), seller: null, saleKey: "s" }), refused);
});
