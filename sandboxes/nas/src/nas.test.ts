import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import {
  AcctStatus,
  attributesOf,
  Code,
  encodeRequest,
  find,
  firstInteger,
  firstText,
  type Packet,
  readNamed,
  secretOf,
  Type,
} from "@beacom/radius";
import { valueOf } from "@beacom/result";
import { afterEach, describe, test } from "vitest";
import type { Nas } from "#nas";
import * as scripted from "#testing/radius-server";

const closing: scripted.Closing = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const { askNas } = scripted;
const fakeServer = (answer: (packet: Packet) => scripted.Answer) => scripted.radiusServer(closing, answer);
const nasOf = (port: number): Promise<Nas> => scripted.nasOf(closing, port);
const accept = scripted.acceptWith({ "Mikrotik-Rate-Limit": "2M/10M", Class: "c-1" });

const aboutThandi = { "User-Name": "thandi", "Framed-IP-Address": "100.64.0.9" };
const thandi = { username: "thandi", password: "umbrella", framedIpAddress: "100.64.0.9" };

describe("logging in", () => {
  for (const method of ["pap", "chap", "ms-chap-v2"] as const) {
    test(`a subscriber with the right password is let in by ${method}, one with another is not`, async () => {
      const nas = await nasOf((await fakeServer(accept)).port);
      const session = valueOf(await nas.login({ ...thandi, method }));
      assert.equal(session.rateLimit()?.downBitsPerSecond, 10_000_000);
      assert.equal(session.rateLimit()?.upBitsPerSecond, 2_000_000);
      assert.deepEqual(await nas.login({ ...thandi, method, password: "rain" }), {
        ok: false,
        error: { kind: "rejected", message: "no" },
      });
    });
  }

  test("an accept without a Message-Authenticator is taken for a forgery", async () => {
    const server = await fakeServer((packet) => ({ ...accept(packet)!, signed: false }));
    const nas = await nasOf(server.port);
    const refused = await nas.login(thandi);
    assert.deepEqual(refused, { ok: false, error: { kind: "no-answer", attempts: 4 } });
    assert.equal(nas.forged[0], "message-authenticator-absent");
  });
});

describe("reporting", () => {
  test("the counters of a session above 4 GiB travel in gigawords, and the Class comes back", async () => {
    const server = await fakeServer(accept);
    const nas = await nasOf(server.port);
    const session = valueOf(await nas.login(thandi));
    valueOf(await session.start());
    session.use({ octetsDown: 5_000_000_000n, octetsUp: 70n });
    valueOf(await session.interim());
    valueOf(await session.stop());
    const [, start, interim, stop] = server.received;
    assert.equal(firstInteger(start!, Type.AcctStatusType), AcctStatus.Start);
    assert.equal(firstText(start!, Type.Class), "c-1");
    assert.equal(firstInteger(interim!, Type.AcctOutputGigawords), 1);
    assert.equal(firstInteger(interim!, Type.AcctOutputOctets), 5_000_000_000 % 2 ** 32);
    assert.equal(readNamed(stop!)["Acct-Terminate-Cause"], "User-Request");
    assert.equal(nas.sessions().length, 0);
  });

  test("a request without an answer is sent again with the same identifier and authenticator", async () => {
    let seen = 0;
    const server = await fakeServer((packet) => (++seen < 3 ? undefined : accept(packet)));
    const nas = await nasOf(server.port);
    assert.equal(valueOf(await nas.accountingOn()).attempts, 3);
    const [first, second] = server.received;
    assert.deepEqual(first!.bytes, second!.bytes);
  });

  test("a line that doubles and swaps packets still brings each report", async () => {
    const server = await fakeServer(accept);
    const nas = await nasOf(server.port);
    const session = valueOf(await nas.login(thandi));
    nas.misbehave({ sending: "duplicate" });
    valueOf(await session.start());
    nas.misbehave({ sending: "reorder" });
    const [first, second] = await Promise.all([
      session.interim({ octetsDown: 1n, octetsUp: 0n }),
      session.interim({ octetsDown: 2n, octetsUp: 0n }),
    ]);
    assert.ok(first.ok && second.ok);
    const octets = server.received
      .map((packet) => firstInteger(packet, Type.AcctOutputOctets))
      .filter((n) => n !== undefined);
    assert.deepEqual(octets.slice(0, 2), [2, 1]);
  });
});

