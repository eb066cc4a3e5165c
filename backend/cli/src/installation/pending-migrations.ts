import { readdir } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { connect, type ServiceDatabase } from "@beacom/postgres";

/** The migrations that this build brings, by the names under which they are recorded. */
export async function migrationNames(database: ServiceDatabase): Promise<string[]> {
  const lists = await Promise.all(
    database.migrations.map(async (folder) => {
      const path = fileURLToPath(folder).replace(/\/$/, "");
      const files = (await readdir(path)).filter((file) => file.endsWith(".sql")).sort();
      return files.map((file) => `${basename(dirname(path))}/${file}`);
    }),
  );
  return lists.flat();
}

/** What this build has and the database has not, as "schema: owner/file". */
export async function pendingMigrations(adminUrl: string, databases: readonly ServiceDatabase[]): Promise<string[]> {
  const sql = connect(adminUrl, { max: 1, name: "pending-migrations" });
  try {
    const pending: string[] = [];
    for (const database of databases) {
      const table = `${database.schema}.schema_migrations`;
      const [found] = await sql<{ there: boolean }[]>`select to_regclass(${table}) is not null as there`;
      const applied = found?.there === true ? await sql<{ name: string }[]>`select name from ${sql(table)}` : [];
      const names = new Set(applied.map((row) => row.name));
      const missing = (await migrationNames(database)).filter((name) => !names.has(name));
      pending.push(...missing.map((name) => `${database.schema}: ${name}`));
    }
    return pending;
  } finally {
    await sql.end();
  }
}
