import assert from "node:assert/strict";
import { valueOf } from "@beacom/result";
import { describe, test } from "vitest";
import { type AccessProfile, defaultProfile } from "#domain/policy/access-profile";
import { decideEntitlement, type Occasion } from "#domain/policy/entitlement";
import { changedAttributes, momentaryAttributes, steadyAttributes } from "#domain/policy/granted-attributes";
import { shippedKinds } from "#domain/policy/kinds";
import type { ServiceState } from "#domain/service-state";
import { nothingPersonal, type PersonalAccess, type Subscriber } from "#domain/subscriber";

/** A Wednesday at noon, in UTC. */
const noon = Date.UTC(2026, 10, 25, 12);
const here: Occasion = { nasName: "tower-1", callingStationId: "AA-BB-CC-00-11-22", atMs: noon, localOffsetMs: 0 };
const full: ServiceState = {
  version: 3n,
  level: "full",
  downBitsPerSecond: 20_000_000n,
  upBitsPerSecond: 5_000_000n,
  reason: "in-bundle",
  sinceMs: 0,
};
const subscriberWith = (more: Partial<Subscriber> & { personal?: PersonalAccess } = {}): Subscriber => ({
  customerId: "cus_1",
  username: "27821234567",
  password: "umbrella",
  passwordForm: "cleartext",
  service: full,
  profile: undefined,
  firstLoginAtMs: undefined,
  personal: nothingPersonal,
  ...more,
});
const profileWith = (more: Partial<AccessProfile>): AccessProfile => ({ ...defaultProfile, ...more });
const everyDay = [1, 2, 3, 4, 5, 6, 7];
const decide = (subscriber: Subscriber, profile = defaultProfile, occasion = here) =>
  decideEntitlement(subscriber, profile, occasion);
const refusalOf = (subscriber: Subscriber, profile = defaultProfile, occasion = here): string | undefined => {
  const decided = decide(subscriber, profile, occasion);
  return decided.ok ? undefined : decided.error.kind;
};

describe("a subscriber may come online", () => {
  test("as billing says, when nothing else is said", () => {
    const entitled = valueOf(decide(subscriberWith()));
    assert.equal(entitled.rate.downBitsPerSecond, 20_000_000n);
    assert.equal(entitled.endsAtMs, undefined);
    assert.equal(entitled.changesAtMs, Number.POSITIVE_INFINITY);
  });

  test("not without a service, not blocked, not closed, not after the end", () => {
    assert.equal(refusalOf(subscriberWith({ service: undefined })), "no-service");
    assert.equal(refusalOf(subscriberWith({ service: { ...full, level: "blocked" } })), "blocked");
    assert.equal(refusalOf(subscriberWith({ personal: { disabled: true } })), "disabled");
    assert.equal(refusalOf(subscriberWith({ personal: { expiresAtMs: noon } })), "expired");
    assert.equal(refusalOf(subscriberWith({ personal: { expiresAtMs: noon + 1 } })), undefined);
  });

  test("from their own devices, however a router writes them", () => {
    const own = subscriberWith({ personal: { callingStationIds: ["aa:bb:cc:00:11:22"] } });
    assert.equal(refusalOf(own), undefined);
    assert.equal(refusalOf(own, defaultProfile, { ...here, callingStationId: "aabb.cc00.1133" }), "another-device");
    assert.equal(refusalOf(own, defaultProfile, { ...here, callingStationId: undefined }), "another-device");
  });

  test("at the places that are theirs", () => {
    assert.equal(refusalOf(subscriberWith({ personal: { nasNames: ["tower-2"] } })), "another-nas");
    assert.equal(refusalOf(subscriberWith({ personal: { nasNames: ["tower-2", "tower-1"] } })), undefined);
  });

  test("at the hours of the profile, and until they close", () => {
    const office = profileWith({ hours: [{ days: [1, 2, 3, 4, 5], fromMinute: 480, toMinute: 1_020 }] });
    assert.equal(valueOf(decide(subscriberWith(), office)).endsAtMs, Date.UTC(2026, 10, 25, 17));
    assert.equal(refusalOf(subscriberWith(), office, { ...here, atMs: noon + 6 * 3_600_000 }), "outside-hours");
    // Two hours ahead of UTC it is two hours later on the clock.
    assert.equal(
      valueOf(decide(subscriberWith(), office, { ...here, localOffsetMs: 7_200_000 })).endsAtMs,
      Date.UTC(2026, 10, 25, 15),
    );
  });

  test("for so long after the first login", () => {
    const dayPass = profileWith({ validSeconds: 86_400 });
    assert.equal(valueOf(decide(subscriberWith(), dayPass)).endsAtMs, noon + 86_400_000);
    const yesterday = subscriberWith({ firstLoginAtMs: noon - 86_400_000 });
    assert.equal(refusalOf(yesterday, dayPass), "expired");
    const earlier = subscriberWith({ firstLoginAtMs: noon - 3_600_000 });
    assert.equal(valueOf(decide(earlier, dayPass)).endsAtMs, noon + 82_800_000);
  });
});

