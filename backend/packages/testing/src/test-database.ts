import { createHash, randomBytes } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { connect, migrate, type ServiceDatabase, type Sql, serviceUrl } from "@beacom/postgres";
import { forgetfulCluster } from "#cluster";

const password = "test";

/** A new, empty, migrated database of a service: a copy of a template that is made once per run. */
export async function testDatabase(
  database: ServiceDatabase,
): Promise<{ url: string; adminUrl: string; sql: Sql; close(): Promise<void> }> {
  const clusterUrl = await sharedCluster();
  const admin = connect(clusterUrl, { max: 1, name: "test-database" });
  const name = `test_${database.schema}_${randomBytes(6).toString("hex")}`;
  try {
    const template = await templateOf(admin, clusterUrl, database);
    await copyTemplate(admin, template, name);
  } finally {
    await admin.end();
  }
  const adminUrl = withDatabase(clusterUrl, name);
  const url = serviceUrl({ adminUrl, schema: database.schema, password });
  const sql = connect(url, { name: "test" });
  return {
    url,
    adminUrl,
    sql,
    async close() {
      await sql.end({ timeout: 5 });
      const admin = connect(clusterUrl, { max: 1, name: "test-database" });
      try {
        await admin.unsafe(`drop database ${name} with (force)`);
      } finally {
        await admin.end();
      }
    },
  };
}

let ownCluster: Promise<string> | undefined;

/** The one of the vitest run, else (in a script) one of this process, which ends with it. */
async function sharedCluster(): Promise<string> {
  const url = process.env["BEACOM_TEST_CLUSTER"];
  if (!url) return (ownCluster ??= forgetfulCluster().then(({ adminUrl }) => adminUrl));
  const response = await fetch(url);
  const text = await response.text();
  if (!response.ok) throw new Error(`the test cluster did not start: ${text}`);
  return text;
}

async function templateOf(admin: Sql, clusterUrl: string, database: ServiceDatabase): Promise<string> {
  const template = `template_${database.schema}_${await fingerprint(database)}`;
  const unfinished = `${template}_unfinished`;
  const exists = async () => (await admin`select 1 from pg_database where datname = ${template}`).length > 0;
  if (await exists()) return template;
  await admin`select pg_advisory_lock(hashtext('beacom-test-template'))`;
  try {
    if (await exists()) return template;
    await admin.unsafe(`drop database if exists ${unfinished} with (force)`);
    await admin.unsafe(`create database ${unfinished} strategy file_copy`);
    await migrate({ adminUrl: withDatabase(clusterUrl, unfinished), database, password });
    await retrying(() => admin.unsafe(`alter database ${unfinished} rename to ${template}`));
    return template;
  } finally {
    await admin`select pg_advisory_unlock(hashtext('beacom-test-template'))`;
  }
}

const copyTemplate = (admin: Sql, template: string, name: string): Promise<void> =>
  retrying(() => admin.unsafe(`create database ${name} template ${template} strategy file_copy`));

/** "Is being accessed by other users": a session that was closed needs a moment to be gone. */
async function retrying(statement: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await statement();
      return;
    } catch (error) {
      const busy = error instanceof Error && "code" in error && error.code === "55006";
      if (!busy || attempt === 50) throw error;
    }
    await new Promise((done) => setTimeout(done, 20));
  }
}

async function fingerprint(database: ServiceDatabase): Promise<string> {
  const hash = createHash("sha256");
  for (const folder of database.migrations) {
    const path = fileURLToPath(folder);
    for (const file of (await readdir(path)).sort()) hash.update(file).update(await readFile(join(path, file)));
  }
  return hash.digest("hex").slice(0, 12);
}

function withDatabase(adminUrl: string, name: string): string {
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return url.href;
}
