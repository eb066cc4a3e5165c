import assert from "node:assert/strict";
import { refuse, valueOf } from "@beacom/result";
import { test } from "vitest";
import { type Account, trimmed } from "#domain/account";
import type { AccountEvent } from "#domain/account-event";
import { after, bought, bundleOf, day, megabyte, opened, planOf, reportOf } from "#domain/account-examples";
import { octetsRemaining } from "#domain/bundle";
import { decideChargeUsage, type UsageReport } from "#domain/charge-usage";

const charge = (account: Account, report: UsageReport, at = after(61)) =>
  valueOf(decideChargeUsage(account, report, { vatBasisPoints: 1_500n, at }));
const chargeOf = (events: readonly AccountEvent[]) => {
  const charged = events.find((event) => event.type === "UsageCharged");
  assert.ok(charged);
  return charged;
};
const withBundle = (octets: bigint, changes = {}) => bought(opened(), planOf({ octets, ...changes }), "bun_1").account;

test("only the difference to what the session was charged before is charged", () => {
  const first = charge(withBundle(100n), reportOf("ses_1", 30n));
  const second = charge(first.account, reportOf("ses_1", 40n, { octetsUp: 5n }));
  assert.equal(chargeOf(second.events).octetsCharged, 15n);
  assert.equal(bundleOf(second.account, "bun_1").octetsUsed, 45n);
});

test("a report that comes twice or too late changes nothing", () => {
  const { account } = charge(withBundle(100n), reportOf("ses_1", 40n));
  assert.deepEqual(charge(account, reportOf("ses_1", 40n)).events, []);
  assert.deepEqual(charge(account, reportOf("ses_1", 10n)).events, []);
});

test("the last report of a session ends it, and a late interim report does not reopen it", () => {
  const ended = charge(withBundle(100n), reportOf("ses_1", 40n, { endedAt: after(60) })).account;
  assert.deepEqual(charge(ended, reportOf("ses_1", 20n)).events, []);
  assert.deepEqual(ended.sessions.get("ses_1")?.endedAt, after(60));
  assert.deepEqual(chargeOf(charge(ended, reportOf("ses_1", 50n)).events).endedAt, after(60));
});

test("the bundle that expires first pays first, whichever was bought first", () => {
  const weekly = bought(opened(), planOf({ octets: 100n, validitySeconds: BigInt(7 * day) }), "bun_week").account;
  const both = bought(weekly, planOf({ octets: 10n }), "bun_day").account;
  const { events, account } = charge(both, reportOf("ses_1", 15n));
  assert.deepEqual(chargeOf(events).deductions, [
    { bundleId: "bun_day", octets: 10n, why: "earliest-expiry" },
    { bundleId: "bun_week", octets: 5n, why: "earlier-bundle-used-up" },
  ]);
  assert.equal(account.service.level, "full");
});

test("what no bundle can pay is free and never a debt", () => {
  const { events, account } = charge(withBundle(10n), reportOf("ses_1", 25n));
  assert.equal(chargeOf(events).octetsFree, 15n);
  assert.equal(octetsRemaining(bundleOf(account, "bun_1")), 0n);
  assert.equal(chargeOf(charge(account, reportOf("ses_1", 30n)).events).octetsFree, 5n);
});

test("a bundle past its expiry pays nothing, even before anybody noticed that it expired", () => {
  const { events } = charge(withBundle(100n), reportOf("ses_1", 30n), after(day));
  assert.deepEqual(chargeOf(events).deductions, []);
  assert.deepEqual(
    events.map(({ type }) => type),
    ["BundleExpired", "UsageCharged", "ServiceStateChanged"],
  );
});

test("usage reported before a bundle was bought is not charged to it, however late the report", () => {
  const account = bought(opened(), planOf(), "bun_1", after(60)).account;
  const { events } = charge(account, reportOf("ses_1", 30n, { reportedAt: after(59) }));
  assert.equal(chargeOf(events).octetsFree, 30n);
});

test("notices of 50, 80 and 100 % go out once each", () => {
  const percents = (events: readonly AccountEvent[]) =>
    events.flatMap((event) => (event.type === "UsageNoticeRaised" ? [event.percent] : []));
  const half = charge(withBundle(100n), reportOf("ses_1", 50n));
  const more = charge(half.account, reportOf("ses_1", 79n));
  const all = charge(more.account, reportOf("ses_1", 100n));
  assert.deepEqual(
    [half, more, all].map(({ events }) => percents(events)),
    [[50], [], [80, 100]],
  );
});

test.each([
  [{ policy: "throttle", rate: { downBitsPerSecond: 1n, upBitsPerSecond: 1n } }, "throttled"],
  [{ policy: "walled-garden" }, "walled-garden"],
  [{ policy: "disconnect" }, "blocked"],
] as const)("with nothing left the plan's policy applies: %o", (afterExhaustion, level) => {
  const { service } = charge(withBundle(10n, { afterExhaustion }), reportOf("ses_1", 10n)).account;
  assert.deepEqual([service.level, service.reason, service.version], [level, "bundle-used-up", 3n]);
});

/** Many short sessions, the last of them at this time: what was not heard of for weeks before it is forgotten. */
const busyUntil = (account: Account, at: Date) => {
  let busy = account;
  for (let i = 0; i < 70; i++)
    busy = charge(busy, reportOf(`ses_busy_${i}`, 0n, { startedAt: at, reportedAt: at }), at).account;
  return trimmed(busy);
};

test("a session that was forgotten is only charged once somebody says what it was charged before", () => {
  const first = charge(withBundle(1000n * megabyte, { validitySeconds: BigInt(365 * day) }), reportOf("ses_old", 50n));
  const account = busyUntil(first.account, after(40 * day));
  const before = first.account.sessions.get("ses_old") ?? null;
  const at = after(41 * day);
  const old = reportOf("ses_old", 70n, { reportedAt: at });
  assert.deepEqual(
    decideChargeUsage(account, old, { vatBasisPoints: 1_500n, at }),
    refuse({ kind: "session-forgotten" }),
  );
  assert.equal(
    chargeOf(valueOf(decideChargeUsage(account, old, { vatBasisPoints: 1_500n, at, before })).events).octetsCharged,
    20n,
  );
  assert.equal(
    chargeOf(valueOf(decideChargeUsage(account, old, { vatBasisPoints: 1_500n, at, before: null })).events)
      .octetsCharged,
    70n,
  );
  const young = reportOf("ses_young", 5n, { startedAt: after(day), reportedAt: at });
  assert.equal(chargeOf(charge(account, young, at).events).octetsCharged, 5n);
});

test("a clock that leaps weeks ahead and back again does not make a running session start from zero", () => {
  const first = charge(withBundle(1000n * megabyte, { validitySeconds: BigInt(365 * day) }), reportOf("ses_1", 50n));
  const account = busyUntil(first.account, after(40 * day));
  const decided = decideChargeUsage(account, reportOf("ses_1", 70n, { reportedAt: after(120) }), {
    vatBasisPoints: 1_500n,
    at: after(120),
  });
  assert.deepEqual(decided, refuse({ kind: "session-forgotten" }));
});

test("revenue is earned as octets are used, and the last octet earns exactly the rest", () => {
  let account = withBundle(3n);
  const earned: bigint[] = [];
  for (const octets of [1n, 2n, 3n]) {
    const charged = charge(account, reportOf("ses_1", octets));
    earned.push(chargeOf(charged.events).entries[0]?.amountCents ?? 0n);
    account = charged.account;
  }
  assert.deepEqual(earned, [333n, 333n, 334n]);
});
