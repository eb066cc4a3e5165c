import assert from "node:assert/strict";
import { AcctStatus, attributesOf, Code, firstInteger, firstText, type Packet, readNamed, Type } from "@beacom/radius";
import { valueOf } from "@beacom/result";
import { afterEach, describe, test } from "vitest";
import type { PasswordLogin } from "#login";
import {
  acceptWith,
  askNas,
  type Closing,
  eventually,
  nasOf,
  type NasVariant,
  radiusServer,
} from "#testing/radius-server";

const closing: Closing = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const thandi = { username: "thandi", password: "umbrella" };
type Says = Parameters<typeof acceptWith>[0];

async function loggedIn(says: Says, options: NasVariant = {}, login: Partial<PasswordLogin> = {}) {
  const server = await radiusServer(closing, acceptWith(says));
  const nas = await nasOf(closing, server.port, options);
  return { server, nas, session: valueOf(await nas.login({ ...thandi, ...login })) };
}

const isStop = (packet: Packet): boolean => firstInteger(packet, Type.AcctStatusType) === AcctStatus.Stop;

describe("the end that the server set", () => {
  test("comes after Session-Timeout by the NAS's clock, with its cause and its time", async () => {
    const { server, session } = await loggedIn({ "Session-Timeout": 600 }, { clock: { factor: 6_000 } });
    const stop = readNamed(await server.packet(isStop));
    assert.equal(stop["Acct-Terminate-Cause"], "Session-Timeout");
    const seconds = Number(stop["Acct-Session-Time"]);
    assert.ok(seconds >= 600 && seconds < 3_000, String(seconds));
    assert.equal(session.isOpen(), false);
    assert.equal(session.endedBy(), "Session-Timeout");
  });

  test("comes after Idle-Timeout without traffic, and traffic puts it off", async () => {
    const { server, session } = await loggedIn({ "Idle-Timeout": 300 }, { clock: { factor: 300 } });
    for (let i = 0; i < 5; i++) {
      await new Promise<void>((resolve) => setTimeout(resolve, 300));
      assert.equal(session.isOpen(), true);
      session.use({ octetsDown: 1n });
    }
    assert.equal(readNamed(await server.packet(isStop))["Acct-Terminate-Cause"], "Idle-Timeout");
  });

  test("is moved by a CoA, counted from the beginning of the session", async () => {
    const { server, nas, session } = await loggedIn({ "Session-Timeout": 86_400 }, { clock: { factor: 300 } });
    await new Promise<void>((resolve) => setTimeout(resolve, 1_000));
    const sooner = { "Acct-Session-Id": session.acctSessionId, "Session-Timeout": 600 };
    await askNas(nas, Code.CoaRequest, attributesOf(sooner));
    const stop = readNamed(await server.packet(isStop));
    assert.equal(stop["Acct-Terminate-Cause"], "Session-Timeout");
    const seconds = Number(stop["Acct-Session-Time"]);
    assert.ok(seconds >= 600 && seconds < 850, String(seconds));
  });

  test("does not come when it is further away than any timer reaches", async () => {
    const { session } = await loggedIn({ "Session-Timeout": 4_294_967_295 });
    await new Promise<void>((resolve) => setTimeout(resolve, 30));
    assert.equal(session.isOpen(), true);
  });
});

