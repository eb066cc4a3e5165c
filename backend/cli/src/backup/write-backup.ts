import { createHash } from "node:crypto";
import { createWriteStream, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { open, rename } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { connect, type ServiceDatabase, type Tx } from "@beacom/postgres";
import { create } from "tar";
import { type BackedUpSequence, type BackedUpTable, Manifest } from "#backup/manifest";
import { seal } from "#backup/sealed-secrets";
import { Problem } from "#console/problem";
import type { Secrets } from "#installation/secrets";

export type BackupResult = { manifest: Manifest; octets: number };

/**
 * Every table of every service as it was at one moment: one repeatable-read transaction reads them all while the services go on
 * writing. The file is made beside and moved into place when it is complete.
 */
export async function writeBackup(options: {
  adminUrl: string;
  databases: readonly ServiceDatabase[];
  secrets: Secrets;
  passphrase?: string;
  file: string;
  now: Date;
  report: (note: string) => void;
}): Promise<BackupResult> {
  const file = resolve(options.file);
  mkdirSync(dirname(file), { recursive: true });
  const folder = mkdtempSync(join(dirname(file), ".beacom-backup-"));
  try {
    const manifest = await writeParts(folder, options);
    options.report("packing");
    writeFileSync(join(folder, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 });
    const parts = ["manifest.json", manifest.secrets.file, ...manifest.tables.map((table) => table.file)];
    const packed = join(folder, "packed.tar.gz");
    await create({ file: packed, gzip: { level: 6 }, cwd: folder, portable: true, mode: 0o600, noMtime: true }, parts);
    const handle = await open(packed, "r+");
    await handle.chmod(0o600);
    await handle.sync();
    const octets = (await handle.stat()).size;
    await handle.close();
    await rename(packed, file);
    return { manifest, octets };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type Options = Parameters<typeof writeBackup>[0];

async function writeParts(folder: string, options: Options): Promise<Manifest> {
  const sql = connect(options.adminUrl, { max: 1, name: "backup" });
  try {
    return await sql.begin("isolation level repeatable read read only", async (tx) => {
      const names = options.databases.map(({ schema }) => schema);
      const tables: BackedUpTable[] = [];
      for (const table of await tablesOf(tx, names)) {
        options.report(`${table.schema}.${table.name}`);
        tables.push(await copyOut(tx, folder, table));
      }
      const [server] = await tx<{ version: string }[]>`select current_setting('server_version') as version`;
      return {
        format: "beacom-backup",
        version: 1,
        madeAt: options.now.toISOString(),
        postgres: server!.version,
        schemas: await migrationsOf(tx, names),
        tables,
        sequences: await sequencesOf(tx, names),
        secrets: writeSecrets(folder, options),
      };
    });
  } finally {
    await sql.end();
  }
}

type FoundTable = Pick<BackedUpTable, "schema" | "name" | "columns" | "partitions">;

/** Partitioned tables are read as one; generated columns are left to be generated again. */
async function tablesOf(tx: Tx, schemas: readonly string[]): Promise<FoundTable[]> {
  return tx<FoundTable[]>`
    select n.nspname as schema, c.relname as name,
      array(select a.attname from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' order by a.attnum)::text[] as columns,
      coalesce((select json_agg(json_build_object('name', p.relname, 'bound', pg_get_expr(p.relpartbound, p.oid)) order by p.relname)
        from pg_inherits i join pg_class p on p.oid = i.inhrelid where i.inhparent = c.oid and p.relispartition), '[]') as partitions
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ${tx([...schemas])} and c.relkind in ('r', 'p') and not c.relispartition
    order by n.nspname, c.relname`;
}

async function copyOut(tx: Tx, folder: string, table: FoundTable): Promise<BackedUpTable> {
  const file = `${table.schema}.${table.name}.copy`;
  const counted = await copyTo(tx, table, createWriteStream(join(folder, file), { mode: 0o600 }));
  return { ...table, ...counted, file };
}

/** The rows in COPY's text form: one line each, line breaks inside of values escaped. */
export async function copyTo(
  tx: Tx,
  table: Pick<BackedUpTable, "schema" | "name" | "columns">,
  to: NodeJS.WritableStream,
): Promise<{ rows: number; sha256: string }> {
  const hash = createHash("sha256");
  let rows = 0;
  const count = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) rows += 1;
      done(null, chunk);
    },
  });
  const from =
    await tx`copy (select ${tx([...table.columns])} from ${tx(`${table.schema}.${table.name}`)}) to stdout`.readable();
  await pipeline(from, count, to);
  return { rows, sha256: hash.digest("hex") };
}

async function migrationsOf(tx: Tx, schemas: readonly string[]): Promise<Manifest["schemas"]> {
  const found: Manifest["schemas"] = [];
  for (const name of schemas) {
    const table = `${name}.schema_migrations`;
    const [there] = await tx<{ yes: boolean }[]>`select to_regclass(${table}) is not null as yes`;
    if (there?.yes !== true) throw new Problem(`schema ${name} was never migrated`, ["./beacom migrate"]);
    const rows = await tx<{ name: string }[]>`select name from ${tx(table)} order by name`;
    found.push({ name, migrations: rows.map((row) => row.name) });
  }
  return found;
}

async function sequencesOf(tx: Tx, schemas: readonly string[]): Promise<BackedUpSequence[]> {
  const names = await tx<{ schema: string; name: string }[]>`
    select schemaname as schema, sequencename as name from pg_sequences where schemaname in ${tx([...schemas])} order by 1, 2`;
  const sequences: BackedUpSequence[] = [];
  for (const { schema, name } of names) {
    const [row] = await tx<{ last: bigint; called: boolean }[]>`
      select last_value as last, is_called as called from ${tx(`${schema}.${name}`)}`;
    sequences.push({ schema, name, last: String(row!.last), called: row!.called });
  }
  return sequences;
}

function writeSecrets(folder: string, { secrets, passphrase }: Options): Manifest["secrets"] {
  const text = JSON.stringify(secrets);
  const content = passphrase === undefined ? text : seal(text, passphrase);
  const file = "secrets.json";
  writeFileSync(join(folder, file), content, { mode: 0o600 });
  return { file, encrypted: passphrase !== undefined, sha256: createHash("sha256").update(content).digest("hex") };
}
