import assert from "node:assert/strict";
import type { Account, Bundle } from "@beacom/api-client";
import { describe, test } from "vitest";
import { centsFrom } from "#amount";
import { metersOf, newsOf, speedWord, standingOf, toneOf } from "#standing";

const now = new Date("2026-11-22T12:00:00Z");
const bundle = (more: Partial<Bundle> = {}): Bundle => ({
  bundleId: "bun_1",
  planId: "pln_1",
  name: "Weekend 5 GB",
  octetsGranted: 5e9,
  octetsUsed: 1.8e9,
  octetsRemaining: 3.2e9,
  activatedAt: "2026-11-20T12:00:00Z",
  expiresAt: "2026-11-22T16:00:00Z",
  state: "active",
  rate: null,
  noticesPercent: [],
  ...more,
});
const account = (bundles: Bundle[], service: Partial<Account["service"]> = {}): Account => ({
  accountId: "acc_1",
  available: { minorUnits: 0, currency: "ZAR" },
  held: { minorUnits: 0, currency: "ZAR" },
  bundles,
  asOf: now.toISOString(),
  service: { level: "full", rate: null, reason: "in-bundle", since: null, ...service },
});
const usedUp = bundle({ state: "used-up", octetsRemaining: 0, octetsUsed: 5e9, noticesPercent: [50, 80, 100] });

describe("where a person stands", () => {
  test("is what all bundles have left, and when the first ends", () => {
    const standing = standingOf(
      account([bundle(), bundle({ bundleId: "bun_2", octetsRemaining: 1e9, expiresAt: "2026-12-01T00:00:00Z" })]),
      now,
    );
    assert.equal(standing.kind, "online");
    assert.equal(standing.kind === "online" && standing.left, 4.2e9);
    assert.equal(standing.kind === "online" && standing.first.bundleId, "bun_1");
  });
  test("is slow when the bundle is used up and the plan goes on slowly", () => {
    const rate = { downBitsPerSecond: 512_000, upBitsPerSecond: 256_000 };
    assert.deepEqual(standingOf(account([usedUp], { level: "throttled", reason: "bundle-used-up", rate }), now), {
      kind: "slow",
      downBitsPerSecond: 512_000,
    });
  });
  test("is off with its cause and since when", () => {
    const since = "2026-11-22T10:00:00Z";
    const off = (reason: string) => standingOf(account([], { level: "walled-garden", reason, since }), now);
    assert.deepEqual(off("bundle-used-up"), { kind: "off", cause: "used-up", since: new Date(since) });
    assert.deepEqual(off("bundle-expired"), { kind: "off", cause: "ended", since: new Date(since) });
    assert.deepEqual(off("no-bundle"), { kind: "none" });
  });
  test("is not full speed on a bundle that this clock has seen end", () => {
    assert.equal(standingOf(account([bundle({ expiresAt: "2026-11-22T11:59:59Z" })]), now).kind, "off");
  });
});

test("a used-up bundle keeps its meter only while there is nothing better to show", () => {
  assert.deepEqual(metersOf(account([usedUp]), now), [usedUp]);
  const fresh = bundle({ bundleId: "bun_2" });
  assert.deepEqual(metersOf(account([usedUp, fresh]), now), [fresh]);
});

test("news is the latest threshold of a bundle, until it is put away", () => {
  const at80 = account([bundle({ noticesPercent: [50, 80] })]);
  assert.deepEqual(
    newsOf(at80, [], now).map(({ key }) => key),
    ["bun_1:80"],
  );
  assert.deepEqual(newsOf(at80, ["bun_1:80"], now), []);
});

test("100 % is news only beside a bundle that goes on; otherwise the standing sentence says it", () => {
  assert.deepEqual(newsOf(account([usedUp]), [], now), []);
  assert.equal(newsOf(account([usedUp, bundle({ bundleId: "bun_2" })]), [], now).length, 1);
});

test("the meter turns low in the last fifth and empty at nothing", () => {
  assert.equal(toneOf(bundle()), "calm");
  assert.equal(toneOf(bundle({ octetsRemaining: 1e9 })), "low");
  assert.equal(toneOf(usedUp), "empty");
});

test("speed is said by what it is good for", () => {
  assert.equal(speedWord(512_000), "home.speedSlow");
  assert.equal(speedWord(2e6), "home.speedMedium");
  assert.equal(speedWord(20e6), "home.speedGood");
  assert.equal(speedWord(100e6), "home.speedHigh");
});

test("an amount is read as a person writes it, within its limits", () => {
  assert.equal(centsFrom("150"), 15_000);
  assert.equal(centsFrom("R 1 500"), 150_000);
  assert.equal(centsFrom("1,500"), 150_000);
  assert.equal(centsFrom("150.5"), 15_050);
  assert.equal(centsFrom("150,50"), 15_050);
  for (const wrong of ["", "abc", "4", "5001", "1.234", "-50", "1e3"]) assert.equal(centsFrom(wrong), undefined, wrong);
});
