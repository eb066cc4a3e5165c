import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { catalogue } from "@beacom/main";
import { connect, migrate, type Sql, serviceUrl } from "@beacom/postgres";

const run = promisify(execFile);

export const secret = "a-secret-of-the-faults";
export const passwordOf = (username: string): string => username.replace("user", "pass");
/** The seed makes them from the same numbers in each run. */
export const customerOf = (n: number): string => `cus_${String(n).padStart(26, "0")}`;
export const usernameOf = (n: number): string => `user${String(n).padStart(5, "0")}`;

export type SeededDatabase = {
  readonly url: string;
  readonly sql: Sql;
  /** What a radius-server needs to read it. */
  readonly env: Readonly<Record<string, string>>;
};

/** radius-server's tables in this cluster, with so many subscribers in full service and one router for all of 127.0.0.0/8. */
export async function seededDatabase(adminUrl: string, subscribers: number): Promise<SeededDatabase> {
  const { database } = await catalogue["radius-server"]!.load();
  // As other tests have it: the role is the cluster's, not the database's.
  const password = "test";
  await migrate({ adminUrl, database: database!, password });
  const url = serviceUrl({ adminUrl, schema: database!.schema, password });
  const env = { RADIUS_DATABASE_URL: url, RADIUS_SEALING_KEY: randomBytes(32).toString("base64") };
  const program = fileURLToPath(new URL("../bin/seed.ts", import.meta.resolve("@beacom/radius-server")));
  const seed = [program, "--subscribers", String(subscribers), "--address", "127.0.0.0/8", "--secret", secret];
  await run(process.execPath, seed, { env: { PATH: process.env["PATH"], ...env } });
  const sql = connect(url, { max: 2, name: "faults" });
  // It was an hour ago: what has changed within the last minute is read again and again.
  await sql`update credentials set changed_at = now() - interval '1 hour'`;
  await sql`update service_states set changed_at = now() - interval '1 hour'`;
  return { url, sql, env };
}
