import assert from "node:assert/strict";
import type { Account, Bundle } from "@beacom/api-client";
import { describe, test } from "vitest";
import { centsFrom } from "#amount";
import { isOpen, metersOf, newsOf, sendable, speedWord, standingOf, toneOf } from "#standing";

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
  octetsSent: 0,
  uncapped: false,
  window: null,
  rolledOver: 0,
  source: "payment",
  shared: false,
  ...more,
});
const account = (
  bundles: Bundle[],
  service: Partial<Account["service"]> = {},
  more: Partial<Account> = {},
): Account => ({
  accountId: "acc_1",
  available: { minorUnits: 0, currency: "ZAR" },
  held: { minorUnits: 0, currency: "ZAR" },
  bundles,
  asOf: now.toISOString(),
  service: { level: "full", rate: null, reason: "in-bundle", since: null, ...service },
  outOfBundle: null,
  inPool: false,
  restrictedByDunning: null,
  restrictedByStaff: null,
  ...more,
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

const nights = { weekdays: [6], from: "23:00", to: "05:00" };

describe("where a person stands with", () => {
  test("night data: it counts only while it works, and is said to work later when it is all there is", () => {
    const night = bundle({ bundleId: "bun_night", octetsRemaining: 5e9, window: nights });
    const standing = standingOf(account([bundle(), night]), now);
    assert.equal(standing.kind === "online" && standing.left, 3.2e9);
    const closed = standingOf(account([night], { level: "walled-garden", reason: "bundle-outside-window" }), now);
    assert.equal(closed.kind === "outside-window" && closed.bundle.bundleId, "bun_night");
  });
  test("uncapped data: no amount, and slower after a lot of it", () => {
    const uncapped = bundle({ uncapped: true, octetsRemaining: 0 });
    assert.equal(standingOf(account([uncapped]), now).kind, "uncapped");
    const rate = { downBitsPerSecond: 2e6, upBitsPerSecond: 1e6 };
    assert.deepEqual(standingOf(account([uncapped], { level: "throttled", reason: "fair-use", rate }), now), {
      kind: "fair-use",
      downBitsPerSecond: 2e6,
      until: uncapped.expiresAt,
    });
    assert.deepEqual(newsOf(account([{ ...uncapped, noticesPercent: [50] }]), [], now), []);
  });
  test("somebody else's bundle, and with none at all but an agreement to pay", () => {
    assert.equal(standingOf(account([], { reason: "in-shared-bundle" }), now).kind, "shared");
    const used = { minorUnits: 300, currency: "ZAR" };
    const outOfBundle = { planId: "pln_t", payer: "wallet", limit: null, used };
    assert.deepEqual(standingOf(account([], { reason: "out-of-bundle" }, { outOfBundle }), now), {
      kind: "out-of-bundle",
      used,
      limit: undefined,
    });
  });
  test("an overdue invoice: that comes first, whatever is left; staff's word before it", () => {
    const owed = { restrictedByDunning: "walled-garden" } as const;
    assert.deepEqual(standingOf(account([bundle()], {}, owed), now), { kind: "limited" });
    assert.deepEqual(standingOf(account([bundle()], {}, { ...owed, restrictedByStaff: "suspended" }), now), {
      kind: "stopped",
    });
    assert.deepEqual(standingOf(account([], {}, { restrictedByDunning: "terminated" }), now), { kind: "ended" });
  });
});

test("a night belongs to the day on which it begins", () => {
  const at = (text: string) => isOpen({ window: nights }, new Date(text));
  assert.deepEqual(
    ["2026-11-21T20:59:00Z", "2026-11-21T21:00:00Z", "2026-11-22T02:59:00Z", "2026-11-22T03:00:00Z"].map(at),
    [false, true, true, false],
  );
  assert.equal(at("2026-11-22T21:30:00Z"), false);
});

test("what can be sent has an amount and has not ended", () => {
  const gone = bundle({ expiresAt: "2026-11-22T11:00:00Z" });
  assert.deepEqual(sendable(account([bundle(), bundle({ uncapped: true }), usedUp, gone]), now), [bundle()]);
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