describe("Interim-Updates", () => {
  const interims = (received: readonly Packet[]) =>
    received.filter((packet) => firstInteger(packet, Type.AcctStatusType) === AcctStatus.InterimUpdate);

  test("are sent by themselves as often as the server said, from the Start to the Stop", async () => {
    const { server, session } = await loggedIn(
      { "Acct-Interim-Interval": 60 },
      { clock: { factor: 1_000 }, automaticInterims: true },
    );
    assert.equal(session.interimSeconds, 60);
    await new Promise<void>((resolve) => setTimeout(resolve, 150));
    assert.equal(interims(server.received).length, 0);
    valueOf(await session.start());
    await eventually(() => interims(server.received).length >= 3);
    valueOf(await session.stop());
    const sent = interims(server.received).length;
    await new Promise<void>((resolve) => setTimeout(resolve, 200));
    assert.equal(interims(server.received).length, sent);
    const times = interims(server.received).map((packet) => firstInteger(packet, Type.AcctSessionTime) ?? 0);
    assert.ok(
      times.every((time, i) => i === 0 || time > (times[i - 1] ?? 0)),
      String(times),
    );
  });

  test("do not begin again when one was under way at the Stop", async () => {
    const server = await radiusServer(closing, (packet) => {
      const answer = acceptWith({ "Acct-Interim-Interval": 60 })(packet);
      return firstInteger(packet, Type.AcctStatusType) === AcctStatus.InterimUpdate ? undefined : answer;
    });
    const nas = await nasOf(closing, server.port, {
      clock: { factor: 1_000 },
      automaticInterims: true,
      retransmission: { firstMs: 100, times: 1 },
    });
    const session = valueOf(await nas.login(thandi));
    valueOf(await session.start());
    await eventually(() => interims(server.received).length === 1);
    valueOf(await session.stop());
    await new Promise<void>((resolve) => setTimeout(resolve, 300));
    assert.equal(interims(server.received).length, 1);
  });

  test("are left to the test unless it asks for them", async () => {
    const { server, session } = await loggedIn({ "Acct-Interim-Interval": 60 }, { clock: { factor: 6_000 } });
    valueOf(await session.start());
    await new Promise<void>((resolve) => setTimeout(resolve, 100));
    assert.equal(interims(server.received).length, 0);
  });

  test("are sent by a CoovaChilli only from a minute on", async () => {
    const { session } = await loggedIn({ "Acct-Interim-Interval": 30 }, { flavour: "coovachilli" });
    assert.equal(session.interimSeconds, undefined);
  });
});

describe("the address of a session", () => {
  test("is the server's, before the login's own and before the pool's", async () => {
    const { server, session } = await loggedIn(
      { "Framed-IP-Address": "10.9.8.7" },
      {},
      { framedIpAddress: "100.64.0.9" },
    );
    assert.equal(session.framedIpAddress, "10.9.8.7");
    valueOf(await session.start());
    assert.equal(readNamed(server.received.at(-1)!)["Framed-IP-Address"], "10.9.8.7");
  });

  test("is chosen by the NAS when the server leaves it to it", async () => {
    for (const left of ["255.255.255.254", "255.255.255.255"]) {
      const { session } = await loggedIn({ "Framed-IP-Address": left });
      assert.equal(session.framedIpAddress, "100.64.0.1");
    }
  });

  test("has the IPv6 prefixes beside it, and the reports tell them", async () => {
    const given = { "Framed-IPv6-Prefix": "2001:db8:1::/64", "Delegated-IPv6-Prefix": "2001:db8:ff00::/56" };
    const { server, session } = await loggedIn(given);
    assert.equal(session.framedIpv6Prefix, "2001:db8:1::/64");
    assert.equal(session.delegatedIpv6Prefix, "2001:db8:ff00::/56");
    valueOf(await session.start());
    const start = readNamed(server.received.at(-1)!);
    assert.equal(start["Framed-IPv6-Prefix"], given["Framed-IPv6-Prefix"]);
    assert.equal(start["Delegated-IPv6-Prefix"], given["Delegated-IPv6-Prefix"]);
  });
});

test("the reports carry the name and every Class of the Accept", async () => {
  const { server, session } = await loggedIn({ "User-Name": "cus_7", Class: ["a", "b"] });
  assert.equal(session.username, "cus_7");
  valueOf(await session.start());
  const start = server.received.at(-1)!;
  assert.equal(firstText(start, Type.UserName), "cus_7");
  assert.deepEqual(readNamed(start)["Class"], ["0x61", "0x62"]);
});
