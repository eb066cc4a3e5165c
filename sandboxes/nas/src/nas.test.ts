import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import {
  type Attribute,
  AcctStatus,
  attributesOf,
  checkChap,
  checkMsChapV2,
  checkPap,
  Code,
  decodePacket,
  encodeReply,
  encodeRequest,
  find,
  firstInteger,
  firstText,
  type Packet,
  readNamed,
  secretOf,
  Type,
  verifyReply,
  verifyRequest,
} from "@beacom/radius";
import { valueOf } from "@beacom/result";
import { afterEach, describe, test } from "vitest";
import { createNas, type Nas } from "#nas";

const secret = secretOf("a-secret-of-the-test");
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

type Answer = { code: number; attributes: readonly Attribute[]; signed?: boolean } | undefined;

/** A server that answers as the test says; it takes authentication and accounting on one port. */
async function fakeServer(answer: (packet: Packet) => Answer) {
  const socket = createSocket("udp4");
  const received: Packet[] = [];
  socket.on("message", (bytes, from) => {
    const packet = valueOf(decodePacket(bytes));
    assert.ok(verifyRequest(packet, secret).ok);
    received.push(packet);
    const reply = answer(packet);
    if (reply === undefined) return;
    const { code, attributes, signed = true } = reply;
    socket.send(
      encodeReply({ code, request: packet, attributes, secret, messageAuthenticator: signed }),
      from.port,
      from.address,
    );
  });
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  closing.push(() => new Promise((resolve) => socket.close(() => resolve())));
  return { port: socket.address().port, received };
}

async function nasOf(port: number): Promise<Nas> {
  const nas = await createNas({
    server: "127.0.0.1",
    authPort: port,
    acctPort: port,
    secret: "a-secret-of-the-test",
    coaPort: 0,
    identifier: "tower-1",
    retransmission: { firstMs: 40, times: 4 },
  });
  closing.push(() => nas.close());
  return nas;
}

const accept = (packet: Packet): Answer => {
  if (packet.code === Code.AccountingRequest) return { code: Code.AccountingResponse, attributes: [] };
  const username = firstText(packet, Type.UserName) ?? "";
  const msChap = checkMsChapV2(packet, username, "umbrella", secret);
  if (!msChap.ok && !checkPap(packet, "umbrella", secret) && !checkChap(packet, "umbrella")) {
    return { code: Code.AccessReject, attributes: attributesOf({ "Reply-Message": "no" }) };
  }
  const proof = msChap.ok ? [msChap.value.success, ...msChap.value.mppeKeys] : [];
  return {
    code: Code.AccessAccept,
    attributes: [...attributesOf({ "Mikrotik-Rate-Limit": "2M/10M", Class: "c-1" }), ...proof],
  };
};

/** A dynamic authorization client of the test: one request, and what came back. */
async function askNas(nas: Nas, code: number, attributes: readonly Attribute[], times = 1): Promise<Packet[]> {
  const socket = createSocket("udp4");
  const bytes = encodeRequest({ code, identifier: 7, attributes, secret });
  const replies: Packet[] = [];
  await new Promise<void>((resolve) => {
    const giveUp = setTimeout(resolve, 300);
    socket.on("message", (message) => {
      replies.push(valueOf(decodePacket(message)));
      if (replies.length === times) {
        clearTimeout(giveUp);
        resolve();
      } else socket.send(bytes, nas.coaPort, "127.0.0.1");
    });
    socket.send(bytes, nas.coaPort, "127.0.0.1");
  });
  socket.close();
  for (const reply of replies) assert.ok(verifyReply(reply, valueOf(decodePacket(bytes)), secret).ok);
  return replies;
}

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
