import assert from "node:assert/strict";
import {
  type Attribute,
  attributesOf,
  checkPap,
  Code,
  ErrorCause,
  firstInteger,
  firstText,
  type NamedValue,
  readNamed,
  Type,
  vendorAttribute,
} from "@beacom/radius";
import { valueOf } from "@beacom/result";
import { afterEach, describe, test } from "vitest";
import { acceptWith, askNas, type Closing, nasOf, type NasVariant, radiusServer, secret } from "#testing/radius-server";
import type { Flavour } from "#vendor";

const closing: Closing = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const mac = "02:00:00:AB:CD:EF";
const login = { username: "thandi", password: "umbrella", callingStationId: mac };
type Says = Record<string, NamedValue | readonly NamedValue[]>;

async function loggedIn(flavour: Flavour, says: Says = {}, more: readonly Attribute[] = [], options: NasVariant = {}) {
  const server = await radiusServer(closing, acceptWith(says, more));
  const nas = await nasOf(closing, server.port, { flavour, ...options });
  const session = valueOf(await nas.login(login));
  return { server, nas, session };
}

const avPair = (text: string): Attribute => vendorAttribute(9, 1, text);
const rateLine = (direction: string, bits: number) =>
  avPair(`lcp:interface-config#1=rate-limit ${direction} ${bits} 8000 8000 conform-action transmit exceed-action drop`);

describe("the rate that an Accept gives", () => {
  const all = {
    "Mikrotik-Rate-Limit": "1M/2M",
    "WISPr-Bandwidth-Max-Up": 3_000_000,
    "WISPr-Bandwidth-Max-Down": 4_000_000,
    "ChilliSpot-Bandwidth-Max-Up": 5_000,
    "ChilliSpot-Bandwidth-Max-Down": 6_000,
  };
  const cisco = [rateLine("input", 7_000_000), rateLine("output", 8_000_000)];

  test.each([
    ["mikrotik", 1_000_000, 2_000_000],
    ["mikrotik-hotspot", 1_000_000, 2_000_000],
    ["coovachilli", 5_000_000, 6_000_000],
    ["unifi", 3_000_000, 4_000_000],
    ["cisco", 7_000_000, 8_000_000],
  ] as const)("is obeyed by %s in its own words alone", async (flavour, up, down) => {
    const { session } = await loggedIn(flavour, all, cisco);
    assert.equal(session.rateLimit()?.upBitsPerSecond, up);
    assert.equal(session.rateLimit()?.downBitsPerSecond, down);
  });

  test.each([
    ["unifi", "Mikrotik-Rate-Limit", "1M/1M"],
    ["cisco", "Mikrotik-Rate-Limit", "1M/1M"],
    ["coovachilli", "Mikrotik-Rate-Limit", "1M/1M"],
    ["mikrotik", "ChilliSpot-Bandwidth-Max-Up", 5_000],
    ["unifi", "ChilliSpot-Bandwidth-Max-Up", 5_000],
    ["cisco", "WISPr-Bandwidth-Max-Up", 1_000_000],
  ] as const)("is nothing to %s as %s", async (flavour, name, value) => {
    const { session } = await loggedIn(flavour, { [name]: value });
    assert.equal(session.rateLimit(), undefined);
  });

  test("may be a Cisco's policy map by name, in either attribute", async () => {
    const policyMaps = { SLOW: 64_000, FAST: 20_000_000 };
    const named = await loggedIn(
      "cisco",
      {},
      [avPair("ip:sub-qos-policy-in=SLOW"), avPair("ip:sub-qos-policy-out=FAST")],
      { policyMaps },
    );
    assert.equal(named.session.rateLimit()?.upBitsPerSecond, 64_000);
    assert.equal(named.session.rateLimit()?.downBitsPerSecond, 20_000_000);
    const numbered = await loggedIn("cisco", {}, [vendorAttribute(9, 38, "SLOW")], { policyMaps });
    assert.equal(numbered.session.rateLimit()?.downBitsPerSecond, 64_000);
  });

  test("leaves a direction unlimited that it does not speak of", async () => {
    const { session } = await loggedIn("unifi", { "WISPr-Bandwidth-Max-Down": 4_000_000 });
    assert.deepEqual([session.rateLimit()?.upBitsPerSecond, session.rateLimit()?.downBitsPerSecond], [0, 4_000_000]);
  });
});

