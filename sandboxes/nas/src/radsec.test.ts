import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { access, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { attributesOf, checkPap, Code, firstText, type Packet, secretOf, Type } from "@beacom/radius";
import { valueOf } from "@beacom/result";
import fc from "fast-check";
import { afterEach, describe, test } from "vitest";
import { createNas, type Nas } from "#nas";
import { radsecFrames } from "#radsec-frames";
import { certificatesOfTest, type Certified } from "#testing/certificates";
import { type Answer, type Closing, eventually, radiusServer } from "#testing/radius-server";
import { radsecServer } from "#testing/radsec-server";

const closing: Closing = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const { ca, server: serverOwn, client, stranger } = certificatesOfTest();
const serverTls = { ...serverOwn, ca };
const thandi = { username: "thandi", password: "umbrella" };
const reconnect = { firstMs: 20, longestMs: 200 };

const accept = (packet: Packet): Answer => {
  if (packet.code === Code.AccountingRequest) return { code: Code.AccountingResponse, attributes: [] };
  const right = checkPap(packet, "umbrella", secretOf("radsec"));
  const attributes = attributesOf({ "Mikrotik-Rate-Limit": "2M/10M" });
  return { code: right ? Code.AccessAccept : Code.AccessReject, attributes };
};

async function nasOver(port: number, own: Certified = client, more: { answerWithinMs?: number } = {}): Promise<Nas> {
  const nas = await createNas({
    transport: "radsec",
    server: "127.0.0.1",
    port,
    tls: { ...own, ca },
    identifier: "tower-1",
    reconnect,
    ...more,
  });
  closing.push(() => nas.close());
  return nas;
}

describe("over RadSec", () => {
  test("logins and reports go up one connection, and CoA and Disconnect come down the same one", async () => {
    const server = await radsecServer(closing, serverTls, accept);
    const nas = await nasOver(server.port);
    const session = valueOf(await nas.login(thandi));
    valueOf(await session.start());
    const about = {
      "User-Name": "thandi",
      "Framed-IP-Address": session.framedIpAddress,
      "Mikrotik-Rate-Limit": "64k/128k",
    };
    assert.equal((await server.ask(Code.CoaRequest, attributesOf(about))).code, Code.CoaAck);
    assert.equal(session.rateLimit()?.downBitsPerSecond, 128_000);
    assert.equal((await server.ask(Code.DisconnectRequest, attributesOf(about))).code, Code.DisconnectAck);
    await eventually(() => server.received.length === 3);
    assert.equal(session.endedBy(), "Admin-Reset");
    assert.deepEqual(nas.radsec(), { connected: true, connections: 1, lastError: undefined });
    assert.equal(server.connections(), 1);
    assert.deepEqual(nas.forged, []);
  });

  test("an Accept needs no Message-Authenticator: TLS proves who sent it", async () => {
    const server = await radsecServer(closing, serverTls, (packet) => ({ ...accept(packet)!, signed: false }));
    valueOf(await (await nasOver(server.port)).login(thandi));
  });

  test("questions outlive a connection that breaks under them", async () => {
    let drop = true;
    const server = await radsecServer(closing, serverTls, (packet) => {
      if (drop) {
        drop = false;
        setImmediate(() => server.dropConnections());
        return undefined;
      }
      return accept(packet);
    });
    const nas = await nasOver(server.port);
    valueOf(await nas.login(thandi));
    assert.equal(nas.radsec()?.connections, 2);
    assert.deepEqual(server.received[0]?.bytes, server.received[1]?.bytes);
  });

  test("a server that comes back later is found again, with longer and longer pauses", async () => {
    const first = await radsecServer(closing, serverTls, accept);
    const nas = await nasOver(first.port);
    valueOf(await nas.login(thandi));
    await first.close();
    await eventually(() => nas.radsec()?.connected === false);
    const waiting = nas.login(thandi);
    await new Promise<void>((resolve) => setTimeout(resolve, 150));
    assert.equal(nas.radsec()?.lastError, "ECONNREFUSED");
    await radsecServer(closing, serverTls, accept, first.port);
    valueOf(await waiting);
    assert.equal(nas.radsec()?.connections, 2);
  });

  test("pauses between attempts double up to the longest", async () => {
    const times: number[] = [];
    const closer = createServer((socket) => {
      times.push(performance.now());
      socket.on("error", () => undefined).destroy();
    });
    await new Promise<void>((resolve) => closer.listen(0, "127.0.0.1", resolve));
    closing.push(() => closer.close());
    await nasOver((closer.address() as { port: number }).port);
    await eventually(() => times.length === 7);
    const pauses = times.slice(1).map((time, i) => time - times[i]!);
    // 20, 40, 80 and so on, each give or take a tenth; without the longest the sixth would be 640.
    assert.ok(pauses[2]! > 70 && pauses[5]! > 170 && pauses[5]! < 550, String(pauses));
  });

  test("a server that never answers is no answer, and the line stays", async () => {
    const server = await radsecServer(closing, serverTls, () => undefined);
    const nas = await nasOver(server.port, client, { answerWithinMs: 100 });
    assert.deepEqual(await nas.login(thandi), { ok: false, error: { kind: "no-answer", attempts: 1 } });
    assert.equal(nas.radsec()?.connected, true);
  });

  test("a server with another authority's certificate is not talked to", async () => {
    const server = await radsecServer(closing, { ...stranger, ca }, accept);
    const nas = await nasOver(server.port, client, { answerWithinMs: 200 });
    assert.equal((await nas.login(thandi)).ok, false);
    assert.equal(server.received.length, 0);
    assert.equal(nas.radsec()?.lastError, "DEPTH_ZERO_SELF_SIGNED_CERT");
  });

  test("a NAS with a certificate of its own making is not let in", async () => {
    const server = await radsecServer(closing, serverTls, accept);
    const nas = await nasOver(server.port, stranger, { answerWithinMs: 200 });
    assert.equal((await nas.login(thandi)).ok, false);
    assert.equal(server.received.length, 0);
  });

  test("octets that are no packet close the connection, and it is made anew", async () => {
    const server = await radsecServer(closing, serverTls, accept);
    const nas = await nasOver(server.port);
    valueOf(await nas.login(thandi));
    server.babble(Buffer.alloc(40, 0xff));
    await eventually(() => nas.radsec()?.connections === 2);
    assert.deepEqual(nas.forged, ["not-a-packet-length"]);
    valueOf(await nas.login(thandi));
  });
});

describe("the frames of a stream", () => {
  const packet = fc.uint8Array({ minLength: 20, maxLength: 300 }).map((bytes) => {
    bytes[2] = bytes.length >> 8;
    bytes[3] = bytes.length;
    return bytes;
  });

  test("are the packets that were sent, wherever the line cuts them", () => {
    fc.assert(
      fc.property(fc.array(packet), fc.integer({ min: 1, max: 50 }), (packets, size) => {
        const stream = Buffer.concat(packets);
        const read = radsecFrames();
        const found: Uint8Array[] = [];
        for (let at = 0; at < stream.length; at += size) found.push(...read(stream.subarray(at, at + size)).packets);
        assert.deepEqual(
          found.map((one) => Buffer.from(one)),
          packets.map((one) => Buffer.from(one)),
        );
      }),
    );
  });

  test("are any octets at all without a fault, until one cannot be a length", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 60 })), (chunks) => {
        const read = radsecFrames();
        for (const chunk of chunks) for (const one of read(chunk).packets) assert.ok(one.length >= 20);
      }),
    );
  });
});

