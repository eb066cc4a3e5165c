import assert from "node:assert/strict";
import { refuse } from "@beacom/result";
import { test } from "vitest";
import { termsOf } from "#domain/account-examples";
import { checkTerms, leastRollovers, type PlanTerms } from "#domain/plan";

const month = { count: 1, unit: "month" } as const;
const rate = { downBitsPerSecond: 1n, upBitsPerSecond: 1n };
const tariff = { unitOctets: 1n, unitPrices: [{ currency: "ZAR" as const, priceCents: 1n }] };
const night = { weekdays: [1], fromMinute: 0, toMinute: 0 };

test("a plan of more than 7 days is carried over once at least; short, free, promotional and uncapped ones need not be", () => {
  assert.equal(leastRollovers(termsOf({ validity: month })), 1);
  assert.equal(leastRollovers(termsOf({ validity: { count: 7, unit: "day" } })), 0);
  assert.equal(leastRollovers(termsOf({ validity: month, priceCents: 0n })), 0);
  assert.equal(leastRollovers(termsOf({ validity: month, promotional: true })), 0);
  assert.equal(leastRollovers(termsOf({ validity: month, octets: null })), 0);
});

test("what can be sold is accepted, with its names tidied", () => {
  const accepted = checkTerms(termsOf({ name: "  Daily  " }), "ZAR");
  assert.equal(accepted.ok && accepted.value.name, "Daily");
});

test.each([
  ["name-missing", { name: " " }],
  ["name-too-long", { name: "x".repeat(81) }],
  ["price-missing", { prices: [] }],
  ["currency-not-offered", { currency: "USD" }],
  ["price-negative", { priceCents: -1n }],
  ["allowance-missing", { allowances: [] }],
  ["octets-not-positive", { octets: 0n }],
  ["window-not-accepted", { allowances: [{ name: "N", octets: 1n, window: night }] }],
  ["validity-not-positive", { validity: { count: 0, unit: "day" } }],
  ["validity-too-long", { validity: { count: 121, unit: "month" }, rollovers: 1 }],
  ["rate-not-positive", { rate: { ...rate, upBitsPerSecond: 0n } }],
  ["fair-use-needs-uncapped", { fairUse: [{ afterOctets: 1n, rate }] }],
  ["fair-use-not-rising", { octets: null, fairUse: [2n, 2n].map((afterOctets) => ({ afterOctets, rate })) }],
  ["tariff-not-accepted", { tariff }],
  ["tariff-missing", { kind: "pay-as-you-go", allowances: [] }],
  ["allowances-too-many", { kind: "pay-as-you-go", tariff }],
  ["rollovers-too-few", { validity: month, rollovers: 0 }],
  ["rollovers-too-many", { rollovers: 13 }],
] as const satisfies readonly (readonly [string, Parameters<typeof termsOf>[0]])[])("%s", (kind, changes) => {
  const terms: PlanTerms = termsOf(changes);
  assert.deepEqual(checkTerms(terms, "ZAR"), refuse({ kind }));
});
