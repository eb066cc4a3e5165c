import assert from "node:assert/strict";
import { connect as dial, type Socket } from "node:net";
import { connect, type TLSSocket } from "node:tls";
import { once } from "node:events";
import { createNas, type Nas } from "@beacom/nas-sandbox";
import { Code, encodeRequest, papRequest, secretOf } from "@beacom/radius";
import { eventually, testDatabase } from "@beacom/testing";
import { afterAll, afterEach, beforeAll, describe, test } from "vitest";
import { catalogue } from "@beacom/main";
import { type RadiusProcesses, startRadiusProcesses } from "./radius-processes.ts";
import { passwordOf, secret, type SeededDatabase, seededDatabase, usernameOf } from "./seeded-database.ts";

/** More than any of these faults may leave behind in the server's memory; garbage is collected before it is measured. */
const mostOctetsLeft = 16 << 20;
/** What it may hold while they last: some connections of TLS cost some kilobytes each. */
const mostOctetsHeld = 96 << 20;

let empty: Awaited<ReturnType<typeof testDatabase>>;
let database: SeededDatabase;
let radius: RadiusProcesses;
let overUdp: Nas;
let overTls: Nas;
let tls: { cert: string; key: string; ca: string };
const opened = new Set<Socket | TLSSocket>();

beforeAll(async () => {
  empty = await testDatabase((await catalogue["radius-server"]!.load()).database!);
  database = await seededDatabase(empty.adminUrl, 50);
  radius = await startRadiusProcesses({ count: 1, env: database.env });
  const { admin, authPort, acctPort, radsecPort } = radius;
  const [authority, issued] = await Promise.all([
    admin.getAuthority({}),
    admin.issueCertificate({ kind: "router", owner: "seeded", name: "tower-1", days: 10 }),
  ]);
  tls = { cert: issued.certificatePem, key: issued.privateKeyPem, ca: authority.certificatePem };
  const server = "127.0.0.1";
  overUdp = await createNas({ server, authPort, acctPort, secret, coaPort: 0, identifier: "tower-1" });
  overTls = await createNas({
    server,
    transport: "radsec",
    port: radsecPort,
    tls: { ...tls, serverName: "radius.beacom.internal" },
    identifier: "tower-1",
  });
  // The first of everything makes what stays: prepared statements, compiled code.
  for (let times = 0; times < 20; times++) await othersAreServed();
});
afterEach(() => {
  for (const socket of opened) socket.destroy();
  opened.clear();
});
afterAll(async () => {
  await Promise.all([overUdp?.close(), overTls?.close()]);
  await radius?.close();
  await database?.sql.end({ timeout: 1 });
  await empty?.close();
});

/** A login, and a session's Start and Stop, by way of each door. */
async function othersAreServed(): Promise<void> {
  await Promise.all(
    [overUdp, overTls].map(async (router, n) => {
      const username = usernameOf(n);
      const login = await router.login({ username, password: passwordOf(username), method: "ms-chap-v2" });
      assert.ok(login.ok, JSON.stringify(login));
      assert.ok((await login.value.start()).ok);
      assert.ok((await login.value.stop()).ok);
    }),
  );
}

async function held(): Promise<number> {
  const { heapUsed, external } = await radius.processes[0]!.memory();
  return heapUsed + external;
}

/** While the fault lasts others are served and memory is bounded; afterwards it is as before. */
async function isBorne(fault: () => Promise<() => Promise<void>>): Promise<void> {
  const before = await held();
  const end = await fault();
  await othersAreServed();
  const during = await held();
  assert.ok(during - before < mostOctetsHeld, `${(during - before) >> 20} MB more while it lasts`);
  await end();
  await eventually(
    async () => {
      const after = await held();
      assert.ok(after - before < mostOctetsLeft, `${(after - before) >> 20} MB more afterwards`);
    },
    { withinMs: 20_000 },
  );
  await othersAreServed();
  assert.deepEqual(radius.processes[0]!.ownDeaths, []);
}

async function connected(): Promise<TLSSocket> {
  const socket = connect({ port: radius.radsecPort, host: "127.0.0.1", ...tls, checkServerIdentity: () => undefined });
  opened.add(socket);
  socket.on("error", () => undefined);
  await once(socket, "secureConnect");
  return socket;
}

