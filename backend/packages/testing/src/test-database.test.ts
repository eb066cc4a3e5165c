import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { connect, isConnectionLoss, isUniqueViolation, migrate } from "@beacom/postgres";
import { afterAll, beforeAll, test } from "vitest";
import { durableCluster, eventually, testDatabase } from "#index";

let folder: URL;
let database: Awaited<ReturnType<typeof testDatabase>>;
const things =
  "create table things (name text primary key, octets bigint not null, at timestamptz not null, more jsonb)";

beforeAll(async () => {
  folder = await migrationFolder({ "0001_things.sql": things });
  database = await testDatabase({ schema: "sample", migrations: [folder] });
});
afterAll(async () => {
  await database.close();
  await Promise.all(folders.map((folder) => rm(folder, { recursive: true })));
});
const folders: string[] = [];

test("octets beyond 2^53 and instants come back as they went in", async () => {
  const { sql } = database;
  const octets = 2n ** 62n + 1n;
  const at = new Date("2026-11-22T18:00:00.123Z");
  await sql`insert into things ${sql({ name: "a", octets, at, more: sql.json({ list: ["x"] }) })}`;
  const [row] = await sql`select * from things where octets = ${octets} and at = ${at}`;
  assert.deepEqual({ ...row }, { name: "a", octets, at, more: { list: ["x"] } });
});

test("a second row of the same key is a unique violation, and nothing else is", async () => {
  const { sql } = database;
  const insert = () => sql`insert into things (name, octets, at) values ('twice', 1, now())`;
  await insert();
  await assert.rejects(insert, isUniqueViolation);
  await assert.rejects(sql`select nonsense`, (error) => !isUniqueViolation(error) && !isConnectionLoss(error));
});

test("two databases of one service do not see each other", async () => {
  const other = await testDatabase({ schema: "sample", migrations: [folder] });
  assert.deepEqual([...(await other.sql`select * from things`)], []);
  await other.close();
});

test("a service's role reaches its own schema and no other", async () => {
  const admin = connect(database.adminUrl, { max: 1 });
  await admin.unsafe("create schema secret; create table secret.notes (text text)").simple();
  await admin.end();
  await assert.rejects(database.sql`select * from secret.notes`, /permission denied/);
  const [row] = await database.sql<{ role: string; schema: string }[]>`
    select current_user as role, current_schema() as schema`;
  assert.deepEqual({ ...row }, { role: "beacom_sample", schema: "sample" });
});

test("processes that migrate at the same time apply each file once", async () => {
  const sample = {
    schema: "sample",
    migrations: [folder, await migrationFolder({ "0001_more.sql": "create table more ()" })],
  };
  const runs = await Promise.all(
    [1, 2, 3].map(() => migrate({ adminUrl: database.adminUrl, database: sample, password: "test" })),
  );
  assert.equal(runs.flatMap((run) => run.applied).length, 1);
});

test("a file that was changed after it was applied is refused, and a failing file leaves nothing behind", async () => {
  const adminUrl = database.adminUrl;
  const broken = await migrationFolder({ "0001_broken.sql": "create table half (); select nonsense" });
  await assert.rejects(
    migrate({ adminUrl, database: { schema: "sample", migrations: [broken] }, password: "test" }),
    /cannot apply .*0001_broken.sql to schema sample/,
  );
  assert.deepEqual([...(await database.sql`select 1 from pg_tables where tablename = 'half'`)], []);
  await writeFile(new URL("0001_things.sql", folder), `${things} -- changed`);
  await assert.rejects(
    migrate({ adminUrl, database: { schema: "sample", migrations: [folder] }, password: "test" }),
    /0001_things.sql was changed after it was applied/,
  );
});

test("a killed server keeps what was committed, and a client reconnects", async () => {
  const cluster = await durableCluster();
  const sql = connect(cluster.adminUrl, { max: 2 });
  try {
    await sql`create table kept (n int)`;
    await sql`insert into kept values (1)`;
    const open = sql.begin(async (tx) => {
      await tx`insert into kept values (2)`;
      await tx`select pg_sleep(60)`;
    });
    const lost = assert.rejects(open, isConnectionLoss);
    await eventually(async () => {
      const [row] = await sql<
        { n: bigint }[]
      >`select count(*) as n from pg_stat_activity where query like '%pg_sleep(60)%'`;
      assert.equal(row?.n, 2n);
    });
    await cluster.kill9();
    await lost;
    await cluster.start();
    await eventually(async () => assert.deepEqual([...(await sql`select n from kept`)], [{ n: 1 }]));
  } finally {
    await sql.end({ timeout: 1 });
    await cluster.stop();
  }
});

test("a transaction whose connection was lost writes nothing more, not even on the connection that took its place", async () => {
  const sql = connect(database.url, { max: 1 });
  try {
    let release = (): void => undefined;
    const pause = new Promise<void>((done) => (release = done));
    let late: Promise<unknown> = Promise.resolve();
    const open = sql.begin(async (tx) => {
      const [row] = await tx<{ pid: number }[]>`select pg_backend_pid() as pid`;
      await database.sql`select pg_terminate_backend(${row!.pid})`;
      await pause;
      late = tx`insert into things (name, octets, at) values ('late', 1, now())`.then();
      await late;
    });
    await assert.rejects(open, isConnectionLoss);
    await sql`select 1`;
    release();
    await eventually(() => assert.rejects(late, isConnectionLoss));
    assert.deepEqual([...(await sql`select 1 from things where name = 'late'`)], []);
  } finally {
    await sql.end({ timeout: 1 });
  }
});

test("when the server ends connections at every moment, each query is answered or refused, and the pool recovers", async () => {
  const { sql } = database;
  const admin = connect(database.adminUrl, { max: 1 });
  const until = Date.now() + 1_500;
  const answers = { given: 0, refused: 0 };
  const repeat = async (work: () => Promise<unknown>) => {
    while (Date.now() < until) {
      try {
        await work();
        answers.given++;
      } catch (error) {
        answers.refused++;
        assert.ok(isConnectionLoss(error), String(error));
      }
    }
  };
  await Promise.all([
    repeat(async () => sql`select 1`),
    repeat(async () => sql`select ${"a"}::text`),
    repeat(() => sql.begin(async (tx) => [await tx`select ${1}::int`, await tx`select ${"b"}::text`])),
    repeat(async () => {
      await admin`
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`;
      await new Promise((done) => setTimeout(done, Math.random() * 40));
    }),
  ]);
  await admin.end();
  assert.ok(answers.given > 0 && answers.refused > 0);
  await eventually(async () => assert.equal((await sql`select 1`).length, 1));
});

async function migrationFolder(files: Record<string, string>): Promise<URL> {
  const folder = await mkdtemp(join(tmpdir(), "beacom-sample-"));
  folders.push(folder);
  const migrations = join(folder, "migrations");
  await mkdir(migrations);
  for (const [name, text] of Object.entries(files)) await writeFile(join(migrations, name), text);
  return pathToFileURL(`${migrations}/`);
}
