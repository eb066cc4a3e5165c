import { randomBytes } from "node:crypto";
import { accessSync, constants, readFileSync } from "node:fs";
import { connect } from "@beacom/postgres";
import { testDatabase } from "@beacom/testing";
import { mariadbInstalled, startMariadb } from "#testing/mariadb";

/** A database with FreeRADIUS' own tables, as its packages for Debian create them. */
export type Installation = {
  readonly url: string;
  /** Statements of whoever owns it. */
  run(sql: string): Promise<void>;
  drop(): Promise<void>;
};

/** A server that installations can be made on. */
export type Server = {
  install(): Promise<Installation>;
  stop(): Promise<void>;
};

const schemaFile = (dialect: string): string => `/etc/freeradius/3.0/mods-config/sql/main/${dialect}/schema.sql`;
const readable = (path: string): boolean => {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
};

export const postgresqlAvailable = readable(schemaFile("postgresql"));
export const mariadbAvailable = readable(schemaFile("mysql")) && mariadbInstalled;

export function postgresqlServer(): Promise<Server> {
  return Promise.resolve({ install: postgresqlInstallation, stop: () => Promise.resolve() });
}

async function postgresqlInstallation(): Promise<Installation> {
  const database = await testDatabase({ schema: "elsewhere", migrations: [] });
  const admin = connect(database.adminUrl, { max: 1, name: "test" });
  const run = async (sql: string): Promise<void> => {
    await admin.unsafe(sql).simple();
  };
  await run(readFileSync(schemaFile("postgresql"), "utf8"));
  return {
    url: database.adminUrl,
    run,
    async drop() {
      await admin.end({ timeout: 1 });
      await database.close();
    },
  };
}

export async function mariadbServer(): Promise<Server> {
  const server = await startMariadb();
  return {
    async install() {
      const name = `radius_${randomBytes(4).toString("hex")}`;
      const user = `reader_${randomBytes(4).toString("hex")}`;
      const admin = await server.connect();
      const run = async (sql: string): Promise<void> => {
        await admin.query(sql);
      };
      await run(`create database ${name} character set utf8mb4`);
      await run(`create user ${user} identified by 'radpass'; grant select on ${name}.* to ${user}; use ${name}`);
      await run(readFileSync(schemaFile("mysql"), "utf8"));
      return {
        url: `mysql://${user}:radpass@127.0.0.1:${server.port}/${name}`,
        run,
        async drop() {
          await run(`drop database ${name}`);
          await admin.end();
        },
      };
    },
    stop: () => server.stop(),
  };
}
