import { randomBytes } from "node:crypto";
import { mkdtemp, open, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { catalogue, mainProgram } from "@beacom/main";
import { connect, migrate, type Sql, serviceUrl } from "@beacom/postgres";
import { startPostgres } from "@beacom/postgres-server";
import type { BenchOptions } from "#bench";
import { startServer } from "#command";
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
import { type Seal, sealWith } from "#radius/seal";

const secret = "bench-secret-of-both-sides";

/** radius-server as it runs in production: its own process and PostgreSQL, everybody that it follows out of reach. */
export async function startBeacomRadius({ started }: BenchOptions): Promise<Contender> {
  const folder = await mkdtemp(join(tmpdir(), "beacom-bench-radius-"));
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
  const sealingKey = randomBytes(32);
  await prepareDatabase(sql, sealWith(sealingKey));

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
      NODE_OPTIONS: process.env["BEACOM_BENCH_NODE_OPTIONS"] ?? "",
      BEACOM_SERVICES: "radius-server",
      BEACOM_LOG_LEVEL: "info",
      BEACOM_INTERNAL_KEY: randomBytes(32).toString("base64"),
      BEACOM_PEER_IDENTITY: nobody,
      BEACOM_PEER_BILLING_ENGINE: nobody,
      RADIUS_DATABASE_URL: url,
      RADIUS_SEALING_KEY: sealingKey.toString("base64"),
      RADIUS_BIND: "127.0.0.1",
      RADIUS_AUTH_PORT: String(authPort),
      RADIUS_ACCT_PORT: String(acctPort),
    },
  });
  await output.close();
  started.defer(() => server.stop());
  const ready = new Promise<boolean>((resolve) => server.child.once("message", () => resolve(true)));
  const impatience = new Promise<boolean>((resolve) => void setTimeout(resolve, 30_000, false).unref());
  if (!(await Promise.race([ready, server.ended.then(() => false), impatience]))) {
    throw new Error(`radius-server did not start; its log says:\n${(await readFile(log, "utf8")).slice(-4_000)}`);
  }
  return {
    name: "Beacom",
    settings:
      "Beacom's radius-server as it is configured by default, in one process; keeps each report besides the totals, and an outbox event for billing",
    authPort,
    acctPort,
    secret,
    processes: { server: server.child.pid!, postgres: postgres.pid },
    async stored() {
      const rows = await sql<{ id: string; up: bigint; down: bigint }[]>`
        select acct_session_id as id, octets_up as up, octets_down as down from sessions`;
      return new Map(rows.map(({ id, up, down }) => [id, { octetsUp: up, octetsDown: down }]));
    },
  };
}

/** They came an hour ago: what changed in the last minute is read again and again, and nobody gets 10,000 customers in a minute. */
async function prepareDatabase(sql: Sql, seal: Seal): Promise<void> {
  const customers = Array.from({ length: subscribers }, (_, n) => {
    const id = `cus_bench${String(n).padStart(5, "0")}`;
    return { id, username: usernameOf(n), ...seal(passwordOf(n), id) };
  });
  await sql`
    insert into credentials (customer_id, username, sealed_password, key_id, changed_at)
    select id, username, decode(sealed, 'hex'), key_id, now() - interval '1 hour' from unnest(
      ${customers.map(({ id }) => id)}::text[], ${customers.map(({ username }) => username)}::text[],
      ${customers.map(({ sealed }) => sealed.toString("hex"))}::text[], ${customers.map(({ keyId }) => keyId)}::text[]
    ) as c(id, username, sealed, key_id)`;
  await sql`
    insert into service_states (customer_id, version, level, down_bits_per_second, up_bits_per_second, reason, since, changed_at)
    select customer_id, 1, 'full', ${downBitsPerSecond}, ${upBitsPerSecond}, 'in-bundle', changed_at, changed_at from credentials`;
  const nas = seal(secret, "nas_bench");
  await sql`
    insert into nas (nas_id, name, network, sealed_secret, key_id, vendor, coa_port, require_message_authenticator, counters_reversed)
    values ('nas_bench', 'bench', '127.0.0.1/32', ${nas.sealed}, ${nas.keyId}, 'mikrotik', 3799, 'auto', false)`;
}
