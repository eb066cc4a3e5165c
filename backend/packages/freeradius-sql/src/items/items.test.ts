import assert from "node:assert/strict";
import { attributesOf } from "@beacom/radius";
import fc from "fast-check";
import { describe, test } from "vitest";
import { groupEffectOf, importGroup } from "#import/import-group";
import { importNas } from "#import/import-nas";
import type { Item } from "#items/item";
import { readChecks } from "#items/read-checks";
import { readReplies } from "#items/read-replies";

const zone = "Africa/Johannesburg";
const itemsOf = (rows: readonly (readonly [string, string, string])[]): Item[] =>
  rows.map(([attribute, op, value]) => ({ attribute, op, value }));
const checks = (...rows: (readonly [string, string, string])[]) => readChecks("radcheck", itemsOf(rows), zone);
const replies = (...rows: (readonly [string, string, string])[]) => readReplies("radreply", itemsOf(rows));
const whys = (...rows: (readonly [string, string, string])[]) => checks(...rows).notUnderstood.map(({ why }) => why);

describe("check items", () => {
  test("of two rows that say one thing the first counts, and the second is told", () => {
    const { conditions, notUnderstood } = checks(
      ["Cleartext-Password", ":=", "first"],
      ["Crypt-Password", ":=", "abgOeLfPimXQo"],
      ["Simultaneous-Use", ":=", "1"],
      ["Simultaneous-Use", ":=", "2"],
    );
    assert.deepEqual(conditions.password, { scheme: "cleartext", password: "first" });
    assert.equal(conditions.simultaneousUse, 1);
    assert.deepEqual(
      notUnderstood.map(({ attribute, value, why }) => [attribute, value, /the first/.test(why)]),
      [
        ["Crypt-Password", "(a secret)", true],
        ["Simultaneous-Use", "2", true],
      ],
    );
  });

  test("a column of two characters brings blanks, and names come in any case", () => {
    const { conditions } = checks(["cleartext-PASSWORD", ":= ", "x"], ["auth-type", "= ", "REJECT"]);
    assert.equal(conditions.password?.scheme, "cleartext");
    assert.equal(conditions.disabled, true);
  });

  test("User-Password == is a password, as FreeRADIUS 1 and 2 documented it; Cleartext-Password == is none", () => {
    assert.equal(checks(["User-Password", "==", "x"]).conditions.password?.scheme, "cleartext");
    assert.equal(checks(["Cleartext-Password", "==", "x"]).conditions.password, undefined);
    assert.match(whys(["Cleartext-Password", "==", "x"])[0]!, /lets nobody in; ":=" would set it/);
  });

  test("a password that cannot be checked is told without being shown", () => {
    for (const [attribute, value, why] of [
      ["MD5-Password", "not a hash", /no hash of the scheme md5/],
      ["Crypt-Password", "$y$j9T$abcd$Pf", /scheme crypt \$y\$ is not one/],
      ["Crypt-Password", `$6$rounds=999999999$salt$${"a".repeat(86)}`, /999999999 rounds/],
      ["NS-MTA-MD5-Password", "0123456789abcdef", /Nothing here knows/],
      ["CHAP-Password", "plain", /set and not compared/],
    ] as const) {
      const [note] = checks([attribute, ":=", value]).notUnderstood;
      assert.match(note!.why, why);
      assert.equal(note!.value, "(a secret)");
      assert.ok(!note!.why.includes(value));
    }
  });

  test("session limits keep their names and periods", () => {
    const { conditions, notUnderstood } = checks(
      ["Max-All-Session", ":=", "36000"],
      ["Max-Monthly-Session", ":=", "7200"],
      ["Expire-After", ":=", "86400"],
      ["Max-Daily-Session", ":=", "1h"],
      ["Max-Daily-Session", ">", "3600"],
    );
    assert.deepEqual(conditions.sessionLimits, [
      { name: "Max-All-Session", seconds: 36_000, per: "lifetime" },
      { name: "Max-Monthly-Session", seconds: 7_200, per: "month" },
    ]);
    assert.equal(conditions.expiresAfterFirstLoginSeconds, 86_400);
    assert.deepEqual(
      notUnderstood.map(({ op }) => op),
      [":=", ">"],
    );
  });

  test("two devices are alternatives, though FreeRADIUS would let neither in; patterns are told", () => {
    const { conditions, notUnderstood } = checks(
      ["Calling-Station-Id", "==", "AA-AA"],
      ["Calling-Station-Id", "==", "BB-BB"],
      ["Calling-Station-Id", "=~", "^CC"],
      ["Calling-Station-Id", ":=", "DD-DD"],
      ["NAS-IP-Address", "==", "tower-1"],
    );
    assert.deepEqual(conditions.callingStationIds, ["AA-AA", "BB-BB"]);
    assert.deepEqual(conditions.nasAddresses, []);
    assert.deepEqual(
      notUnderstood.map(({ why }) => why.slice(0, 24)),
      ["FreeRADIUS asks for ever", "Only equality is kept he", '":=" and "+=" compare wi', "Is not an IP address."],
    );
  });

  test.for([
    [["Cleartext-Password", ":=", ""], /empty password/],
    [["Auth-Type", ":=", "Accept"], /with any password/],
    [["Auth-Type", ":=", "PAP"], /way of proving/],
    [["Auth-Type", "==", "Reject"], /no effect/],
    [["Expiration", ":=", "2027-12-13"], /13 Dec 2027/],
    [["Login-Time", ":=", "0800-1700"], /finds no days/],
    [["Huntgroup-Name", "==", "x"], /Nothing here knows/],
    [["Max-Total-Octets", ":=", "1000"], /data cap/],
    [["Service-Type", "==", "Framed-User"], /condition is left out/],
    [["Framed-IP-Address", ":=", "10.0.0.9"], /no effect on a login/],
    [["Simultaneous-Use", "", "1"], /operator is empty/],
    [["Calling-Station-Id", "??", "x"], /no operator/],
    [["Reply-Message", ":=", "ends\\"], /lone backslash/],
    [["", ":=", "x"], /no attribute/],
  ] as const)("%j has its reason", ([row, why]) => assert.match(whys(row)[0] ?? "", why));

  test("no row is a fault, and none that sets nothing goes by without a word", () => {
    const attribute = fc.constantFrom(
      "Cleartext-Password",
      "Expiration",
      "Login-Time",
      "Calling-Station-Id",
      "Auth-Type",
      "Max-All-Session",
      "__proto__",
      "Pool-Name",
      "User-Name",
    );
    const op = fc.constantFrom(":=", "==", "=", "+=", "!=", "=~", "", "??");
    const row = fc.record({ attribute, op, value: fc.string({ unit: "grapheme" }) });
    fc.assert(
      fc.property(row, (row) => {
        const { conditions, notUnderstood } = readChecks("radcheck", [row], zone);
        const empty = {
          password: undefined,
          disabled: false,
          sessionLimits: [],
          callingStationIds: [],
          nasAddresses: [],
        };
        if (notUnderstood.length === 0) assert.notDeepEqual(conditions, empty);
      }),
    );
  });
});

