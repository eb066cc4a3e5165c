import assert from "node:assert/strict";
import { durableCluster, eventually } from "@beacom/testing";
import { afterAll, beforeAll, test } from "vitest";
import { buildRadload, canBuildRadload, type Load } from "./radload.ts";
import { type RadiusProcesses, startRadiusProcesses } from "./radius-processes.ts";
import { secret, type SeededDatabase, seededDatabase } from "./seeded-database.ts";
import { assertFollowersKnow, watchTotals } from "./watch-totals.ts";

/** How often each radius-server and the database are killed. */
const rounds = Number(process.env["BEACOM_KILL_ROUNDS"] ?? 1);
const perSecond = 500;
const interims = 5;
const subscribers = 500;

let cluster: Awaited<ReturnType<typeof durableCluster>>;
let database: SeededDatabase;
let radius: RadiusProcesses;
let radload: Awaited<ReturnType<typeof buildRadload>>;

beforeAll(async () => {
  if (!canBuildRadload) return;
  cluster = await durableCluster();
  database = await seededDatabase(cluster.adminUrl, subscribers);
  radius = await startRadiusProcesses({ count: 3, env: database.env });
  radload = await buildRadload();
});
afterAll(async () => {
  await radload?.[Symbol.asyncDispose]();
  await radius?.close();
  await database?.sql.end({ timeout: 1 });
  await cluster?.stop();
});

test.skipIf(!canBuildRadload)(
  "kill -9 of any of three radius-servers behind one port, and of the database, loses nothing that was acknowledged and counts nothing twice",
  { timeout: 120_000 + rounds * 120_000 },
  async () => {
    const totals = watchTotals(database.sql);
    const loads: Load[] = [];
    const newLoad = (): void => {
      const sessions = 700;
      loads.push(
        radload.put({
          acctPort: radius.acctPort,
          secret,
          sessions,
          interims,
          perSecond,
          subscribers,
          from: loads.length * sessions,
        }),
      );
    };
    for (let round = 0; round < rounds; round++) {
      for (const process of radius.processes) {
        newLoad();
        await progress();
        await process.kill9();
        await process.ready();
      }
      for (const _ of [1, 2]) {
        newLoad();
        await progress();
        await cluster.kill9();
        await cluster.start();
      }
    }
    await progress();
    const outcomes = await Promise.all(loads.map(({ finished }) => finished));
    const watched = await totals.end();
    assert.deepEqual(watched.fallen, []);
    assert.deepEqual(
      outcomes.map(({ bad }) => bad),
      outcomes.map(() => 0),
    );
    const kept = await database.sql<{ id: string; up: bigint; down: bigint; ended_by: string | null }[]>`
      select acct_session_id as id, octets_up as up, octets_down as down, ended_by from sessions`;
    const byId = Map.groupBy(kept, ({ id }) => id);
    let sessions = 0;
    for (const { acknowledged } of outcomes) {
      for (const [id, { kind, up, down }] of acknowledged) {
        const found = byId.get(id) ?? [];
        assert.equal(found.length, 1, `${id} is kept ${found.length} times`);
        // The Stop is the last, so what is kept is what it said: no more, no less.
        assert.equal(kind, "stop", id);
        assert.deepEqual([found[0]!.up, found[0]!.down, found[0]!.ended_by], [up, down, "nas"], id);
        sessions++;
      }
    }
    assert.equal(kept.length, sessions);
    await assertFollowersKnow(database.sql);
    const deaths = radius.processes.flatMap(({ name, ownDeaths }) => ownDeaths.map((how) => `${name}: ${how}`));
    assert.deepEqual(deaths, []);
    const retransmitted = outcomes.reduce((sum, outcome) => sum + outcome.retransmitted, 0);
    console.info(
      `${sessions} sessions of ${interims + 2} reports, ${retransmitted} sent again, totals looked at ${watched.looks} times`,
    );
  },
);

/** Some hundred more reports are written than before: the load has found its way around the last crash. */
async function progress(): Promise<void> {
  const written = async (): Promise<number> => {
    const [row] = await database.sql<{ count: bigint }[]>`select count(*) as count from accounting_records`;
    return Number(row!.count);
  };
  let before: number | undefined;
  await eventually(
    async () => {
      before ??= await written();
      assert.ok((await written()) >= before + 300, "nothing is written any more");
    },
    { withinMs: 60_000 },
  );
}
