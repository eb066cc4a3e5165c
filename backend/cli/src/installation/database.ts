import { setTimeout as pause } from "node:timers/promises";
import { migrate, type ServiceDatabase, serviceUrl } from "@beacom/postgres";
import { type PostgresServer, startPostgres } from "@beacom/postgres-server";
import type { DataFolder } from "#installation/data-folder";
import { identityOf, type ProcessIdentity } from "#installation/process-identity";
import type { Secrets } from "#installation/secrets";

export type SupervisedDatabase = {
  adminUrl: string;
  identity(): ProcessIdentity | undefined;
  restarts(): number;
  stop(): Promise<void>;
};

export const startDatabase = (folder: DataFolder, secrets: Secrets, port: number): Promise<PostgresServer> =>
  startPostgres({ folder: folder.postgres, port, password: secrets.postgresPassword });

/** PostgreSQL that is started again, on the same port, when it ends without being asked to. */
export async function superviseDatabase(options: {
  folder: DataFolder;
  secrets: Secrets;
  port: number;
  onChange?: () => void;
  onDeath?: (death: { name: string; how: string; againInMs: number }) => void;
}): Promise<SupervisedDatabase> {
  const { folder, secrets, port } = options;
  let server = await startDatabase(folder, secrets, port);
  let running: ProcessIdentity | undefined = identityOf(server.pid);
  let restarts = 0;
  let stopping = false;
  let restarting: Promise<void> = Promise.resolve();
  const { url } = server;

  const watch = () => {
    void server.exited.then(() => {
      running = undefined;
      if (!stopping) restarting = restart();
    });
  };
  async function restart(): Promise<void> {
    for (let pauseMs = 100; ; pauseMs = Math.min(pauseMs * 2, 10_000)) {
      options.onDeath?.({ name: "postgres", how: "ended", againInMs: pauseMs });
      options.onChange?.();
      await pause(pauseMs);
      if (stopping) return;
      try {
        server = await startDatabase(folder, secrets, port);
        running = identityOf(server.pid);
        restarts += 1;
        watch();
        options.onChange?.();
        return;
      } catch (error) {
        options.onDeath?.({ name: "postgres", how: `did not start: ${String(error)}`, againInMs: pauseMs * 2 });
      }
    }
  }

  watch();
  return {
    adminUrl: url,
    identity: () => running,
    restarts: () => restarts,
    async stop() {
      stopping = true;
      await restarting;
      await server.stop();
    },
  };
}

/** Brings the schema of each service up to date; returns what was applied, as schema/file. */
export async function migrateAll(options: {
  adminUrl: string;
  databases: readonly ServiceDatabase[];
  secrets: Secrets;
  report?: (note: string) => void;
}): Promise<readonly string[]> {
  const applied: string[] = [];
  for (const database of options.databases) {
    options.report?.(database.schema);
    const password = options.secrets.databasePasswords[database.schema]!;
    const result = await migrate({ adminUrl: options.adminUrl, database, password });
    applied.push(...result.applied.map((name) => `${database.schema}: ${name}`));
  }
  return applied;
}

export const serviceDatabaseUrl = (adminUrl: string, secrets: Secrets, schema: string): string =>
  serviceUrl({ adminUrl, schema, password: secrets.databasePasswords[schema]! });