describe("octets", () => {
  test.each([
    ["mikrotik", 7, 900],
    ["mikrotik-hotspot", 7, 900],
    ["coovachilli", 900, 7],
    ["unifi", 7, 900],
    ["cisco", 7, 900],
  ] as const)("of 7 up and 900 down are told by %s as input %i and output %i", async (flavour, input, output) => {
    const { server, session } = await loggedIn(flavour);
    session.use({ octetsUp: 7n, octetsDown: 900n });
    valueOf(await session.interim());
    const report = server.received.at(-1)!;
    assert.equal(firstInteger(report, Type.AcctInputOctets), input);
    assert.equal(firstInteger(report, Type.AcctOutputOctets), output);
  });
});

describe("a device that logs in by its address", () => {
  test.each([
    ["mikrotik-hotspot", "02:00:00:AB:CD:EF", "02:00:00:AB:CD:EF"],
    ["coovachilli", "02-00-00-AB-CD-EF", "02-00-00-AB-CD-EF"],
    ["unifi", "020000abcdef", "02-00-00-AB-CD-EF"],
    ["cisco", "020000abcdef", "02-00-00-AB-CD-EF"],
  ] as const)("is %s's %s by name and password", async (flavour, name, station) => {
    const server = await radiusServer(closing, (packet) => ({
      code: checkPap(packet, name, secret) ? Code.AccessAccept : Code.AccessReject,
      attributes: [],
    }));
    const nas = await nasOf(closing, server.port, { flavour });
    const session = valueOf(await nas.login({ method: "mac", mac: "0200.00ab.cdef", callCheck: true }));
    assert.equal(session.username, name);
    const asked = readNamed(server.received[0]!);
    assert.equal(asked["User-Name"], name);
    assert.equal(asked["Calling-Station-Id"], station);
    assert.equal(asked["Service-Type"], "Call-Check");
  });

  test("says what it is without Call-Check as everybody else does", async () => {
    const server = await radiusServer(closing, () => ({ code: Code.AccessReject, attributes: [] }));
    const nas = await nasOf(closing, server.port, { flavour: "mikrotik-hotspot" });
    assert.equal((await nas.login({ method: "mac", mac })).ok, false);
    assert.equal(readNamed(server.received[0]!)["Service-Type"], "Login-User");
  });
});

test("a hotspot tells the guest's address and session before anybody is let in, a PPPoE server does not", async () => {
  for (const flavour of ["mikrotik-hotspot", "coovachilli", "unifi"] as const) {
    const { server, session } = await loggedIn(flavour);
    const asked = readNamed(server.received[0]!);
    assert.equal(asked["Framed-IP-Address"], session.framedIpAddress);
    assert.equal(asked["Acct-Session-Id"], session.acctSessionId);
  }
  const { server } = await loggedIn("mikrotik");
  const asked = readNamed(server.received[0]!);
  assert.equal(asked["Framed-IP-Address"], undefined);
  assert.equal(asked["Acct-Session-Id"], undefined);
});

