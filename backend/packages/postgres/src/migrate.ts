import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { connect, type Sql } from "#connect";

/** What a service keeps: its schema, and the folders of SQL files that make it, in order. */
export type ServiceDatabase = { schema: string; migrations: readonly URL[] };

type Migration = { name: string; text: string; checksum: string };

/** Makes the service's role and schema if they are missing, then applies the files that were not applied yet, as that role. */
export async function migrate(options: {
  adminUrl: string;
  database: ServiceDatabase;
  password: string;
}): Promise<{ applied: readonly string[] }> {
  const { schema, migrations: folders } = options.database;
  if (!/^[a-z][a-z0-9_]*$/.test(schema)) throw new Error(`a schema's name is lower-case letters and digits: ${schema}`);
  const migrations = (await Promise.all(folders.map(migrationsIn))).flat();
  const admin = connect(options.adminUrl, { max: 1, name: `migrate-${schema}` });
  const service = connect(serviceUrl({ adminUrl: options.adminUrl, schema, password: options.password }), {
    max: 1,
    name: `migrate-${schema}`,
  });
  try {
    // Held by this session until it ends: processes that start together apply each file once.
    await admin`select pg_advisory_lock(hashtext('beacom-migrate'))`;
    await prepareRole(admin, schema, options.password);
    return { applied: await applyMissing(service, schema, migrations) };
  } finally {
    await Promise.all([service.end(), admin.end()]);
  }
}

/** The admin's URL, logging in as the service's role instead. */
export function serviceUrl(options: { adminUrl: string; schema: string; password: string }): string {
  const url = new URL(options.adminUrl);
  url.username = `beacom_${options.schema}`;
  url.password = encodeURIComponent(options.password);
  return url.href;
}

async function migrationsIn(folder: URL): Promise<Migration[]> {
  const path = fileURLToPath(folder).replace(/[/\\]$/, "");
  // The owner's folder is part of the name, because several packages bring a 0001 into one schema.
  const owner = basename(dirname(path));
  const files = (await readdir(path)).filter((file) => file.endsWith(".sql")).sort();
  return Promise.all(
    files.map(async (file) => {
      const text = (await readFile(join(path, file), "utf8")).replaceAll("\r\n", "\n");
      return { name: `${owner}/${file}`, text, checksum: createHash("sha256").update(text).digest("hex") };
    }),
  );
}

async function prepareRole(admin: Sql, schema: string, password: string): Promise<void> {
  const role = `beacom_${schema}`;
  const [found] = await admin`select 1 from pg_roles where rolname = ${role}`;
  if (!found) {
    await admin.unsafe(`create role ${role} login`).catch(
      // Roles belong to the whole cluster, the lock to one database: another database's migration may have won.
      ignoring("42710", "23505"),
    );
  }
  const [statement] = await admin<{ text: string }[]>`
    select format('alter role %I login password %L', ${role}::text, ${password}::text) as text`;
  await settingRole(() => admin.unsafe(statement!.text));
  await settingRole(() => admin.unsafe(`alter role ${role} set search_path = ${schema}`));
  // Only an administrator who isn't a superuser needs to be a member to give the schema away.
  await admin.unsafe(`do $$ begin
    if not (select rolsuper from pg_roles where rolname = current_user) then
      execute format('grant ${role} to %I', current_user);
    end if; end $$`);
  await admin.unsafe(`create schema if not exists ${schema} authorization ${role}`);
}

/** Two sessions that alter one role at the same moment: PostgreSQL fails one of them with "tuple concurrently updated". */
async function settingRole(alter: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await alter();
      return;
    } catch (error) {
      if (attempt === 5 || !(error instanceof Error) || !error.message.includes("concurrently updated")) throw error;
    }
  }
}

async function applyMissing(service: Sql, schema: string, migrations: readonly Migration[]): Promise<string[]> {
  await service`create table if not exists schema_migrations (
    name text primary key, checksum text not null, applied_at timestamptz not null default now())`;
  const rows = await service<{ name: string; checksum: string }[]>`select name, checksum from schema_migrations`;
  const checksums = new Map(rows.map((row) => [row.name, row.checksum]));
  const applied: string[] = [];
  for (const { name, text, checksum } of migrations) {
    const recorded = checksums.get(name);
    if (recorded === checksum) continue;
    if (recorded !== undefined) {
      throw new Error(`${name} was changed after it was applied to schema ${schema}: restore it and add a new file`);
    }
    try {
      await service.begin(async (tx) => {
        await tx.unsafe(text).simple();
        await tx`insert into schema_migrations (name, checksum) values (${name}, ${checksum})`;
      });
    } catch (cause) {
      throw new Error(
        `cannot apply ${name} to schema ${schema}: ${cause instanceof Error ? cause.message : String(cause)}`,
        {
          cause,
        },
      );
    }
    applied.push(name);
  }
  return applied;
}

function ignoring(...codes: string[]) {
  return (error: unknown): void => {
    if (!(error instanceof Error && "code" in error && codes.includes(String(error.code)))) throw error;
  };
}
