import { rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { connect, migrate, type ServiceDatabase, serviceUrl } from "@beacom/postgres";
import { startPostgres } from "@beacom/postgres-server";
import type { BenchOptions } from "#bench";
import { benchFolder } from "#radius/bench-folder";
import { postgresSettings } from "#radius/contender";

const password = "bench-secret-of-both-sides";

/** The one PostgreSQL of all sides: durable at every commit, a database for each run. */
export type Databases = {
  readonly port: number;
  readonly password: string;
  /** An empty one, and how to be rid of it. */
  empty(name: string): Promise<Database>;
  /** One with the tables of a service, for the service's own role. */
  of(database: ServiceDatabase): Promise<Database>;
};
export type Database = { readonly name: string; readonly url: string; drop(): Promise<void> };

export async function startDatabases({ started }: Pick<BenchOptions, "started">): Promise<Databases> {
  const folder = await benchFolder("ledger");
  started.defer(() => rm(folder, { recursive: true, force: true }));
  const settings = { ...postgresSettings, max_connections: "200" };
  const postgres = await startPostgres({ folder: join(folder, "postgres"), port: 0, settings, password });
  started.defer(() => postgres.stop());
  const admin = connect(postgres.url, { max: 1, name: "bench" });
  started.defer(() => admin.end({ timeout: 5 }));
  let count = 0;

  async function empty(prefix: string): Promise<Database> {
    const name = `${prefix}_${++count}`;
    await admin`create database ${admin(name)}`;
    const url = new URL(postgres.url);
    url.pathname = `/${name}`;
    return {
      name,
      url: url.href,
      drop: () => whenNobodyUsesIt(() => admin`drop database ${admin(name)}`),
    };
  }

  return {
    port: postgres.port,
    password,
    empty,
    async of(service) {
      const database = await empty(service.schema);
      await migrate({ adminUrl: database.url, database: service, password });
      return { ...database, url: serviceUrl({ adminUrl: database.url, schema: service.schema, password }) };
    },
  };
}

/** A connection that was closed needs a moment to be gone. Otherwise autovacuum would work on old databases during the next run. */
async function whenNobodyUsesIt(drop: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await drop();
      return;
    } catch (error) {
      if (attempt === 50) throw error;
      await pause(100);
    }
  }
}