describe("reply items", () => {
  test("of WISPr and ChilliSpot become a rate, in bits a second", () => {
    const wispr = replies(["WISPr-Bandwidth-Max-Down", ":=", "10000000"], ["WISPr-Bandwidth-Max-Up", ":=", "2000000"]);
    assert.deepEqual(wispr.service, {
      rate: { downBitsPerSecond: 10_000_000, upBitsPerSecond: 2_000_000 },
      replies: [],
    });
    const chilli = replies(["ChilliSpot-Bandwidth-Max-Down", "=", "10000"], ["ChilliSpot-Max-Total-Octets", "=", "5"]);
    assert.deepEqual(chilli.service.rate, { downBitsPerSecond: 10_000_000 });
    assert.equal(chilli.service.replies.length, 1);
  });

  test("Mikrotik-Rate-Limit wins over WISPr, whose rows stay as they are", () => {
    const { service } = replies(["WISPr-Bandwidth-Max-Down", "=", "5000000"], ["Mikrotik-Rate-Limit", "=", "1M/2M"]);
    assert.equal(service.rate?.downBitsPerSecond, 2_000_000);
    assert.deepEqual(service.replies, [{ attribute: "WISPr-Bandwidth-Max-Down", op: "=", value: "5000000" }]);
  });

  test("one more row of an attribute stays a reply, as FreeRADIUS sends both", () => {
    const { service } = replies(["Mikrotik-Address-List", "+=", "paid"], ["Mikrotik-Address-List", "+=", "fast"]);
    assert.equal(service.addressList, "paid");
    assert.deepEqual(service.replies, [{ attribute: "Mikrotik-Address-List", op: "+=", value: "fast" }]);
  });

  test("an address that leaves the choice to the router is no fixed one", () => {
    const { service } = replies(["Framed-IP-Address", "=", "255.255.255.254"]);
    assert.equal(service.fixedIp, undefined);
    assert.equal(service.replies.length, 1);
  });

  test("what a secret hides on its way is kept in clear, and sent hidden", () => {
    assert.deepEqual(replies(["Tunnel-Password:1", "=", "s3cret"]).service.replies[0]?.value, "s3cret");
  });

  test.for([
    [["Mikrotik-Rate-Limit", "=", "fast"], /RouterOS/],
    [["Session-Timeout", "=", "1h"], /cannot have this value/],
    [["Framed-IP-Address", "=", "10.0.0.256"], /cannot have this value/],
    [["Service-Type", "=", "Nonsense"], /cannot have this value/],
    [["Filter-Id", "==", "x"], /no operator of a reply/],
    [["Idle-Timeout", "<=", "100"], /bounds what another row says/],
    [["Simultaneous-Use", ":=", "1"], /check table/],
    [["Cleartext-Password", ":=", "hush"], /check table/],
    [["No-Such-Attribute", "=", "1"], /Nothing here knows/],
    [["", "=", "1"], /no attribute/],
  ] as const)("%j has its reason", ([row, why]) => {
    const { service, notUnderstood } = replies(row);
    assert.deepEqual(service, { replies: [] });
    assert.match(notUnderstood[0]!.why, why);
    assert.notEqual(notUnderstood[0]!.value, "hush");
  });

  test("every row is in one place, and what is kept can be sent", () => {
    const attribute = fc.constantFrom(
      "Session-Timeout",
      "Framed-IP-Address",
      "Framed-Pool",
      "Mikrotik-Rate-Limit",
      "Class",
      "Fall-Through",
      "Bogus",
      "Service-Type",
      "Framed-IPv6-Prefix",
    );
    const value = fc.constantFrom(
      "1",
      "10.0.0.1",
      "2M/10M",
      "gold",
      "Yes",
      "Framed-User",
      "2001:db8::/64",
      "0x6162",
      "x\\",
    );
    const row = fc.record({ attribute, op: fc.constantFrom("=", ":=", "+=", "=="), value });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 6 }), (rows) => {
        const { service, notUnderstood } = readReplies("radreply", rows);
        const { replies, ...typed } = service;
        const said = rows.filter(({ attribute, value }) => attribute === "Fall-Through" && value !== "x\\").length;
        assert.equal(replies.length + Object.keys(typed).length + notUnderstood.length + said, rows.length);
        for (const { attribute, value } of replies) assert.doesNotThrow(() => attributesOf({ [attribute]: value }));
      }),
    );
  });
});

