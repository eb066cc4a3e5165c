import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, chown, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { type Connection, createConnection } from "mysql2/promise";

const program = "/usr/sbin/mariadbd";
const installer = "/usr/bin/mariadb-install-db";
export const mariadbInstalled = existsSync(program) && existsSync(installer);

export type Mariadb = {
  readonly port: number;
  readonly socketPath: string;
  /** Of root, who may do everything. */
  connect(database?: string): Promise<Connection>;
  stop(): Promise<void>;
};

/** It refuses to run as root, so that root hands it to "nobody". */
const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

/** Debian's MariaDB with nothing in it, in a folder of its own that goes away with it. */
export async function startMariadb(): Promise<Mariadb> {
  const folder = await mkdtemp(join(tmpdir(), "beacom-mariadb-"));
  await chmod(folder, 0o755);
  if (user.uid !== undefined) await chown(folder, user.uid, user.gid);
  const data = `--datadir=${join(folder, "data")}`;
  await promisify(execFile)(
    installer,
    ["--no-defaults", data, "--auth-root-authentication-method=normal", "--skip-test-db"],
    user,
  );
  const port = await freeTcpPort();
  const socketPath = join(folder, "socket");
  const child = spawn(
    program,
    [
      "--no-defaults",
      data,
      `--socket=${socketPath}`,
      `--port=${port}`,
      "--bind-address=127.0.0.1",
      `--pid-file=${join(folder, "pid")}`,
      "--skip-log-bin",
      "--innodb-buffer-pool-size=64M",
      "--innodb-flush-log-at-trx-commit=0",
    ],
    { ...user, stdio: "ignore" },
  );
  const ended = new Promise<void>((done) => child.once("close", () => done()));
  const connect = (database?: string): Promise<Connection> =>
    createConnection({
      socketPath,
      user: "root",
      multipleStatements: true,
      ...(database === undefined ? {} : { database }),
    });
  const stop = async (): Promise<void> => {
    child.kill("SIGTERM");
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  for (const deadline = Date.now() + 60_000; ; await pause(100)) {
    const connection = await connect().catch(() => undefined);
    if (connection !== undefined) {
      await connection.end();
      return { port, socketPath, connect, stop };
    }
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error("MariaDB did not start");
    }
  }
}

async function freeTcpPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  await new Promise<void>((done) => server.close(() => done()));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
