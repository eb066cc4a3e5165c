import assert from "node:assert/strict";
import { connect, type Sql } from "@beacom/postgres";
import { openLog, openMetrics } from "@beacom/runtime";
import { eventually, testDatabase } from "@beacom/testing";
import { afterEach, beforeEach, test } from "vitest";
import { readRadiusConfig } from "#config";
import type { Report } from "#domain/report";
import { radiusServer } from "#module";
import { startAccounting } from "#start-accounting";
import { radiusMetrics } from "#transport/radius-metrics";

const hourMs = 3_600_000;
const yearMs = 365 * 24 * hourMs;

let database: Awaited<ReturnType<typeof testDatabase>>;
let writerSql: Sql;
let accounting: ReturnType<typeof startAccounting>;
/** How far the server's clock is off. */
let offMs: number;
const nowMs = (): number => Date.now() + offMs;

beforeEach(async () => {
  offMs = 0;
  database = await testDatabase(radiusServer.database!);
  writerSql = connect(database.url, { max: 1 });
  const metrics = openMetrics();
  const log = openLog({ level: "silent" });
  const config = readRadiusConfig({
    RADIUS_DATABASE_URL: database.url,
    RADIUS_SEALING_KEY: Buffer.alloc(32).toString("base64"),
  });
  accounting = startAccounting(
    { config, clock: () => new Date(nowMs()), log, metrics },
    {
      sql: database.sql,
      writerSql,
      view: { subscriberOf: () => undefined },
      counted: radiusMetrics({ metrics, log, nowMs }),
      sessionsWritten: () => undefined,
    },
  );
});
afterEach(async () => {
  await accounting.writer.close();
  await writerSql.end({ timeout: 5 });
  await database.close();
});

/** An interim of one of the sessions, from a NAS that tells no time of its own: only the server's clock is there. */
async function report(session: string, seconds: number): Promise<void> {
  const reading = { octets: BigInt(seconds) * 1_000n, wide: true };
  const told: Report = {
    kind: "interim",
    nasId: "nas_1",
    nasSource: "192.0.2.1",
    acctSessionId: session,
    username: session,
    customerId: "cus_1",
    receivedAtMs: nowMs(),
    delaySeconds: 0,
    nasClockMs: undefined,
    sessionSeconds: seconds,
    up: reading,
    down: reading,
    terminateCause: undefined,
    nasIpAddress: undefined,
    framedIpAddress: undefined,
    callingStationId: undefined,
    calledStationId: undefined,
    nasPortId: undefined,
    framedIpv6Prefix: undefined,
    delegatedIpv6Prefix: undefined,
    claimId: undefined,
    acceptedVersion: undefined,
  };
  await new Promise<void>(
    (done) => void accounting.writer.submit({ kind: "report", report: told, done: () => done() }),
  );
}

/** Twenty minutes, in steps that are too small to look as if somebody had set the clock; who is silent for sixteen is closed. */
async function timePasses(meanwhile: (minute: number) => Promise<void>): Promise<void> {
  for (let step = 0; step < 50; step++) {
    offMs += 24_000;
    await meanwhile(step);
    await accounting.closeStale();
  }
}

const stored = async () =>
  Object.fromEntries(
    (
      await database.sql<{ id: string; down: bigint; ended_by: string | null; ended_at: Date | null }[]>`
        select acct_session_id as id, octets_down as down, ended_by, ended_at from sessions order by 1`
    ).map(({ id, down, ended_by, ended_at }) => [id, { down, endedBy: ended_by, endedAt: ended_at }]),
  );

test.each([
  ["forward", yearMs],
  ["back", -yearMs],
])(
  "a server whose clock jumps a year %s closes nobody who goes on, and after its grace everybody who does not",
  async (_, jumpMs) => {
    for (const session of ["goes on", "was cut off"]) await report(session, 60);
    await accounting.closeStale();
    offMs += jumpMs;
    await accounting.closeStale();
    const jumped = await stored();
    assert.deepEqual([jumped["goes on"]?.endedBy, jumped["was cut off"]?.endedBy], [null, null]);

    await timePasses(async (step) => {
      if (step % 10 === 0) await report("goes on", 120 + step * 24);
    });
    await eventually(async () => {
      const after = await stored();
      assert.deepEqual(Object.keys(after), ["goes on", "was cut off"], "no session was split");
      assert.equal(after["goes on"]?.endedBy, null);
      assert.equal(after["goes on"].down, 1_080_000n);
      assert.equal(after["was cut off"]?.endedBy, "stale");
      assert.ok(after["was cut off"].endedAt!.getTime() <= nowMs(), "it ended in the future");
    });
  },
);

test("a router's restart closes what was open there, also when the server's clock was put back since", async () => {
  await report("before", 60);
  offMs -= yearMs;
  const at = { nasId: "nas_1", nasSource: undefined, atMs: nowMs(), receivedAtMs: nowMs() };
  await new Promise<void>((done) => void accounting.writer.submit({ kind: "nas-restart", ...at, done: () => done() }));
  assert.equal((await stored())["before"]?.endedBy, "nas-restart");
});

test("reports of any date find a partition, or make it", async () => {
  const jumps = [0, yearMs, -yearMs, 30 * yearMs, -30 * yearMs];
  for (const [n, jumpMs] of jumps.entries()) {
    offMs = jumpMs;
    await report(`session ${n}`, 60);
  }
  const months = await database.sql<{ month: string; records: bigint }[]>`
    select tableoid::regclass::text as month, count(*) as records from accounting_records group by 1`;
  assert.equal(months.length, jumps.length);
  assert.ok(months.every(({ records }) => records === 1n));
  assert.equal((await database.sql`select 1 from quarantined_reports`).length, 0);
});
