import assert from "node:assert/strict";
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { Writable } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { catalogue } from "@beacom/main";
import { BillingEvents } from "@beacom/proto/billing/v1/billing";
import { IdentityEvents } from "@beacom/proto/identity/v1/identity";
import { attributesOf, Code, encodeRequest, type NamedValue, secretOf } from "@beacom/radius";
import { openLog, type RunningServices, startServices } from "@beacom/runtime";
import { durableCluster } from "@beacom/testing";
import { afterAll, beforeAll, describe, test } from "vitest";
import { secret, type SeededDatabase, seededDatabase, usernameOf } from "./seeded-database.ts";
import { assertFollowersKnow } from "./watch-totals.ts";

const yearSeconds = 365 * 86_400;
/** The truth, in seconds; each clock is off by its own. */
let now = Math.floor(Date.now() / 1000);
let serverOff = 0;

let cluster: Awaited<ReturnType<typeof durableCluster>>;
let database: SeededDatabase;
let services: RunningServices;
let acctPort: number;
let socket: Socket;

beforeAll(async () => {
  cluster = await durableCluster();
  database = await seededDatabase(cluster.adminUrl, 50);
  const lines: { msg: string; acctPort: number }[] = [];
  const destination = new Writable({
    write(chunk: Buffer, _, done) {
      lines.push(JSON.parse(chunk.toString()) as (typeof lines)[number]);
      done();
    },
  });
  const nobody = "http://127.0.0.1:9";
  services = await startServices(
    {
      here: [await catalogue["radius-server"]!.load()],
      elsewhere: { [IdentityEvents.typeName]: nobody, [BillingEvents.typeName]: nobody },
      runtime: { internalKey: Buffer.alloc(32, 9) },
      log: openLog({ level: "info", destination }),
      clock: () => new Date((now + serverOff) * 1000),
    },
    {
      ...database.env,
      RADIUS_BIND: "127.0.0.1",
      RADIUS_AUTH_PORT: "0",
      RADIUS_ACCT_PORT: "0",
      RADIUS_RADSEC_PORT: "0",
    },
  );
  acctPort = lines.find(({ msg }) => msg === "radius listening")!.acctPort;
  socket = createSocket("udp4").bind(0, "127.0.0.1");
  await once(socket, "listening");
});
afterAll(async () => {
  socket?.close();
  await services?.close();
  await database?.sql.end({ timeout: 1 });
  await cluster?.stop();
});

let identifier = 0;

async function account(attributes: Record<string, NamedValue>): Promise<void> {
  identifier = (identifier + 1) % 256;
  const code = Code.AccountingRequest;
  const request = encodeRequest({ code, identifier, attributes: attributesOf(attributes), secret: secretOf(secret) });
  const answered = once(socket, "message");
  socket.send(request, acctPort, "127.0.0.1");
  const [reply] = (await Promise.race([answered, pause(10_000, [undefined])])) as [Uint8Array | undefined];
  assert.equal(reply?.[1], identifier, "no answer");
}

/** One session with its reports five minutes apart; before each of them, the clocks may be set. */
async function sessionWith(
  user: number,
  id: string,
  nasTellsTime: boolean,
  set: (report: number) => { nas?: number; server?: number },
): Promise<void> {
  const startedAt = now;
  let nasOff = 0;
  for (let report = 0; report < 6; report++) {
    const { nas = nasOff, server = serverOff } = set(report);
    nasOff = nas;
    serverOff = server;
    const octets = report * 1_500_000_000;
    await account({
      "Acct-Status-Type": report === 0 ? "Start" : report === 5 ? "Stop" : "Interim-Update",
      "Acct-Session-Id": id,
      "User-Name": usernameOf(user),
      "NAS-IP-Address": "127.0.0.1",
      "Acct-Delay-Time": 0,
      ...(nasTellsTime && { "Event-Timestamp": now + nasOff }),
      ...(report > 0 && {
        "Acct-Session-Time": now - startedAt,
        "Acct-Output-Octets": octets % 2 ** 32,
        "Acct-Output-Gigawords": Math.floor(octets / 2 ** 32),
      }),
    });
    now += 300;
  }
  serverOff = 0;
}

async function isOneSession(id: string): Promise<void> {
  const rows = await database.sql<{ down: bigint; ended_by: string | null }[]>`
    select octets_down as down, ended_by from sessions where acct_session_id = ${id}`;
  assert.deepEqual(
    rows.map((row) => ({ ...row })),
    [{ down: 7_500_000_000n, ended_by: "nas" }],
  );
  const [records] = await database.sql<{ records: bigint }[]>`
    select count(*) as records from accounting_records join sessions using (session_id) where acct_session_id = ${id}`;
  assert.equal(records?.records, 6n);
}

describe("a session is one, counted once and ended by its Stop", () => {
  let users = 0;
  for (const [words, seconds] of [
    ["forward", yearSeconds],
    ["back", -yearSeconds],
  ] as const) {
    for (const before of [1, 3, 5]) {
      test(`when the router's clock jumps a year ${words} before report ${before}`, async () => {
        const id = `nas-${words}-${before}`;
        await sessionWith(users++, id, true, (report) => ({ nas: report >= before ? seconds : 0 }));
        await isOneSession(id);
      });
      test.each([
        ["tells its own time", true],
        ["tells no time", false],
      ])(
        `when the server's clock jumps a year ${words} before report ${before}, for one report, and the router %s`,
        async (_, nasTellsTime) => {
          const id = `server-${words}-${before}-${nasTellsTime}`;
          await sessionWith(users++, id, nasTellsTime, (report) => ({ server: report === before ? seconds : 0 }));
          await isOneSession(id);
        },
      );
    }
  }

  test("and nobody was told of usage that there was not", async () => {
    await assertFollowersKnow(database.sql);
    assert.equal((await database.sql`select 1 from quarantined_reports`).length, 0);
  });
});
