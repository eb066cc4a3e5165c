import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { connect, type Sql } from "@beacom/postgres";
import { startPostgres } from "@beacom/postgres-server";
import type { BenchOptions } from "#bench";
import { needPackages, run, startServer } from "#command";
import { benchFolder } from "#radius/bench-folder";
import {
  type Contender,
  downBitsPerSecond,
  passwordOf,
  postgresSettings,
  subscribers,
  upBitsPerSecond,
  usernameOf,
} from "#radius/contender";
import { freeUdpPort } from "#radius/free-udp-port";
import { freeradiusConfig } from "#radius/freeradius-config";

export const installed = "/etc/freeradius/3.0/mods-config/sql/main/postgresql";
const secret = "bench-secret-of-both-sides";
/** Of threads and of connections. Of 8, 16, 32 and 64 none was clearly faster on two cores, and 16 took the least CPU time. */
export const workers = 16;

/** Debian's FreeRADIUS 3.2 with rlm_sql on a PostgreSQL of its own; its shipped schema and queries, and no module that it can do without. */
export async function startFreeradius({ say, started }: BenchOptions): Promise<Contender> {
  await needFreeradius(say);
  const folder = await benchFolder("freeradius");
  started.defer(() => rm(folder, { recursive: true, force: true }));
  const postgres = await startPostgres({
    folder: join(folder, "postgres"),
    port: 0,
    settings: postgresSettings,
    password: secret,
  });
  started.defer(() => postgres.stop());
  const sql = connect(postgres.url, { max: 2 });
  started.defer(() => sql.end({ timeout: 5 }));
  await prepareDatabase(sql);

  const [authPort, acctPort] = [await freeUdpPort(), await freeUdpPort()];
  const config = freeradiusConfig({
    folder,
    authPort,
    acctPort,
    secret,
    workers,
    queries: `${installed}/queries.conf`,
    database: `host=127.0.0.1 port=${postgres.port} dbname=beacom user=beacom password=${secret}`,
  });
  const { pid, version } = await launchFreeradius({ started, folder, config });
  return {
    name: `FreeRADIUS ${version}`,
    settings: `FreeRADIUS ${version}, rlm_sql_postgresql with its shipped schema and queries, without groups; ${workers} threads and connections; log of errors only`,
    authPort,
    acctPort,
    secret,
    processes: { server: pid, postgres: postgres.pid },
    async stored() {
      const rows = await sql<{ id: string; up: bigint; down: bigint }[]>`
        select acctsessionid as id, acctinputoctets as up, acctoutputoctets as down from radacct`;
      return new Map(rows.map(({ id, up, down }) => [id, { octetsUp: up, octetsDown: down }]));
    },
  };
}

export const needFreeradius = (say: (line: string) => void): Promise<void> =>
  needPackages({ freeradius: "/usr/sbin/freeradius", "freeradius-postgresql": `${installed}/schema.sql` }, say);

/** Runs it in a folder of its own, with these words besides those that it knows, until everything is stopped. */
export async function launchFreeradius(options: {
  started: AsyncDisposableStack;
  folder: string;
  config: string;
  dictionary?: string;
}): Promise<{ pid: number; version: string }> {
  const { started, folder, config, dictionary = "" } = options;
  for (const name of ["log", "run"]) await mkdir(join(folder, name));
  await writeFile(join(folder, "radiusd.conf"), config, { mode: 0o600 });
  await writeFile(join(folder, "dictionary"), `$INCLUDE /usr/share/freeradius/dictionary\n${dictionary}`);
  const server = startServer("/usr/sbin/freeradius", ["-f", "-d", folder, "-l", join(folder, "log/radius.log")], {
    stdio: "ignore",
  });
  started.defer(() => server.stop());
  await ready(folder, server.ended);
  const version = /Version ([\d.]+)/.exec(await run("/usr/sbin/freeradius", ["-v"]))?.[1] ?? "";
  return { pid: server.child.pid!, version };
}

/** Its shipped schema, with 10,000 users in it. */
export async function prepareDatabase(sql: Sql): Promise<void> {
  await sql.unsafe(await readFile(`${installed}/schema.sql`, "utf8"));
  // Room in each page for new versions of its rows, as Beacom's own table has.
  await sql`alter table radacct set (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.05)`;
  const all = Array.from({ length: subscribers }, (_, n) => n);
  const rate = `${upBitsPerSecond}/${downBitsPerSecond}`;
  await sql`
    insert into radcheck (username, attribute, op, value)
    select * from unnest(${all.map(usernameOf)}::text[], ${all.map(() => "Cleartext-Password")}::text[],
      ${all.map(() => ":=")}::text[], ${all.map(passwordOf)}::text[])`;
  for (const [attribute, value] of [
    ["Mikrotik-Rate-Limit", rate],
    ["Acct-Interim-Interval", "300"],
  ] as const) {
    await sql`
      insert into radreply (username, attribute, op, value)
      select username, ${attribute}, '=', ${value} from unnest(${all.map(usernameOf)}::text[]) as username`;
  }
  await sql`vacuum analyze`;
}

async function ready(folder: string, ended: Promise<number | null>): Promise<void> {
  const log = join(folder, "log/radius.log");
  const over = ended.then(() => true);
  for (const deadline = Date.now() + 20_000; ; ) {
    const text = await readFile(log, "utf8").catch(() => "");
    if (text.includes("Ready to process requests")) return;
    const dead = await Promise.race([over, pause(100, false)]);
    if (dead || Date.now() > deadline)
      throw new Error(`FreeRADIUS did not start; its log says:\n${text.slice(-2_000)}`);
  }
}
