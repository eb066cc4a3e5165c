import assert from "node:assert/strict";
import { createNas, type Nas, type StormReport } from "@beacom/nas-sandbox";
import { durableCluster } from "@beacom/testing";
import { afterAll, beforeAll, test } from "vitest";
import { type RadiusProcesses, startRadiusProcesses } from "./radius-processes.ts";
import { passwordOf, secret, type SeededDatabase, seededDatabase, usernameOf } from "./seeded-database.ts";
import { assertFollowersKnow } from "./watch-totals.ts";

const sessions = Number(process.env["BEACOM_STORM_SESSIONS"] ?? 10_000);
const places = ["127.0.0.2", "127.0.0.3", "127.0.0.4", "127.0.0.5"];
const each = sessions / places.length;

let cluster: Awaited<ReturnType<typeof durableCluster>>;
let database: SeededDatabase;
let radius: RadiusProcesses;
let routers: Nas[];

beforeAll(async () => {
  cluster = await durableCluster();
  database = await seededDatabase(cluster.adminUrl, sessions);
  radius = await startRadiusProcesses({ count: 1, env: database.env });
  const { authPort, acctPort } = radius;
  const retransmission = { firstMs: 2_000, longestMs: 16_000, times: 6 };
  routers = await Promise.all(
    places.map((address) =>
      createNas({
        server: "127.0.0.1",
        authPort,
        acctPort,
        secret,
        coaPort: 0,
        identifier: address,
        address,
        retransmission,
      }),
    ),
  );
  // As the cheap ones do: ids that begin at 1 again after a reboot.
  routers[0]!.misbehave({ sessionIds: "counter" });
});
afterAll(async () => {
  await Promise.all((routers ?? []).map((router) => router.close()));
  await radius?.close();
  await database?.sql.end({ timeout: 1 });
  await cluster?.stop();
});

/** Everybody at every router at the same moment. */
async function everybodyOnline(): Promise<{ seconds: number; retransmissions: number; longestMs: number }> {
  const startedMs = performance.now();
  const reports = await Promise.all(
    routers.map((router, place) =>
      router.storm({
        sessions: each,
        logins: "unlimited",
        sourcePorts: 4,
        hold: true,
        login(index) {
          const username = usernameOf(place * each + index);
          return { username, password: passwordOf(username), method: index % 4 === 0 ? "chap" : "pap" };
        },
      }),
    ),
  );
  const sum = (of: (report: StormReport) => number): number => reports.reduce((all, report) => all + of(report), 0);
  assert.equal(
    sum(({ accepted }) => accepted),
    sessions,
    JSON.stringify(reports),
  );
  assert.equal(
    sum(({ startsAcknowledged }) => startsAcknowledged),
    sessions,
    JSON.stringify(reports),
  );
  return {
    seconds: (performance.now() - startedMs) / 1_000,
    retransmissions: sum(({ retransmissions }) => retransmissions),
    longestMs: Math.max(...reports.map(({ loginMilliseconds }) => loginMilliseconds.longest)),
  };
}

test("after a power cut everybody who was online at four routers comes back at once, is counted once, and leaves no session behind", {
  timeout: 240_000,
}, async () => {
  const first = await everybodyOnline();
  const rebootedMs = performance.now();
  const announced = await Promise.all(routers.map((router) => router.reboot("on")));
  assert.ok(announced.every((answer) => answer.ok));
  const closedSeconds = (performance.now() - rebootedMs) / 1_000;
  const again = await everybodyOnline();

  const ended = await database.sql<{ ended_by: string | null; sessions: bigint; subscribers: bigint }[]>`
    select ended_by, count(*) as sessions, count(distinct customer_id) as subscribers from sessions group by 1 order by 1`;
  const all = BigInt(sessions);
  assert.deepEqual(
    ended.map((row) => ({ ...row })),
    [
      { ended_by: "nas-restart", sessions: all, subscribers: all },
      { ended_by: null, sessions: all, subscribers: all },
    ],
  );
  await assertFollowersKnow(database.sql);
  const [process] = radius.processes;
  assert.equal(await process!.metric("radius_quarantined_total"), 0);
  assert.deepEqual(process!.ownDeaths, []);
  const words = ({ seconds, retransmissions, longestMs }: typeof first): string =>
    `${seconds.toFixed(1)} s (${retransmissions} sent again, slowest login ${Math.round(longestMs)} ms)`;
  console.info(
    `${sessions} logins and Starts: ${words(first)}; all closed in ${closedSeconds.toFixed(1)} s; all online again in ${words(again)}`,
  );
});