describe("a Disconnect", () => {
  type Told = "name" | "address" | "session" | "mac" | "account-info" | "other-address" | "other-session";
  const ack = Code.DisconnectAck;
  const nak = (cause: number) => ({ nak: cause });

  test.each<[Flavour, Told[], number | { nak: number } | "silence", boolean]>([
    ["mikrotik", ["name", "address"], ack, true],
    ["mikrotik", ["session"], ack, true],
    ["mikrotik", ["name"], ack, false],
    ["mikrotik", ["name", "other-address"], nak(503), false],
    ["mikrotik-hotspot", ["name", "address"], ack, true],
    ["mikrotik-hotspot", ["session"], ack, false],
    ["mikrotik-hotspot", ["name", "session"], ack, false],
    ["mikrotik-hotspot", ["name", "address", "other-session"], nak(503), false],
    ["coovachilli", ["name"], ack, true],
    ["coovachilli", ["name", "other-address"], ack, true],
    ["coovachilli", ["name", "other-session"], nak(503), false],
    ["coovachilli", ["session"], "silence", false],
    ["unifi", ["session"], ack, true],
    ["unifi", ["mac"], ack, true],
    ["unifi", ["name"], ack, true],
    ["unifi", ["address"], nak(402), false],
    ["unifi", ["mac", "other-session"], nak(503), false],
    ["cisco", ["session"], ack, true],
    ["cisco", ["account-info"], ack, true],
    ["cisco", ["name", "address"], nak(402), false],
    ["cisco", ["account-info", "other-session"], nak(407), false],
  ])("to %s that tells %j is answered %j, and ends the session: %s", async (flavour, told, answer, ends) => {
    const { nas, session } = await loggedIn(flavour);
    const words: Record<Told, readonly Attribute[]> = {
      name: attributesOf({ "User-Name": "thandi" }),
      address: attributesOf({ "Framed-IP-Address": session.framedIpAddress }),
      session: attributesOf({ "Acct-Session-Id": session.acctSessionId }),
      mac: attributesOf({ "Calling-Station-Id": "02-00-00-ab-cd-ef" }),
      "account-info": [vendorAttribute(9, 250, `S${session.framedIpAddress}`)],
      "other-address": attributesOf({ "Framed-IP-Address": "192.0.2.1" }),
      "other-session": attributesOf({ "Acct-Session-Id": "another" }),
    };
    const [reply] = await askNas(
      nas,
      Code.DisconnectRequest,
      told.flatMap((one) => words[one]),
    );
    if (typeof answer === "number") assert.equal(reply?.code, answer);
    else if (answer === "silence") assert.equal(reply, undefined);
    else
      assert.deepEqual([reply?.code, reply && firstInteger(reply, Type.ErrorCause)], [Code.DisconnectNak, answer.nak]);
    assert.equal(nas.received[0]?.applied, ends);
    assert.deepEqual(nas.received[0]?.sessions, ends ? [session.acctSessionId] : []);
    if (ends) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(session.isOpen(), !ends);
  });

  test("that fits several sessions ends them all on a CoovaChilli, and none on a UniFi", async () => {
    for (const [flavour, code, left] of [
      ["coovachilli", Code.DisconnectAck, 0],
      ["unifi", Code.DisconnectNak, 2],
    ] as const) {
      const { nas } = await loggedIn(flavour);
      valueOf(await nas.login(login));
      const [reply] = await askNas(nas, Code.DisconnectRequest, attributesOf({ "User-Name": "thandi" }));
      assert.equal(reply?.code, code);
      if (code === Code.DisconnectNak) {
        assert.equal(firstInteger(reply, Type.ErrorCause), ErrorCause.MultipleSessionSelectionUnsupported);
      }
      await new Promise((resolve) => setImmediate(resolve));
      assert.equal(nas.sessions().length, left);
    }
  });
});