const radsecproxy = await access("/usr/sbin/radsecproxy").then(
  () => "/usr/sbin/radsecproxy",
  () => undefined,
);

test.skipIf(radsecproxy === undefined)("radsecproxy takes our RadSec for its own and passes it on by UDP", async () => {
  const upstream = await radiusServer(closing, (packet) => {
    if (packet.code === Code.AccountingRequest) return { code: Code.AccountingResponse, attributes: [] };
    return { code: Code.AccessAccept, attributes: attributesOf({ "Mikrotik-Rate-Limit": "1M/3M" }) };
  });
  const folder = await mkdtemp(join(tmpdir(), "beacom-radsecproxy-"));
  closing.push(() => rm(folder, { recursive: true }));
  const file = (name: string) => join(folder, name);
  await Promise.all([
    writeFile(file("ca.pem"), ca),
    writeFile(file("own.pem"), serverOwn.cert),
    writeFile(file("own.key"), serverOwn.key),
  ]);
  const port = await freePort();
  await writeFile(
    file("radsecproxy.conf"),
    `ListenTLS 127.0.0.1:${port}
ListenUDP 127.0.0.1:${await freePort()}
LogLevel 3
tls default {
  CACertificateFile ${file("ca.pem")}
  CertificateFile ${file("own.pem")}
  CertificateKeyFile ${file("own.key")}
}
client nas {
  host 127.0.0.1
  type tls
  secret radsec
  certificateNameCheck off
}
server upstream {
  host 127.0.0.1
  type udp
  port ${upstream.port}
  secret a-secret-of-the-test
}
realm * {
  server upstream
  accountingServer upstream
}
`,
  );
  await promisify(execFile)(radsecproxy!, ["-p", "-c", file("radsecproxy.conf")]);
  const child = spawn(radsecproxy!, ["-f", "-c", file("radsecproxy.conf")], { stdio: "ignore" });
  closing.push(
    () =>
      new Promise<void>((resolve) => {
        child.once("exit", () => resolve());
        child.kill();
      }),
  );
  const nas = await nasOver(port);
  const session = valueOf(await nas.login({ username: "thandi@example.test", password: "umbrella" }));
  assert.equal(session.rateLimit()?.downBitsPerSecond, 3_000_000);
  valueOf(await session.start());
  assert.deepEqual(
    upstream.received.map((packet) => firstText(packet, Type.UserName)),
    ["thandi@example.test", "thandi@example.test"],
  );
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}
