import assert from "node:assert/strict";
import { createNas, type Nas, type NasSession } from "@beacom/nas-sandbox";
import { eventually } from "@beacom/testing";
import { afterAll, beforeAll, test } from "vitest";
import { type RadiusProcesses, startRadiusProcesses } from "./radius-processes.ts";
import { passwordOf, secret, type SeededDatabase, seededDatabase, usernameOf } from "./seeded-database.ts";
import { canMount, clusterOnSmallDisk } from "./small-disk.ts";

const subscribers = 400;

let cluster: Awaited<ReturnType<typeof clusterOnSmallDisk>>;
let database: SeededDatabase;
let radius: RadiusProcesses;
let router: Nas;

beforeAll(async () => {
  if (!canMount) return;
  cluster = await clusterOnSmallDisk(220);
  database = await seededDatabase(cluster.adminUrl, subscribers);
  radius = await startRadiusProcesses({ count: 1, env: database.env });
  const { authPort, acctPort } = radius;
  const place = { server: "127.0.0.1", authPort, acctPort, coaPort: 0, identifier: "tower-1", secret };
  router = await createNas({ ...place, retransmission: { firstMs: 500, longestMs: 1_000, times: 90 } });
});
afterAll(async () => {
  await router?.close();
  await radius?.close();
  await database?.sql.end({ timeout: 1 });
  await cluster?.stop();
});

test.skipIf(!canMount)(
  "while the database's disk is full nothing is acknowledged that is not stored, logins go on, and all is written when there is room again",
  { timeout: 120_000 },
  async () => {
    const [process] = radius.processes;
    const acknowledged = new Map<string, bigint>();
    const told = new Map<string, Promise<void>>();
    /** Each of its reports is acknowledged some time; what was last is noted at that moment. */
    const tell = (session: NasSession, report: () => ReturnType<NasSession["start"]>): void => {
      const octets = session.totals().octetsDown;
      const before = told.get(session.acctSessionId) ?? Promise.resolve();
      const now = before.then(async () => {
        assert.ok((await report()).ok, session.acctSessionId);
        acknowledged.set(session.acctSessionId, octets);
      });
      // Whoever waits for it hears of a failure; nobody does when the test has failed before.
      now.catch(() => undefined);
      told.set(session.acctSessionId, now);
    };
    const sessions: NasSession[] = [];
    const online = async (n: number): Promise<void> => {
      const login = await router.login({ username: usernameOf(n), password: passwordOf(usernameOf(n)) });
      assert.ok(login.ok, JSON.stringify(login));
      sessions.push(login.value);
      tell(login.value, () => login.value.start());
    };
    for (let n = 0; n < 50; n++) await online(n);
    await Promise.all(told.values());

    await cluster.fill();
    for (let n = 50; n < 350; n++) await online(n);
    for (const session of sessions) {
      session.use({ octetsDown: 7_000_000_000n });
      tell(session, () => session.interim());
    }
    await eventually(
      async () => assert.equal(await process!.metric("radius_accounting_failing", { reason: "disk-full" }), 1),
      { withinMs: 30_000 },
    );
    const waiting = await process!.metric("radius_accounting_queue");
    await everythingAcknowledgedIsStored(acknowledged);
    const stillWaiting = [...sessions].filter((session) => !acknowledged.has(session.acctSessionId)).length;
    assert.ok(stillWaiting > 0, "the disk was not full");
    // Logins do not need it, and it is not said again for each try.
    for (let n = 350; n < 360; n++) {
      const login = await router.login({ username: usernameOf(n), password: passwordOf(usernameOf(n)) });
      assert.ok(login.ok, JSON.stringify(login));
    }
    const tries = await failedTries();
    await eventually(async () => assert.ok((await failedTries()) >= tries + 3n));
    assert.equal(linesOf("accounting cannot be written").filter(({ reason }) => reason === "disk-full").length, 1);

    await cluster.free();
    await Promise.all(told.values());
    await everythingAcknowledgedIsStored(acknowledged);
    assert.equal(acknowledged.size, 350);
    const [row] = await database.sql<{ octets: bigint; sessions: bigint }[]>`
      select sum(octets_down)::bigint as octets, count(*) as sessions from sessions`;
    assert.deepEqual({ ...row }, { octets: 350n * 7_000_000_000n, sessions: 350n });
    assert.equal(await process!.metric("radius_accounting_failing"), 0);
    assert.equal(linesOf("accounting is written again").length, 1);
    assert.deepEqual(process!.ownDeaths, []);
    console.info(`${stillWaiting} sessions and ${waiting} reports waited for room`);
  },
);

/** Transactions that were rolled back, as PostgreSQL counts them. */
async function failedTries(): Promise<bigint> {
  const [row] = await database.sql<{ tries: bigint }[]>`
    select xact_rollback as tries from pg_stat_database where datname = current_database()`;
  return row!.tries;
}

test.skipIf(!canMount)(
  "when the full disk has ended the database too, what was acknowledged is there after room was made and it was started again",
  { timeout: 120_000 },
  async () => {
    const [process] = radius.processes;
    const logins = await Promise.all(
      Array.from({ length: 30 }, (_, n) => {
        const username = usernameOf(360 + n);
        return router.login({ username, password: passwordOf(username) });
      }),
    );
    const acknowledged = new Map<string, bigint>();
    let over = false;
    const reporting = logins.map(async (login) => {
      assert.ok(login.ok);
      const session = login.value;
      assert.ok((await session.start()).ok);
      while (!over) {
        session.use({ octetsDown: 1_000_000n });
        const { octetsDown } = session.totals();
        assert.ok((await session.interim()).ok);
        acknowledged.set(session.acctSessionId, octetsDown);
      }
    });
    const all = Promise.all(reporting);
    all.catch(() => undefined);
    try {
      await eventually(() => assert.equal(acknowledged.size, 30));
      await cluster.fill();
      await cluster.exhaustLog();
      await eventually(async () =>
        assert.equal(await process!.metric("radius_accounting_failing", { reason: "database-away" }), 1),
      );
      const username = usernameOf(399);
      assert.ok((await router.login({ username, password: passwordOf(username) })).ok);
      const promised = new Map(acknowledged);
      await cluster.free();
      await everythingAcknowledgedIsStored(promised);
    } finally {
      over = true;
    }
    await all;
    await everythingAcknowledgedIsStored(acknowledged);
    assert.deepEqual(process!.ownDeaths, []);
  },
);

async function everythingAcknowledgedIsStored(acknowledged: ReadonlyMap<string, bigint>): Promise<void> {
  const promised = new Map(acknowledged);
  await eventually(
    async () => {
      const rows = await database.sql<{ id: string; octets: bigint }[]>`
        select acct_session_id as id, octets_down as octets from sessions`;
      const stored = new Map(rows.map(({ id, octets }) => [id, octets]));
      for (const [id, octets] of promised)
        assert.ok(
          (stored.get(id) ?? -1n) >= octets,
          `${id}: ${octets} were acknowledged, ${stored.get(id)} are stored`,
        );
    },
    // Should it be starting again.
    { withinMs: 20_000 },
  );
}

function linesOf(message: string): { reason?: string }[] {
  return radius.processes[0]!.log()
    .split("\n")
    .filter((line) => line.includes(message))
    .map((line) => JSON.parse(line) as { reason?: string });
}
