import { cpSync, createReadStream, mkdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { connect, migrate, type ServiceDatabase, type Sql, type Tx } from "@beacom/postgres";
import type { BackedUpTable, Manifest } from "#backup/manifest";
import { copyTo } from "#backup/write-backup";
import { Problem } from "#console/problem";
import { migrationNames } from "#installation/pending-migrations";
import type { Secrets } from "#installation/secrets";

/**
 * Into an empty database: the schemas as they were when the backup was made, then the rows, then what this build has migrated since.
 * Afterwards every table is read again and must have exactly the rows of the backup.
 */
export async function restoreBackup(options: {
  adminUrl: string;
  databases: readonly ServiceDatabase[];
  secrets: Secrets;
  manifest: Manifest;
  /** Where the backup was unpacked. */
  folder: string;
  report: (note: string) => void;
}): Promise<{ rows: number; migratedSince: readonly string[] }> {
  const { adminUrl, databases, secrets, manifest, folder, report } = options;
  await refuseNewer(databases, manifest);
  for (const database of asBackedUp(databases, manifest, join(folder, "migrations"))) {
    report(`schema ${database.schema}`);
    await migrate({ adminUrl, database, password: secrets.databasePasswords[database.schema]! });
  }
  const sql = connect(adminUrl, { max: 1, name: "restore" });
  try {
    await sql.begin((tx) => putRows(tx, manifest, folder, report));
    await verifyRows(sql, manifest, report);
  } finally {
    await sql.end();
  }
  const migratedSince: string[] = [];
  for (const database of databases) {
    const { applied } = await migrate({ adminUrl, database, password: secrets.databasePasswords[database.schema]! });
    migratedSince.push(...applied.map((name) => `${database.schema}: ${name}`));
  }
  return { rows: manifest.tables.reduce((sum, table) => sum + table.rows, 0), migratedSince };
}

async function refuseNewer(databases: readonly ServiceDatabase[], manifest: Manifest): Promise<void> {
  for (const { name, migrations } of manifest.schemas) {
    const database = databases.find(({ schema }) => schema === name);
    const known = new Set(database ? await migrationNames(database) : []);
    const unknown = migrations.filter((migration) => !known.has(migration));
    if (unknown.length > 0) {
      throw new Problem(
        `the backup is from a newer Beacom: this one does not know ${unknown.join(", ")} of schema ${name}`,
        ["Restore it with the version that made it, or a later one."],
      );
    }
  }
}

/** The same folders with only those migrations in them that the backup's database had seen. */
function asBackedUp(databases: readonly ServiceDatabase[], manifest: Manifest, folder: string): ServiceDatabase[] {
  return manifest.schemas.map(({ name, migrations }) => {
    const database = databases.find(({ schema }) => schema === name)!;
    const seen = new Set(migrations);
    const folders = database.migrations.map((url) => {
      const from = fileURLToPath(url).replace(/\/$/, "");
      const owner = basename(dirname(from));
      const to = join(folder, name, owner, "migrations");
      mkdirSync(to, { recursive: true });
      const wanted = (path: string) => path === from || seen.has(`${owner}/${basename(path)}`);
      cpSync(from, to, { recursive: true, filter: wanted });
      return pathToFileURL(`${to}/`);
    });
    return { schema: name, migrations: folders };
  });
}

async function putRows(tx: Tx, manifest: Manifest, folder: string, report: (note: string) => void): Promise<void> {
  // Triggers and foreign keys did their work when the rows were first written.
  await tx`set local session_replication_role = replica`;
  const names = manifest.tables.map((table) => `${table.schema}.${table.name}`);
  if (names.length > 0) await tx`truncate ${tx.unsafe(names.map(quoted).join(", "))}`;
  for (const table of manifest.tables) {
    report(`${table.schema}.${table.name}`);
    await makePartitions(tx, table);
    const into =
      await tx`copy ${tx(`${table.schema}.${table.name}`)} (${tx([...table.columns])}) from stdin`.writable();
    await pipeline(createReadStream(join(folder, table.file)), into);
  }
  for (const { schema, name, last, called } of manifest.sequences) {
    await tx`select setval(${quoted(`${schema}.${name}`)}::regclass, ${last}::bigint, ${called})`;
  }
}

async function makePartitions(tx: Tx, table: BackedUpTable): Promise<void> {
  for (const { name, bound } of table.partitions) {
    const partition = `${table.schema}.${name}`;
    const [found] = await tx<{ yes: boolean }[]>`select to_regclass(${quoted(partition)}) is not null as yes`;
    if (found?.yes === true) continue;
    // The bound is PostgreSQL's own words for it, out of a backup whose hashes were checked.
    await tx.unsafe(
      `create table ${quoted(partition)} partition of ${quoted(`${table.schema}.${table.name}`)} ${bound}`,
    );
    await tx.unsafe(`alter table ${quoted(partition)} owner to ${quoted(`beacom_${table.schema}`)}`);
  }
}

async function verifyRows(sql: Sql, manifest: Manifest, report: (note: string) => void): Promise<void> {
  for (const table of manifest.tables) {
    report(`checking ${table.schema}.${table.name}`);
    const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
    const found = await sql.begin("read only", (tx) => copyTo(tx, table, nowhere));
    if (found.rows !== table.rows || found.sha256 !== table.sha256) {
      throw new Problem(
        `${table.schema}.${table.name} is not what was backed up: ${found.rows} rows instead of ${table.rows}`,
      );
    }
  }
}

const quoted = (name: string) =>
  name
    .split(".")
    .map((part) => `"${part.replaceAll('"', '""')}"`)
    .join(".");