describe("a group", () => {
  test("says whether it rejects, whether it may be passed over, and whether the next one counts too", () => {
    const effect = (
      check: readonly (readonly [string, string, string])[],
      reply: readonly (readonly [string, string, string])[] = [],
    ) => groupEffectOf(itemsOf(check), itemsOf(reply), zone);
    assert.deepEqual(effect([["Auth-Type", ":=", "Reject"]]), {
      rejects: true,
      conditional: false,
      fallsThrough: false,
    });
    assert.deepEqual(effect([["NAS-IP-Address", "==", "10.0.0.1"]], [["Fall-Through", "=", "1"]]), {
      rejects: false,
      conditional: true,
      fallsThrough: true,
    });
  });

  test("keeps no password for all its members", () => {
    const group = importGroup(
      { name: "g", checks: itemsOf([["Cleartext-Password", ":=", "hush"]]), replies: [] },
      zone,
    );
    assert.match(group.notUnderstood[0]!.why, /One password for all/);
    assert.ok(!JSON.stringify(group).includes("hush"));
  });

  test("takes its pool from either table, the reply first", () => {
    const pool = (check: string | undefined, reply: string | undefined) =>
      importGroup(
        {
          name: "g",
          checks: itemsOf(check === undefined ? [] : [["Pool-Name", ":=", check]]),
          replies: itemsOf(reply === undefined ? [] : [["Framed-Pool", "=", reply]]),
        },
        zone,
      ).pool;
    assert.deepEqual([pool("a", "b"), pool("a", undefined), pool(undefined, undefined)], ["b", "a", undefined]);
  });
});

describe("a router", () => {
  test.for([
    ["2001:db8::1", { kind: "address", address: "2001:db8::1" }],
    ["10.0.0.1/32", { kind: "address", address: "10.0.0.1" }],
    ["2001:db8::/32", { kind: "network", address: "2001:db8::", prefixLength: 32 }],
    ["10.0.0.0/33", { kind: "host", hostName: "10.0.0.0/33" }],
    ["999.1.1.1", { kind: "host", hostName: "999.1.1.1" }],
  ] as const)("%s", ([nasname, address]) => {
    assert.deepEqual(importNas({ nasname, secret: "s" }).address, address);
  });

  test("that anybody could be, or that has no secret or a server of its own, is told", () => {
    const whys = importNas({ nasname: "0.0.0.0/0", secret: "", server: "inner" }).notUnderstood.map(({ why }) => why);
    assert.equal(whys.length, 3);
  });
});