describe("the speed", () => {
  test("is the profile's while the service is in full, and billing's when it is throttled", () => {
    const fast = profileWith({ rate: { downBitsPerSecond: 100_000_000n, upBitsPerSecond: 50_000_000n } });
    assert.equal(valueOf(decide(subscriberWith(), fast)).rate.downBitsPerSecond, 100_000_000n);
    const throttled = subscriberWith({ service: { ...full, level: "throttled", downBitsPerSecond: 512_000n } });
    assert.equal(valueOf(decide(throttled, fast)).rate.downBitsPerSecond, 512_000n);
  });

  test("doubles at night, and says when that begins and ends", () => {
    const nights = profileWith({
      speeds: [{ windows: [{ days: everyDay, fromMinute: 1_380, toMinute: 360 }], percent: 200 }],
    });
    const day = valueOf(decide(subscriberWith(), nights));
    assert.equal(day.rate.downBitsPerSecond, 20_000_000n);
    assert.equal(day.changesAtMs, Date.UTC(2026, 10, 25, 23));
    assert.equal(day.endsAtMs, undefined);
    const night = valueOf(decide(subscriberWith(), nights, { ...here, atMs: Date.UTC(2026, 10, 25, 23, 30) }));
    assert.equal(night.rate.downBitsPerSecond, 40_000_000n);
    assert.equal(night.changesAtMs, Date.UTC(2026, 10, 26, 6));
  });

  test("bursts beyond the rate where the router knows how", () => {
    const bursting = profileWith({ burst: { percent: 150, thresholdPercent: 80, seconds: 8 } });
    const entitled = valueOf(decide(subscriberWith(), bursting));
    const defaults = { interimSeconds: 300, sessionSeconds: undefined };
    const of = (kind: string) => Object.fromEntries(steadyAttributes(shippedKinds.get(kind)!, entitled, defaults));
    assert.equal(of("mikrotik")["Mikrotik-Rate-Limit"], "5M/20M 7500k/30M 4M/16M 8/8");
    assert.equal(of("wispr")["WISPr-Bandwidth-Max-Down"], "20000000");
  });
});

describe("in a router's own attributes", () => {
  const defaults = { interimSeconds: 300, sessionSeconds: undefined };
  const at = (kind: string, subscriber = subscriberWith(), profile = defaultProfile) => {
    const entitled = valueOf(decide(subscriber, profile));
    return Object.fromEntries([
      ...steadyAttributes(shippedKinds.get(kind)!, entitled, defaults),
      ...momentaryAttributes(shippedKinds.get(kind)!, entitled, defaults, { assigned: {}, atMs: noon }),
    ]);
  };
  const change = (kind: string, service: ServiceState) =>
    Object.fromEntries(
      changedAttributes(shippedKinds.get(kind)!, valueOf(decide(subscriberWith({ service })))).map((pair) => [...pair]),
    );

  test("RouterOS is told the upload first, in its own units", () => {
    assert.equal(at("mikrotik")["Mikrotik-Rate-Limit"], "5M/20M");
    const odd = subscriberWith({ service: { ...full, upBitsPerSecond: 1_234n, downBitsPerSecond: 64_000n } });
    assert.equal(at("mikrotik", odd)["Mikrotik-Rate-Limit"], "1234/64k");
  });

  test("a rate beyond 32 bits is the largest that WISPr can say, and the slowest for ChilliSpot is not no limit", () => {
    const extreme = subscriberWith({
      service: { ...full, downBitsPerSecond: 10_000_000_000n, upBitsPerSecond: 300n },
    });
    assert.equal(at("wispr", extreme)["WISPr-Bandwidth-Max-Down"], "4294967295");
    assert.equal(at("chillispot", extreme)["ChilliSpot-Bandwidth-Max-Up"], "1");
  });

  test("without a rate nothing is limited", () => {
    const free = subscriberWith({ service: { ...full, downBitsPerSecond: 0n, upBitsPerSecond: 0n } });
    for (const kind of shippedKinds.keys())
      assert.deepEqual(Object.keys(at(kind, free)), ["Acct-Interim-Interval"], kind);
  });

  test("a change names the list in either direction, because leaving it out changes nothing", () => {
    assert.equal(change("mikrotik", { ...full, level: "walled-garden" })["Mikrotik-Address-List"], "walled-garden");
    assert.equal(change("mikrotik", full)["Mikrotik-Address-List"], "online");
    assert.equal(change("wispr", full)["Filter-Id"], "online");
  });

  test("pools that the router keeps are named, and extra attributes go to the kind and level that they are for", () => {
    const profile = profileWith({
      address: { from: "nas", pool: "cgnat" },
      delegated: { from: "nas", pool: "pd" },
      attributes: [
        { attribute: "Mikrotik-Group", value: "gold", kind: "mikrotik", level: undefined },
        { attribute: "Reply-Message", value: "slow now", kind: undefined, level: "throttled" },
      ],
    });
    const mikrotik = at("mikrotik", subscriberWith(), profile);
    assert.equal(mikrotik["Framed-Pool"], "cgnat");
    assert.equal(mikrotik["Mikrotik-Delegated-IPv6-Pool"], "pd");
    assert.equal(mikrotik["Mikrotik-Group"], "gold");
    assert.equal(mikrotik["Reply-Message"], undefined);
    assert.equal(at("cisco", subscriberWith(), profile)["Delegated-IPv6-Prefix-Pool"], "pd");
    assert.equal(at("cisco", subscriberWith(), profile)["Mikrotik-Group"], undefined);
  });

  test("a session lasts no longer than its subscriber may stay", () => {
    const ending = subscriberWith({ personal: { expiresAtMs: noon + 90_500 } });
    assert.equal(at("standard", ending)["Session-Timeout"], "91");
    assert.equal(at("standard", ending, profileWith({ sessionSeconds: 60 }))["Session-Timeout"], "60");
  });
});

test("why it is so is told in the order in which it was decided", () => {
  const told: string[] = [];
  const profile = profileWith({ name: "night", title: "Night data", validSeconds: 3_600 });
  decideEntitlement(subscriberWith(), profile, here, (rule, outcome) => void told.push(`${rule}: ${outcome}`));
  assert.deepEqual(told, [
    "profile: night (Night data)",
    "expiry: 2026-11-25T13:00:00.000Z, 3600 s from the first login",
    "service: full since version 3 (in-bundle)",
    "rate: 20M down, 5M up, said by billing",
  ]);
});
