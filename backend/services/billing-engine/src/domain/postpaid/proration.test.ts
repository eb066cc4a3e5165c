import assert from "node:assert/strict";
import { datePlusDays, daysBetween, type LocalDate } from "@beacom/time";
import fc from "fast-check";
import { test } from "vitest";
import { afterCycles, cycleAround, isCycle } from "#domain/postpaid/cycle";
import { sumOf } from "#domain/postpaid/issue-invoice";
import { portion, share } from "#domain/postpaid/proration";
import { byRate, rateOn, taxed, vatWithin } from "#domain/postpaid/vat";

const start: LocalDate = "2027-12-01";
const cuts = fc.array(fc.integer({ min: 0, max: 31 }), { maxLength: 40 });

test("the parts of any split of a cycle add up to its price, to the cent", () => {
  fc.assert(
    fc.property(fc.bigInt(-(10n ** 9n), 10n ** 9n), fc.integer({ min: 28, max: 31 }), cuts, (price, days, all) => {
      const whole = { from: start, to: datePlusDays(start, days) };
      const bounds = [0, ...all.filter((day) => day <= days).sort((a, b) => a - b), days];
      const parts = bounds.slice(1).map((to, index) => ({
        from: datePlusDays(start, bounds[index]!),
        to: datePlusDays(start, to),
      }));
      assert.equal(
        sumOf(parts, (part) => portion(price, whole, part)),
        price,
      );
    }),
  );
});

test("no part is further than a cent from its days' share", () => {
  fc.assert(
    fc.property(fc.bigInt(0n, 10n ** 9n), fc.nat(30), fc.nat(30), (price, a, b) => {
      const [from, to] = [Math.min(a, b), Math.max(a, b)];
      const whole = { from: start, to: datePlusDays(start, 31) };
      const part = portion(price, whole, { from: datePlusDays(start, from), to: datePlusDays(start, to) });
      const off = part * 31n - price * BigInt(to - from);
      assert.ok(off >= -31n && off <= 31n);
    }),
  );
});

test("half a cent goes away from zero", () => {
  assert.deepEqual([share(1n, 1, 2), share(-1n, 1, 2), share(3n, 1, 2), share(100n, 1, 3)], [1n, -1n, 2n, 33n]);
});

test("cycles follow each other without a gap, whatever the day they begin on", () => {
  const days = fc.integer({ min: 1, max: 28 });
  const day = fc.oneof(days, fc.constant("last" as const));
  fc.assert(
    fc.property(day, fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 2_000 }), (on, months, ahead) => {
      const cycle = { months, day: on, from: start };
      const date = datePlusDays(start, ahead);
      const { from, to } = cycleAround(cycle, date);
      assert.ok(from <= date && date < to);
      assert.equal(cycleAround(cycle, to).from, to);
      assert.equal(cycleAround(cycle, datePlusDays(to, -1)).from, from);
      assert.ok(daysBetween(from, to) >= 28 * months);
      assert.equal(afterCycles(cycle, from, 1), to);
    }),
  );
});

test("a cycle begins on a day that every month has, or on its last", () => {
  assert.ok(isCycle({ months: 1, day: 28 }) && isCycle({ months: 12, day: "last" }));
  assert.ok(!isCycle({ months: 1, day: 29 }) && !isCycle({ months: 0, day: 1 }) && !isCycle({ months: 1, day: 1.5 }));
});

test("the rate is that of the day, and days on both sides of a change are taxed apart", () => {
  const rates = [
    { from: "2027-12-16" as const, basisPoints: 1_550n },
    { from: "2018-04-01" as const, basisPoints: 1_500n },
  ];
  assert.equal(rateOn(rates, "standard", "2027-12-15"), 1_500n);
  assert.equal(rateOn(rates, "standard", "2027-12-16"), 1_550n);
  assert.equal(rateOn(rates, "exempt", "2027-12-16"), 0n);
  assert.equal(rateOn(rates, "standard", "2017-01-01"), 0n);
  const month = { from: start, to: "2028-01-01" as const };
  assert.deepEqual(
    byRate(rates, "standard", month).map(({ from, to, basisPoints }) => [from, to, basisPoints]),
    [
      ["2027-12-01", "2027-12-16", 1_500n],
      ["2027-12-16", "2028-01-01", 1_550n],
    ],
  );
  assert.equal(byRate(rates, "zero-rated", month).length, 1);
});

test("the lines' VAT adds up to that of the total of each rate, and each is within a cent of its own", () => {
  const line = fc.record({ grossCents: fc.bigInt(0n, 10n ** 7n), vatBasisPoints: fc.constantFrom(0n, 750n, 1_500n) });
  fc.assert(
    fc.property(fc.array(line, { maxLength: 200 }), (lines) => {
      const all = taxed(lines, "ZAR");
      for (const rate of [0n, 750n, 1_500n]) {
        const ofRate = all.filter(({ vatBasisPoints }) => vatBasisPoints === rate);
        const total = vatWithin(
          sumOf(ofRate, ({ grossCents }) => grossCents),
          rate,
          "ZAR",
        );
        assert.equal(
          sumOf(ofRate, ({ vatCents }) => vatCents),
          total,
        );
      }
      for (const { grossCents, netCents, vatCents, vatBasisPoints } of all) {
        assert.equal(netCents + vatCents, grossCents);
        const off = vatCents - vatWithin(grossCents, vatBasisPoints, "ZAR");
        assert.ok(vatCents >= 0n && off >= -1n && off <= 1n);
      }
    }),
  );
});