const radsecConnections = (): Promise<number> => radius.processes[0]!.metric("radius_radsec_connections");

async function allGone(): Promise<void> {
  for (const socket of opened) socket.destroy();
  opened.clear();
  await eventually(async () => assert.equal(await radsecConnections(), 1));
}

function login(identifier: number, password: string): Uint8Array {
  const authenticator = new Uint8Array(16).fill(identifier);
  const radsec = secretOf("radsec");
  const attributes = papRequest({ username: usernameOf(3), password, authenticator, secret: radsec });
  return encodeRequest({ code: Code.AccessRequest, identifier, attributes, secret: radsec, authenticator });
}

describe("a RadSec peer", () => {
  test("that asks and never reads is not listened to for long, and costs nobody anything", { timeout: 60_000 }, () =>
    isBorne(async () => {
      const deaf = await Promise.all(Array.from({ length: 4 }, connected));
      // No two alike within one turn of the identifiers, so that each is answered anew.
      const questions = Buffer.concat(
        Array.from({ length: 256 }, (_, n) => [login(n, "wrong"), login(n, "wrong too")]).flat(),
      );
      for (const socket of deaf) socket.pause();
      let sent = 0;
      const stuck = (socket: TLSSocket): Promise<void> =>
        new Promise((resolve) => {
          const more = (): void => {
            // The other side reads no more when its own answers are not read: then this side cannot write either.
            while (socket.writableLength < 4 << 20 && sent < 512 << 20) {
              sent += questions.length;
              socket.write(questions);
            }
            if (socket.writableLength >= 4 << 20 || sent >= 512 << 20) resolve();
          };
          more();
        });
      await Promise.all(deaf.map(stuck));
      const dammed = (): number => deaf.reduce((sum, socket) => sum + socket.writableLength, 0);
      let before = -1;
      await eventually(() => {
        const now = dammed();
        const still = now === before;
        before = now;
        assert.ok(still && now > 0, "it is still being listened to");
      });
      return allGone;
    }),
  );

  test("that sends half a packet and waits is waited for, a hundred times over", { timeout: 60_000 }, () =>
    isBorne(async () => {
      const hesitant = await Promise.all(Array.from({ length: 100 }, connected));
      const whole = login(1, passwordOf(usernameOf(3)));
      for (const socket of hesitant) socket.write(whole.subarray(0, 30));
      await eventually(async () => assert.equal(await radsecConnections(), 101));
      // Whoever goes on in the end gets an answer.
      const answered = once(hesitant[0]!, "data");
      hesitant[0]!.write(whole.subarray(30));
      const [reply] = (await answered) as [Uint8Array];
      assert.equal(reply[0], Code.AccessAccept);
      return allGone;
    }),
  );
});

test("five hundred routers that connect at the same moment are all connected", { timeout: 60_000 }, () =>
  isBorne(async () => {
    const routers = await Promise.all(Array.from({ length: 500 }, connected));
    const answers = await Promise.all(
      routers.map(async (socket, n) => {
        const answered = once(socket, "data");
        socket.write(login(n % 256, passwordOf(usernameOf(3))));
        const [reply] = (await answered) as [Uint8Array];
        return reply[0];
      }),
    );
    assert.ok(answers.every((code) => code === Code.AccessAccept));
    assert.equal(await radsecConnections(), 501);
    return allGone;
  }),
);

test("handshakes that never end are given up, whatever was said until then", { timeout: 60_000 }, () =>
  isBorne(async () => {
    const beginning = Buffer.from("1603010200010001fc0303", "hex");
    const silent = await Promise.all(
      Array.from({ length: 300 }, async (_, n) => {
        const socket = dial(radius.radsecPort, "127.0.0.1");
        opened.add(socket);
        socket.on("error", () => undefined);
        await once(socket, "connect");
        socket.resume();
        if (n % 3 > 0) socket.write(beginning.subarray(0, n % 3 === 1 ? 5 : 11));
        return socket;
      }),
    );
    const ended = silent.map((socket) => once(socket, "close"));
    return async () => {
      // The server's patience is ten seconds.
      await Promise.all(ended);
      assert.ok((await radius.processes[0]!.metric("radius_drops_total", { reason: "handshake-failed" })) >= 300);
    };
  }),
);
