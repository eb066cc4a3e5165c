import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { connect, migrate, type ServiceDatabase } from "@beacom/postgres";
import { type PostgresServer, startPostgres } from "@beacom/postgres-server";
import { afterAll, beforeAll, test } from "vitest";
import { readBackup } from "#backup/read-backup";
import { restoreBackup } from "#backup/restore-backup";
import { writeBackup } from "#backup/write-backup";
import { Problem } from "#console/problem";
import { dataFolder, makeDataFolder } from "#installation/data-folder";
import { openSecrets, type Secrets } from "#installation/secrets";

const root = mkdtempSync(join(tmpdir(), "beacom-backup-test-"));
// PostgreSQL runs as another user when the tests run as root.
chmodSync(root, 0o711);
let secrets: Secrets;
let databases: ServiceDatabase[];
let server: PostgresServer;
const quiet = () => undefined;

beforeAll(async () => {
  const folder = dataFolder(join(root, "data"));
  makeDataFolder(folder);
  secrets = openSecrets(folder, ["books"]);
  const migrations = join(root, "books-service", "migrations");
  mkdirSync(migrations, { recursive: true });
  writeFileSync(
    join(migrations, "0001_books.sql"),
    `create table entries (id bigint generated always as identity primary key, amount_cents bigint not null, note text,
       doubled bigint generated always as (amount_cents * 2) stored, raw bytea, facts jsonb);
     create table reports (at timestamptz not null, octets bigint not null, entry bigint references entries (id)) partition by range (at);
     create function refuse_change() returns trigger language plpgsql as $$ begin raise exception 'append only'; end $$;
     create trigger append_only before update or delete or truncate on entries for each statement execute function refuse_change();
     insert into entries (amount_cents, note) values (0, 'made by the migration');`,
  );
  databases = [{ schema: "books", migrations: [pathToFileURL(`${migrations}/`)] }];
  server = await start("source");
  await migrate({ adminUrl: server.url, database: databases[0]!, password: secrets.databasePasswords["books"]! });
  const sql = connect(server.url, { max: 1 });
  await sql.unsafe("set search_path = books");
  await sql.unsafe(`
    create table reports_2026_01 partition of reports for values from ('2026-01-01') to ('2026-02-01');
    insert into entries (amount_cents, note, raw, facts)
      select n * 100, E'line\\nbreak\\t\\\\ ' || n, decode('00ff0a', 'hex'), '{"a": [1, null]}' from generate_series(1, 1000) n;
    insert into reports select '2026-01-05', n, n from generate_series(1, 50) n;`);
  await sql.end();
});
afterAll(async () => {
  await server?.stop();
  rmSync(root, { recursive: true, force: true });
});

const start = (name: string) =>
  startPostgres({ folder: join(root, name), port: 0, password: secrets.postgresPassword, settings: { fsync: "off" } });

function backup(name: string, passphrase?: string) {
  const file = join(root, name);
  const options = { adminUrl: server.url, databases, secrets, file, now: new Date(), report: quiet };
  return writeBackup(passphrase === undefined ? options : { ...options, passphrase }).then((result) => ({
    ...result,
    file,
  }));
}

function unpack(file: string, passphrase?: string) {
  const folder = mkdtempSync(join(root, "unpacked-"));
  return readBackup(passphrase === undefined ? { file, folder } : { file, folder, passphrase }).then((read) => ({
    ...read,
    folder,
  }));
}

test("what is restored is what was backed up, row for row, and goes on from there", async () => {
  const { file, manifest } = await backup("all.tar.gz");
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.deepEqual(Object.fromEntries(manifest.tables.map(({ name, rows }) => [name, rows])), {
    entries: 1001,
    reports: 50,
    schema_migrations: 1,
  });

  const other = await start("target");
  const { folder, ...read } = await unpack(file);
  try {
    assert.deepEqual(read.secrets, secrets);
    const done = await restoreBackup({ adminUrl: other.url, databases, ...read, folder, report: quiet });
    assert.deepEqual(done, { rows: 1052, migratedSince: [] });
    const sql = connect(other.url, { max: 1 });
    const [sums] =
      await sql`select sum(amount_cents)::bigint as cents, sum(doubled)::bigint as doubled, count(*)::int as rows from books.entries`;
    assert.deepEqual({ ...sums }, { cents: 50_050_000n, doubled: 100_100_000n, rows: 1001 });
    const [next] = await sql`insert into books.entries (amount_cents) values (1) returning id`;
    assert.equal(next!["id"], 1002n);
    await assert.rejects(sql`delete from books.entries`, /append only/);
    const [owner] = await sql`select tableowner as name from pg_tables where tablename = 'reports_2026_01'`;
    assert.equal(owner!["name"], "beacom_books");
    await sql.end();
  } finally {
    await other.stop();
  }
});

test("a backup of an older version is brought up to date as it is restored", async () => {
  const { file } = await backup("older.tar.gz");
  const newer = join(root, "newer", "books-service", "migrations");
  mkdirSync(newer, { recursive: true });
  for (const name of ["0001_books.sql"]) writeFileSync(join(newer, name), await fileText(databases[0]!, name));
  writeFileSync(join(newer, "0002_more.sql"), "alter table entries add column kind text not null default 'old';");
  const now: ServiceDatabase[] = [{ schema: "books", migrations: [pathToFileURL(`${newer}/`)] }];
  const other = await start("upgraded");
  try {
    const { folder, ...read } = await unpack(file);
    const done = await restoreBackup({ adminUrl: other.url, databases: now, ...read, folder, report: quiet });
    assert.deepEqual(done.migratedSince, ["books: books-service/0002_more.sql"]);
    const { folder: again, ...same } = await unpack(file);
    const unknown = { ...same.manifest, schemas: [{ name: "books", migrations: ["books-service/0009_future.sql"] }] };
    await assert.rejects(
      restoreBackup({ adminUrl: other.url, databases: now, ...same, manifest: unknown, folder: again, report: quiet }),
      /from a newer Beacom/,
    );
  } finally {
    await other.stop();
  }
});

test("the keys are opened by the passphrase that closed them and by no other", async () => {
  const { file } = await backup("sealed.tar.gz", "correct horse battery");
  assert.deepEqual((await unpack(file, "correct horse battery")).secrets, secrets);
  await assert.rejects(unpack(file, "wrong horse battery"), Problem);
  await assert.rejects(unpack(file), /encrypted/);
});

test("a damaged backup is refused before anything is done with it", async () => {
  const { file } = await backup("damaged.tar.gz");
  const octets = await import("node:fs/promises").then((fs) => fs.readFile(file));
  octets[Math.floor(octets.length / 2)]! ^= 0xff;
  writeFileSync(file, octets);
  await assert.rejects(unpack(file), Problem);
});

async function fileText(database: ServiceDatabase, name: string): Promise<string> {
  const { readFile } = await import("node:fs/promises");
  return readFile(new URL(name, database.migrations[0]), "utf8");
}
