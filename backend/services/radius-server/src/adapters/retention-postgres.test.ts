import assert from "node:assert/strict";
import { testDatabase } from "@beacom/testing";
import { afterAll, beforeAll, test } from "vitest";
import { keepPartitions } from "#adapters/retention-postgres";
import { sessionListIn } from "#adapters/session-list-postgres";
import { radiusServer } from "#module";

let database: Awaited<ReturnType<typeof testDatabase>>;
const now = new Date("2026-11-27T10:00:00Z");
const everything = {
  customerId: "cus_1",
  onlyOpen: false,
  nasName: undefined,
  framedIpAddress: undefined,
  callingStationId: undefined,
  username: undefined,
  sessionId: undefined,
  before: undefined,
  limit: 100,
};

beforeAll(async () => {
  database = await testDatabase(radiusServer.database!);
});
afterAll(() => database.close());

async function session(id: string, endedAt: string | undefined): Promise<void> {
  await database.sql`insert into sessions (session_id, customer_id, nas_id, nas_source, acct_session_id, username, started_at, last_report_at,
      ended_at, ended_by, octets_up, octets_down, counter_up, counter_down, counted_at, applied_version, revision)
    values (${id}, 'cus_1', 'nas_1', '192.0.2.1', ${id}, 'u', '2020-01-01', '2020-01-01', ${endedAt ?? null}, ${endedAt ? "nas" : null},
      1, 2, 1, 2, '2020-01-01', 0, 1)`;
}

test("sessions that ended long ago leave the table that reports are followed in, are still listed, and go after years", async () => {
  await session("ses_a", "2021-03-03T00:00:00Z");
  await session("ses_b", "2026-09-09T00:00:00Z");
  await session("ses_c", "2026-11-20T00:00:00Z");
  await session("ses_d", undefined);
  const dropped = await keepPartitions(database.sql, now, { recordMonths: 24, sessionMonths: 1 });
  assert.deepEqual(dropped, ["ended_sessions_2021_03"]);
  const beside = await database.sql<{ session_id: string }[]>`select session_id from sessions order by 1`;
  assert.deepEqual(
    beside.map((row) => row.session_id),
    ["ses_c", "ses_d"],
  );
  const list = sessionListIn({ sql: database.sql });
  const ids = async (more: Partial<typeof everything>) =>
    (await list.list({ ...everything, ...more })).map(({ sessionId }) => sessionId);
  assert.deepEqual(await ids({}), ["ses_d", "ses_c", "ses_b"]);
  assert.deepEqual(await ids({ onlyOpen: true }), ["ses_d"]);
  assert.deepEqual(await ids({ limit: 1 }), ["ses_d"]);
});

test("a clock that is years ahead drops next to nothing", async () => {
  const ahead = new Date("2030-01-31T10:00:00Z");
  const dropped = await keepPartitions(database.sql, ahead, { recordMonths: 24, sessionMonths: 60 });
  assert.deepEqual(dropped, []);
  const months = await database.sql`select from pg_inherits where inhparent = 'accounting_records'::regclass`;
  assert.ok(months.length >= 6);
});

test("again it finds nothing to do", async () => {
  assert.deepEqual(await keepPartitions(database.sql, now, { recordMonths: 24, sessionMonths: 60 }), []);
});
