import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { createSocket } from "node:dgram";
import { type ApiOptions, createNas, type Flavour, type NasSession } from "@beacom/nas-sandbox";
import {
  AcctStatus,
  attributesOf,
  Code,
  decodePacket,
  encodeReply,
  firstInteger,
  type Packet,
  readNamed,
  secretOf,
  Type,
} from "@beacom/radius";
import { type Result, valueOf } from "@beacom/result";
import { afterEach, describe, test } from "vitest";
import { changeRate } from "#change-rate";
import { connectRouterOs, type RouterOsOptions } from "#connection";
import { endSession } from "#end-session";
import { probe } from "#probe";
import { certificatesOfTest } from "#testing/certificates";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

const { ca, router, selfMade } = certificatesOfTest();
const account = { username: "beacom", password: "router-secret" };

/** A RADIUS server that lets everybody in at 2M/10M, and the simulated router with its API. */
async function simulated(flavour: Flavour = "mikrotik", api: Partial<ApiOptions> = {}) {
  const secret = secretOf("shared");
  const reports: Packet[] = [];
  const radius = createSocket("udp4");
  radius.on("message", (bytes, from) => {
    const request = valueOf(decodePacket(bytes));
    const access = request.code === Code.AccessRequest;
    if (!access) reports.push(request);
    const code = access ? Code.AccessAccept : Code.AccountingResponse;
    const attributes = access ? attributesOf({ "Mikrotik-Rate-Limit": "2M/10M 4M/20M 1M/5M 8" }) : [];
    radius.send(
      encodeReply({ code, request, attributes, secret, messageAuthenticator: true }),
      from.port,
      from.address,
    );
  });
  await new Promise<void>((resolve) => radius.bind(0, "127.0.0.1", resolve));
  closing.push(() => new Promise<void>((resolve) => radius.close(() => resolve())));
  const { port } = radius.address();
  const nas = await createNas({
    server: "127.0.0.1",
    authPort: port,
    acctPort: port,
    coaPort: 0,
    secret: "shared",
    identifier: "tower-1",
    flavour,
    api: { port: 0, login: "plain", ...account, ...api },
  });
  closing.push(() => nas.close());
  const connect = async (more: Partial<RouterOsOptions> = {}) => {
    const result = await connectRouterOs({
      address: "127.0.0.1",
      port: nas.apiPort ?? 0,
      ...account,
      timeoutMs: 2_000,
      ...more,
    });
    if (result.ok) closing.push(() => result.value.close());
    return result;
  };
  const logIn = async (username: string, framedIpAddress: string): Promise<NasSession> =>
    valueOf(await nas.login({ username, password: "umbrella", framedIpAddress }));
  return { nas, reports, connect, logIn };
}

const errorOf = <Refusal>(result: Result<unknown, Refusal>): Refusal => {
  assert.ok(!result.ok, "it was not refused");
  return result.error;
};

const rates = { downBitsPerSecond: 512_000, upBitsPerSecond: 128_000 };

describe.each(["plain", "challenge"] as const)("on a simulated router with the %s login", (login) => {
  test("the right account may ask, another may not", async () => {
    const { connect } = await simulated("mikrotik", { login });
    assert.deepEqual(valueOf(await probe(valueOf(await connect()))).identity, "tower-1");
    assert.deepEqual(errorOf(await connect({ password: "guess" })), {
      kind: "login-refused",
      message: "invalid user name or password (6)",
    });
  });
});

describe.each([
  ["mikrotik", "pppoe", { ppp: 1, hotspot: 0 }],
  ["mikrotik-hotspot", "hotspot", { ppp: 0, hotspot: 1 }],
] as const)("on a simulated %s", (flavour, service, one) => {
  test("a session is ended by all that RADIUS knows of it, and its Stop says Admin-Reset", async () => {
    const { connect, logIn, reports } = await simulated(flavour);
    const connection = valueOf(await connect());
    const other = await logIn("thandi", "10.5.50.3");
    const session = await logIn("thandi", "10.5.50.2");
    const { username, framedIpAddress, callingStationId, acctSessionId } = session;
    const known = { username, framedIpAddress, callingStationId, acctSessionId };
    assert.deepEqual(valueOf(await endSession(connection, known)), { found: one, removed: one, services: [service] });
    assert.equal(session.isOpen(), false);
    assert.equal(other.isOpen(), true);
    assert.deepEqual(errorOf(await endSession(connection, known)), { kind: "not-found", othersOfUser: 1 });
    const stop = reports.find((packet) => firstInteger(packet, Type.AcctStatusType) === AcctStatus.Stop);
    assert.equal(stop && readNamed(stop)["Acct-Terminate-Cause"], "Admin-Reset");
  });

  test("its rate is changed while it goes on", async () => {
    const { connect, logIn } = await simulated(flavour);
    const connection = valueOf(await connect());
    const bystander = await logIn("sipho", "10.5.50.3");
    const session = await logIn("thandi", "10.5.50.2");
    const change = { username: "thandi", framedIpAddress: "10.5.50.2", ...rates };
    assert.deepEqual(valueOf(await changeRate(connection, change)), [
      { name: `<${service}-thandi>`, maxLimitBefore: "2000000/10000000", maxLimitAfter: "128000/512000" },
    ]);
    assert.equal(session.rateLimit()?.upBitsPerSecond, 128_000);
    assert.equal(session.rateLimit()?.downBitsPerSecond, 512_000);
    assert.equal(bystander.rateLimit()?.downBitsPerSecond, 10_000_000);
    assert.equal(session.isOpen(), true);
  });
});

