import assert from "node:assert/strict";
import type { ImportedGroup, ImportedSubscriber } from "@beacom/freeradius-sql";
import { describe, test } from "vitest";
import { openProfileBook } from "#commands/radius/import/profile-book";
import { orderOf } from "#commands/radius/import/subscriber";
import { aGroup, aSubscriber } from "#commands/radius/testing/imported";

const gold = aGroup("gold", {
  rate: { downBitsPerSecond: 20_000_000, upBitsPerSecond: 5_000_000 },
  sessionTimeoutSeconds: 86_400,
  simultaneousUse: 1,
});
const member = (more: Partial<ImportedSubscriber> = {}) =>
  aSubscriber({ groups: [{ name: "gold", priority: 1 }], ...more });

function imported(from: ImportedSubscriber, groups: readonly ImportedGroup[] = [gold]) {
  const book = openProfileBook(groups, { pools: new Set(), namesIgnoreCase: false });
  const order = orderOf(from, book, (address) => (address === "10.0.0.1" ? ["tower-1"] : []));
  const { subscriber, profile, notes } = order;
  return { subscriber, profile, whys: notes.map(({ why }) => why) };
}

describe("a member of a group", () => {
  test("has the group's profile, its rate, and nothing that is its own", () => {
    const { subscriber, profile, whys } = imported(member());
    assert.deepEqual(subscriber, {
      username: "thandi",
      password: "{cleartext}umbrella",
      profile: "gold",
      personal: {},
      downBitsPerSecond: 20_000_000n,
      upBitsPerSecond: 5_000_000n,
    });
    assert.equal(profile?.title, "FreeRADIUS group gold");
    assert.deepEqual(whys, []);
  });

  test("keeps what is its own beside the profile", () => {
    const { subscriber } = imported(
      member({
        expiresAt: new Date("2030-01-01T00:00:00Z"),
        fixedIp: "100.64.0.7",
        loginTimes: [{ days: [1], fromMinute: 480, toMinute: 1_020 }],
        callingStationIds: ["AA-BB-CC-DD-EE-FF"],
        nasAddresses: ["10.0.0.1"],
        replies: [
          { attribute: "Framed-Route", op: "=", value: "10.9.0.0/24 0.0.0.0 1" },
          { attribute: "Delegated-IPv6-Prefix", op: "=", value: "2001:db8:7::/56" },
          { attribute: "Reply-Message", op: "=", value: "hello" },
        ],
      }),
    );
    assert.equal(subscriber.profile, "gold");
    assert.deepEqual(subscriber.personal, {
      expiresAt: "2030-01-01T00:00:00.000Z",
      address: "100.64.0.7",
      delegated: "2001:db8:7::/56",
      routes: ["10.9.0.0/24 0.0.0.0 1"],
      callingStationIds: ["AA-BB-CC-DD-EE-FF"],
      nasNames: ["tower-1"],
      hours: ["Mo 08:00-17:00"],
      attributes: [{ attribute: "Reply-Message", value: "hello" }],
    });
  });

  test("with a rate of its own has it, and a profile that says no other", () => {
    const { subscriber, profile } = imported(
      member({ rate: { downBitsPerSecond: 50_000_000, upBitsPerSecond: 9_000_000 } }),
    );
    assert.match(subscriber.profile!, /^gold-[0-9a-f]{6}$/);
    assert.equal(profile?.definition.rate, undefined);
    assert.equal(profile?.definition.sessionSeconds, 86_400);
    assert.equal(subscriber.downBitsPerSecond, 50_000_000n);
  });

  test("with another session time shares a profile with whoever has the same", () => {
    const one = imported(member({ sessionTimeoutSeconds: 60 }));
    const other = imported(member({ username: "bo", sessionTimeoutSeconds: 60 }));
    assert.equal(one.subscriber.profile, other.subscriber.profile);
    assert.equal(one.profile?.definition.sessionSeconds, 60);
    assert.notEqual(imported(member({ sessionTimeoutSeconds: 61 })).subscriber.profile, one.subscriber.profile);
  });

  test("may have as many devices as the group says, and its own number where the group says none", () => {
    assert.deepEqual(imported(member({ simultaneousUse: 5 })).subscriber.personal, {});
    const groups = [aGroup("gold", { idleTimeoutSeconds: 60 })];
    const { subscriber } = imported(member({ simultaneousUse: 5 }), groups);
    assert.deepEqual(subscriber.personal, { simultaneousUse: { most: 5, whenReached: "refuse" } });
  });

  test("goes on to the next group where the first one says so", () => {
    const groups = [
      aGroup("night", { idleTimeoutSeconds: 60, fallThrough: true }),
      gold,
      aGroup("never-reached", { interimSeconds: 600 }),
    ];
    const from = aSubscriber({
      groups: ["night", "gold", "never-reached"].map((name, priority) => ({ name, priority })),
    });
    const { subscriber, profile } = imported(from, groups);
    assert.match(subscriber.profile!, /^night-[0-9a-f]{6}$/);
    assert.equal(profile?.title, "FreeRADIUS groups night, gold");
    assert.deepEqual(
      [profile?.definition.idleSeconds, profile?.definition.sessionSeconds, profile?.definition.interimSeconds],
      [60, 86_400, undefined],
    );
  });

  test("passes over a group that counts for some devices only, and says so", () => {
    const groups = [aGroup("office", { nasAddresses: ["10.0.0.1"], idleTimeoutSeconds: 1 }), gold];
    const from = aSubscriber({ groups: ["office", "gold"].map((name, priority) => ({ name, priority })) });
    const { subscriber, whys } = imported(from, groups);
    assert.equal(subscriber.profile, "gold");
    assert.match(whys[0]!, /counts for some devices or routers only/);
  });

  test("is told once what the group's profile could not say", () => {
    const limited = aGroup("gold", { sessionLimits: [{ name: "Max-Daily-Session", seconds: 60, per: "day" }] });
    assert.deepEqual(imported(member(), [limited]).whys, []);
    const own = member({ sessionLimits: [{ name: "Max-All-Session", seconds: 60, per: "lifetime" }] });
    assert.equal(imported(own, [limited]).whys.length, 1);
  });
});