describe("dynamic authorization", () => {
  test("a CoA changes the rate of the session that it names", async () => {
    const nas = await nasOf((await fakeServer(accept)).port);
    const session = valueOf(await nas.login(thandi));
    const [reply] = await askNas(
      nas,
      Code.CoaRequest,
      attributesOf({ ...aboutThandi, "Mikrotik-Rate-Limit": "64k/128k" }),
    );
    assert.equal(reply?.code, Code.CoaAck);
    assert.equal(session.rateLimit()?.downBitsPerSecond, 128_000);
  });

  test("a CoA without Framed-IP-Address is acknowledged and changes nothing, as on a MikroTik", async () => {
    const nas = await nasOf((await fakeServer(accept)).port);
    const session = valueOf(await nas.login(thandi));
    const [reply] = await askNas(
      nas,
      Code.CoaRequest,
      attributesOf({ "User-Name": "thandi", "Mikrotik-Rate-Limit": "64k/64k" }),
    );
    assert.equal(reply?.code, Code.CoaAck);
    assert.equal(session.rateLimit()?.downBitsPerSecond, 10_000_000);
    assert.equal(nas.received[0]?.applied, false);
  });

  test("a Disconnect ends the session, and its Stop says Admin-Reset", async () => {
    const stopped = Promise.withResolvers<Packet>();
    const server = await fakeServer((packet) => {
      if (firstInteger(packet, Type.AcctStatusType) === AcctStatus.Stop) stopped.resolve(packet);
      return accept(packet);
    });
    const nas = await nasOf(server.port);
    const session = valueOf(await nas.login(thandi));
    const [reply] = await askNas(nas, Code.DisconnectRequest, attributesOf(aboutThandi));
    assert.equal(reply?.code, Code.DisconnectAck);
    assert.equal(readNamed(await stopped.promise)["Acct-Terminate-Cause"], "Admin-Reset");
    assert.equal(session.isOpen(), false);
  });

  test("a session that is not there is refused with Session-Context-Not-Found", async () => {
    const nas = await nasOf((await fakeServer(accept)).port);
    const [reply] = await askNas(nas, Code.DisconnectRequest, attributesOf(aboutThandi));
    assert.equal(reply?.code, Code.DisconnectNak);
    assert.equal(firstInteger(reply, Type.ErrorCause), 503);
    assert.ok(find(reply, Type.MessageAuthenticator));
  });

  test("the same request again gets the same answer and is carried out once", async () => {
    const nas = await nasOf((await fakeServer(accept)).port);
    valueOf(await nas.login(thandi));
    const replies = await askNas(nas, Code.DisconnectRequest, attributesOf(aboutThandi), 2);
    assert.deepEqual(
      replies.map(({ code }) => code),
      [Code.DisconnectAck, Code.DisconnectAck],
    );
    assert.deepEqual(
      nas.received.map(({ repeated }) => repeated),
      [false, true],
    );
  });

  test("a request with another secret is dropped", async () => {
    const nas = await nasOf((await fakeServer(accept)).port);
    const socket = createSocket("udp4");
    const forged = encodeRequest({
      code: Code.CoaRequest,
      identifier: 1,
      attributes: attributesOf(aboutThandi),
      secret: secretOf("another"),
    });
    socket.send(forged, nas.coaPort, "127.0.0.1");
    await askNas(nas, Code.CoaRequest, attributesOf(aboutThandi));
    socket.close();
    assert.deepEqual(nas.forged, ["bad-authenticator"]);
    assert.equal(nas.received.length, 1);
  });

  test("on demand it refuses, or says nothing", async () => {
    const nas = await nasOf((await fakeServer(accept)).port);
    valueOf(await nas.login(thandi));
    nas.misbehave({ answering: { kind: "nak", errorCause: 506 } });
    const [refusal] = await askNas(nas, Code.CoaRequest, attributesOf(aboutThandi));
    assert.equal(firstInteger(refusal!, Type.ErrorCause), 506);
    nas.misbehave({ answering: { kind: "silent" } });
    const silence = await askNas(
      nas,
      Code.CoaRequest,
      attributesOf({ ...aboutThandi, "Mikrotik-Rate-Limit": "1M/1M" }),
    );
    assert.deepEqual(silence, []);
    assert.equal(nas.received.at(-1)?.answer, "none");
  });
});