test("many commands at once are each answered as they should be", async () => {
  const { connect, logIn } = await simulated("mikrotik", { version: "7.18 (stable)" });
  const connection = valueOf(await connect());
  for (let i = 0; i < 20; i++) await logIn(`user-${i}`, `10.0.0.${i + 1}`);
  const asked = Array.from({ length: 40 }, (_, i) => connection.ask("/ppp/active/print", {}, [`name=user-${i}`]));
  const found = (await Promise.all(asked)).map((answer) => valueOf(answer).map((row) => row["address"]));
  assert.deepEqual(
    found,
    Array.from({ length: 40 }, (_, i) => (i < 20 ? [`10.0.0.${i + 1}`] : [])),
  );
});

test("a probe tells the version and the board", async () => {
  const { connect } = await simulated("mikrotik", { version: "7.20.2 (stable)", board: "CCR2004-16G-2S+" });
  const { version, board, uptimeSeconds } = valueOf(await probe(valueOf(await connect())));
  assert.deepEqual({ version, board }, { version: "7.20.2 (stable)", board: "CCR2004-16G-2S+" });
  assert.ok(uptimeSeconds >= 0 && uptimeSeconds < 60);
});

describe("a router that misbehaves", () => {
  async function withSession() {
    const router = await simulated();
    const session = await router.logIn("thandi", "10.5.50.2");
    return { ...router, session, connection: valueOf(await router.connect({ timeoutMs: 300 })) };
  }

  test("refuses the login", async () => {
    const { nas, connect } = await simulated();
    nas.misbehave({ api: { kind: "refuses-login" } });
    assert.equal(errorOf(await connect()).kind, "login-refused");
  });

  test("traps", async () => {
    const { nas, connection } = await withSession();
    nas.misbehave({ api: { kind: "traps", message: "not enough permissions (9)" } });
    assert.deepEqual(errorOf(await endSession(connection, { username: "thandi" })), {
      kind: "trap",
      message: "not enough permissions (9)",
      category: undefined,
    });
  });

  test("does not let its dynamic queues be changed", async () => {
    const { nas, connection, session } = await withSession();
    nas.misbehave({ api: { kind: "queues-read-only" } });
    assert.equal(errorOf(await changeRate(connection, { username: "thandi", ...rates })).kind, "read-only");
    nas.misbehave({ api: { kind: "ignores-set" } });
    assert.equal(errorOf(await changeRate(connection, { username: "thandi", ...rates })).kind, "not-applied");
    assert.equal(session.rateLimit()?.downBitsPerSecond, 10_000_000);
  });

  test.each([
    ["closes-midway", { kind: "connection-lost", reason: "closed-by-router" }],
    ["never-answers", { kind: "timed-out", afterMs: 300 }],
    ["garbage", { kind: "connection-lost", reason: "not-routeros", detail: "not-a-length" }],
  ] as const)("and %s is told apart", async (kind, refusal) => {
    const { nas, connection } = await withSession();
    nas.misbehave({ api: { kind } });
    assert.deepEqual(errorOf(await endSession(connection, { username: "thandi" })), refusal);
    assert.deepEqual(errorOf(await probe(connection)), kind === "never-answers" ? refusal : connection.lost());
  });
});

describe("over TLS", () => {
  const fingerprintOf = (cert: string): string => new X509Certificate(cert).fingerprint256;

  test("a router is trusted by its authority, under its address or another name in its certificate", async () => {
    const { connect } = await simulated("mikrotik", { tls: router });
    assert.equal(valueOf(await probe(valueOf(await connect({ tls: { ca } })))).identity, "tower-1");
    assert.ok((await connect({ tls: { ca, serverName: "tower.test" } })).ok);
    assert.deepEqual(errorOf(await connect({ tls: { ca, serverName: "bank.test" } })), {
      kind: "certificate-not-trusted",
      reason: "ERR_TLS_CERT_ALTNAME_INVALID",
    });
  });

  test("a router that signed its own certificate is trusted by its fingerprint, in either spelling, and no other is", async () => {
    const { connect } = await simulated("mikrotik", { tls: selfMade });
    const fingerprint = fingerprintOf(selfMade.cert);
    assert.ok((await connect({ tls: { fingerprintSha256: fingerprint } })).ok);
    const plain = fingerprint.replaceAll(":", "").toLowerCase();
    assert.ok((await connect({ tls: { fingerprintSha256: plain } })).ok);
    assert.deepEqual(errorOf(await connect({ tls: { fingerprintSha256: fingerprintOf(router.cert) } })), {
      kind: "fingerprint-differs",
      found: plain,
    });
  });

  test("one that nobody vouches for is not told the password", async () => {
    const { connect } = await simulated("mikrotik", { tls: selfMade });
    assert.equal(errorOf(await connect({ tls: {} })).kind, "certificate-not-trusted");
    assert.equal(errorOf(await connect({ tls: { ca } })).kind, "certificate-not-trusted");
    const both = { ca, fingerprintSha256: fingerprintOf(selfMade.cert) };
    assert.equal(errorOf(await connect({ tls: both })).kind, "certificate-not-trusted");
  });

  test("a router that speaks plain TCP there is refused, not spoken to", async () => {
    const { connect } = await simulated();
    const refusal = errorOf(await connect({ tls: { ca }, timeoutMs: 500 }));
    assert.ok(["unreachable", "timed-out", "certificate-not-trusted"].includes(refusal.kind), refusal.kind);
  });
});