test("a group is found however it is written, where the database does not tell capitals apart", () => {
  const book = openProfileBook([gold], { pools: new Set(), namesIgnoreCase: true });
  const from = aSubscriber({ groups: [{ name: "GOLD ", priority: 1 }] });
  assert.equal(orderOf(from, book, () => []).subscriber.profile, "gold");
});

test("who somebody is and what they pay stays where it is, and is told", () => {
  const { whys } = imported(aSubscriber({ person: { firstName: "Thandi", phones: [] }, plan: "Gold" }));
  assert.equal(whys.length, 2);
  assert.ok(!whys.join(" ").includes("Thandi"));
});

describe("who may not come online", () => {
  test("is disabled, also by hours that never come and by a group", () => {
    assert.deepEqual(imported(aSubscriber({ disabled: true })).subscriber.personal, { disabled: true });
    assert.deepEqual(imported(aSubscriber({ loginTimes: [] })).subscriber.personal, { disabled: true });
    const closed = [aGroup("gold", { loginTimes: [] })];
    assert.deepEqual(imported(member(), closed).subscriber.personal, { disabled: true });
  });

  test("because of a group that only rejects has the profile of the next one", () => {
    const groups = [aGroup("daloRADIUS-Disabled-Users", { disabled: true }), gold];
    const from = member({
      disabled: true,
      groups: [
        { name: "daloRADIUS-Disabled-Users", priority: 0 },
        { name: "gold", priority: 0 },
      ],
    });
    assert.equal(imported(from, groups).subscriber.profile, "gold");
    assert.deepEqual(
      openProfileBook(groups, { pools: new Set(), namesIgnoreCase: false })
        .ofGroups()
        .map(({ group }) => group),
      ["gold"],
    );
  });
});

describe("a password", () => {
  test("that is a hash stays one", () => {
    const hash = Buffer.from("8846f7eaee8fb117ad06bdd830b7586c", "hex");
    const { subscriber } = imported(aSubscriber({ password: { scheme: "nt", hash } }));
    assert.equal(subscriber.password, "{nt}8846f7eaee8fb117ad06bdd830b7586c");
  });

  test("that opens nothing, or is none, is made anew and told", () => {
    const lm = imported(aSubscriber({ password: { scheme: "lm", hash: new Uint8Array(16) } }));
    assert.equal(lm.subscriber.password, "");
    assert.match(lm.whys[0]!, /LAN Manager/);
    const none = imported(aSubscriber({ password: undefined }));
    assert.match(none.whys[0]!, /no password that can be kept/);
    assert.deepEqual(imported(aSubscriber({ password: undefined, disabled: true })).whys, []);
  });
});

test("without a group and with nothing of a profile, somebody has the default one", () => {
  const { subscriber, profile } = imported(aSubscriber({ rate: { downBitsPerSecond: 1_000_000 } }), []);
  assert.equal(profile, undefined);
  assert.equal(subscriber.profile, "");
  assert.deepEqual([subscriber.downBitsPerSecond, subscriber.upBitsPerSecond], [1_000_000n, 0n]);
  assert.match(imported(aSubscriber({ idleTimeoutSeconds: 60 }), []).subscriber.profile!, /^own-[0-9a-f]{6}$/);
});

test("a router that is not known cannot be asked for", () => {
  const { subscriber, whys } = imported(aSubscriber({ nasAddresses: ["10.0.0.9"] }));
  assert.deepEqual(subscriber.personal, {});
  assert.match(whys[0]!, /No router that is known/);
});
