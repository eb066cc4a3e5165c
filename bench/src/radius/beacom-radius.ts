import { randomBytes } from "node:crypto";
import { open, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { catalogue, mainProgram, radiusNodeOptions } from "@beacom/main";
import { connect, migrate, type Sql, serviceUrl } from "@beacom/postgres";
import { startPostgres } from "@beacom/postgres-server";
import type { BenchOptions } from "#bench";
import { run, startServer } from "#command";
import { benchFolder } from "#radius/bench-folder";
import { type Contender, postgresSettings, subscribers } from "#radius/contender";
import { freeUdpPort } from "#radius/free-udp-port";

const secret = "bench-secret-of-both-sides";

/** radius-server as it runs in production: its own process and PostgreSQL, everybody that it follows out of reach. */
export async function startBeacomRadius(options: BenchOptions): Promise<Contender> {
  const prepared = await prepareBeacomRadius(options, subscribers);
  const { sql } = prepared;
  const { pid, authPort, acctPort } = await prepared.launch();
  return {
    name: "Beacom",
    settings:
      "Beacom's radius-server as it is by default, in one process; it keeps each report besides the totals, and writes events for billing",
    authPort,
    acctPort,
    secret,
    processes: { server: pid, postgres: prepared.postgresPid },
    async stored() {
      const rows = await sql<{ id: string; up: bigint; down: bigint }[]>`
        select acct_session_id as id, octets_up as up, octets_down as down from sessions`;
      return new Map(rows.map(({ id, up, down }) => [id, { octetsUp: up, octetsDown: down }]));
    },
  };
}

export type PreparedBeacom = {
  readonly sql: Sql;
  readonly postgresPid: number;
  /** Starts it, and answers when it says that it is ready. */
  launch(): Promise<{ pid: number; authPort: number; acctPort: number; log: string }>;
};

/** The database with so many subscribers in it, and a server that is yet to be started. */
export async function prepareBeacomRadius({ started }: BenchOptions, many: number): Promise<PreparedBeacom> {
  const folder = await benchFolder("radius");
  started.defer(() => rm(folder, { recursive: true, force: true }));
  const postgres = await startPostgres({
    folder: join(folder, "postgres"),
    port: 0,
    settings: postgresSettings,
    password: secret,
  });
  started.defer(() => postgres.stop());
  const database = (await catalogue["radius-server"]!.load()).database!;
  await migrate({ adminUrl: postgres.url, database, password: secret });
  const url = serviceUrl({ adminUrl: postgres.url, schema: database.schema, password: secret });
  const sql = connect(url, { max: 2, name: "bench" });
  started.defer(() => sql.end({ timeout: 5 }));
  const data = { RADIUS_DATABASE_URL: url, RADIUS_SEALING_KEY: randomBytes(32).toString("base64") };
  await seed(sql, data, many);
  return { sql, postgresPid: postgres.pid, launch: () => launch(started, folder, data) };
}

async function launch(
  started: AsyncDisposableStack,
  folder: string,
  data: Readonly<Record<string, string>>,
): Promise<{ pid: number; authPort: number; acctPort: number; log: string }> {
  const [authPort, acctPort] = [await freeUdpPort(), await freeUdpPort()];
  // Whoever listens on port 9 of this machine does not speak HTTP/2: the services that it follows are out of reach.
  const nobody = "http://127.0.0.1:9";
  const log = join(folder, "radius-server.log");
  const output = await open(log, "w");
  const server = startServer(process.execPath, [fileURLToPath(mainProgram)], {
    stdio: ["ignore", output.fd, output.fd, "ipc"],
    env: {
      PATH: process.env["PATH"],
      NODE_ENV: "production",
      // For a profile: BEACOM_BENCH_NODE_OPTIONS="--cpu-prof --cpu-prof-dir=/tmp/profile".
      NODE_OPTIONS: `${radiusNodeOptions} ${process.env["BEACOM_BENCH_NODE_OPTIONS"] ?? ""}`.trim(),
      BEACOM_SERVICES: "radius-server",
      BEACOM_LOG_LEVEL: "info",
      BEACOM_INTERNAL_KEY: randomBytes(32).toString("base64"),
      BEACOM_PEER_IDENTITY: nobody,
      BEACOM_PEER_BILLING_ENGINE: nobody,
      ...data,
      RADIUS_BIND: "127.0.0.1",
      RADIUS_AUTH_PORT: String(authPort),
      RADIUS_ACCT_PORT: String(acctPort),
      RADIUS_RADSEC_PORT: "0",
    },
  });
  await output.close();
  started.defer(() => server.stop());
  const ready = new Promise<boolean>((resolve) => server.child.once("message", () => resolve(true)));
  const impatience = new Promise<boolean>((resolve) => void setTimeout(resolve, 30_000, false).unref());
  if (!(await Promise.race([ready, server.ended.then(() => false), impatience]))) {
    throw new Error(`radius-server did not start; its log says:\n${(await readFile(log, "utf8")).slice(-4_000)}`);
  }
  return { pid: server.child.pid!, authPort, acctPort, log };
}

/** radius-server's own seed. It was an hour ago: changes of the last minute are read again and again, and nobody gets 10,000 customers in one. */
async function seed(sql: Sql, env: Readonly<Record<string, string>>, many: number): Promise<void> {
  const program = fileURLToPath(new URL("../bin/seed.ts", import.meta.resolve("@beacom/radius-server")));
  await run(process.execPath, [program, "--subscribers", String(many), "--secret", secret], env);
  await sql`update credentials set changed_at = now() - interval '1 hour'`;
  await sql`update service_states set changed_at = now() - interval '1 hour'`;
  await sql`vacuum analyze credentials, service_states`;
}