describe("a CoA", () => {
  const to = (session: { username: string; framedIpAddress: string; acctSessionId: string }) =>
    attributesOf({
      "User-Name": session.username,
      "Framed-IP-Address": session.framedIpAddress,
      "Acct-Session-Id": session.acctSessionId,
    });

  test.each<[Flavour, readonly Attribute[], number, number]>([
    ["mikrotik", attributesOf({ "Mikrotik-Rate-Limit": "64k/128k 1M/2M" }), 64_000, 128_000],
    ["mikrotik-hotspot", attributesOf({ "Mikrotik-Rate-Limit": "64k/128k" }), 64_000, 128_000],
    [
      "coovachilli",
      attributesOf({ "ChilliSpot-Bandwidth-Max-Up": 64, "ChilliSpot-Bandwidth-Max-Down": 128 }),
      64_000,
      128_000,
    ],
    ["unifi", attributesOf({ "WISPr-Bandwidth-Max-Up": 64_000, "WISPr-Bandwidth-Max-Down": 128_000 }), 64_000, 128_000],
    ["cisco", [rateLine("input", 64_000), rateLine("output", 128_000)], 64_000, 128_000],
  ])("changes the rate on %s in its own words", async (flavour, rate, up, down) => {
    const { nas, session } = await loggedIn(flavour);
    const [reply] = await askNas(nas, Code.CoaRequest, [...to(session), ...rate]);
    assert.equal(reply?.code, Code.CoaAck);
    assert.equal(session.rateLimit()?.upBitsPerSecond, up);
    assert.equal(session.rateLimit()?.downBitsPerSecond, down);
    assert.equal(nas.received[0]?.rateLimit?.downBitsPerSecond, down);
  });

  test("in another vendor's words is acknowledged and changes nothing", async () => {
    const { nas, session } = await loggedIn("unifi", { "WISPr-Bandwidth-Max-Down": 4_000_000 });
    const rate = attributesOf({ "Mikrotik-Rate-Limit": "64k/64k" });
    const [reply] = await askNas(nas, Code.CoaRequest, [...to(session), ...rate]);
    assert.equal(reply?.code, Code.CoaAck);
    assert.equal(session.rateLimit()?.downBitsPerSecond, 4_000_000);
    assert.equal(nas.received[0]?.rateLimit, undefined);
  });

  test("with a rate that cannot be read is refused", async () => {
    for (const [flavour, rate] of [
      ["mikrotik", attributesOf({ "Mikrotik-Rate-Limit": "fast" })],
      ["cisco", [avPair("ip:sub-qos-policy-in=NOBODY-CONFIGURED-IT")]],
    ] as const) {
      const { nas, session } = await loggedIn(flavour);
      const [reply] = await askNas(nas, Code.CoaRequest, [...to(session), ...rate]);
      assert.equal(firstInteger(reply!, Type.ErrorCause), ErrorCause.InvalidAttributeValue);
    }
  });

  test("puts the session on other lists and into another VLAN", async () => {
    const { nas, session } = await loggedIn("mikrotik", { "Mikrotik-Address-List": ["paid", "adults"] });
    assert.deepEqual(session.lists(), ["paid", "adults"]);
    await askNas(nas, Code.CoaRequest, [...to(session), ...attributesOf({ "Mikrotik-Address-List": "walled" })]);
    assert.deepEqual(session.lists(), ["walled"]);

    const vlan = (id: string) => ({
      "Tunnel-Type": 13,
      "Tunnel-Medium-Type": 6,
      "Tunnel-Private-Group-Id": id,
      "Filter-Id": "guests",
    });
    const wireless = await loggedIn("unifi", vlan("40"));
    assert.equal(wireless.session.vlan(), "40");
    assert.deepEqual(wireless.session.lists(), ["guests"]);
    await askNas(wireless.nas, Code.CoaRequest, [...to(wireless.session), ...attributesOf(vlan("41"))]);
    assert.equal(wireless.session.vlan(), "41");
    const tagged = [
      { type: 64, value: Uint8Array.of(1, 0, 0, 13) },
      { type: 81, value: Buffer.from("\x0142") },
    ];
    await askNas(wireless.nas, Code.CoaRequest, [...to(wireless.session), ...tagged]);
    assert.equal(wireless.session.vlan(), "42");
  });
});

test("Acct-Session-Ids look as the vendor's do", async () => {
  for (const [flavour, form] of [
    ["mikrotik", /^8[0-9a-f]{7}$/],
    ["coovachilli", /^[0-9a-f]{16}$/],
    ["unifi", /^[0-9A-F]{16}$/],
    ["cisco", /^[0-9A-F]{8}$/],
  ] as const) {
    const { server, session } = await loggedIn(flavour);
    assert.match(session.acctSessionId, form);
    valueOf(await session.start());
    assert.equal(firstText(server.received.at(-1)!, Type.AcctSessionId), session.acctSessionId);
  }
});
