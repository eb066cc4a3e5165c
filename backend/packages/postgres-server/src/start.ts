import { type ChildProcess, spawn } from "node:child_process";
import { open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connect, isConnectionLoss } from "@beacom/postgres";
import { type Binaries, findBinaries } from "#binaries";
import { dataFolder, superuser } from "#data-folder";
import { freePort } from "#port";
import { clearPredecessor } from "#predecessor";
import { launchAsServerUser } from "#server-user";

export type PostgresServer = {
  /** Logs in as the superuser, to database `beacom`. */
  url: string;
  port: number;
  pid: number;
  /** Settles when the server has ended, for whatever reason. */
  exited: Promise<void>;
  stop(): Promise<void>;
};

/** Starts PostgreSQL on 127.0.0.1 with its data and its log below `folder`. It ends with this process, even if that is killed. */
export async function startPostgres(options: {
  folder: string;
  /** 0 takes a free one. */
  port: number;
  settings?: Record<string, string>;
  /** Of the superuser `beacom`; it is set when the data folder is made. */
  password: string;
}): Promise<PostgresServer> {
  const binaries = await findBinaries();
  const sync = options.settings?.["fsync"] !== "off";
  const data = await dataFolder({ folder: options.folder, password: options.password, binaries, sync });
  await clearPredecessor(data);
  const port = await freePort(options.port);
  const logFile = join(options.folder, "postgres.log");
  for (let attempt = 1; ; attempt++) {
    const server = await launch({ binaries, data, port, logFile, settings: options.settings ?? {} });
    const url = `postgres://${superuser}:${encodeURIComponent(options.password)}@127.0.0.1:${port}/beacom`;
    const exited = new Promise<void>((done) => server.once("close", () => done()));
    try {
      await readyDatabase({ url, exited, data });
      return { url, port, pid: server.pid!, exited, stop: () => stopServer(server, exited) };
    } catch (cause) {
      await stopServer(server, exited);
      const log = await lastLines(logFile);
      // After a kill -9 of the server, its children need a moment to notice and to let go of the shared memory.
      if (attempt < 20 && /pre-existing shared memory|lock file "postmaster.pid"/.test(log)) {
        await sleep(250);
        continue;
      }
      if (cause instanceof Error && cause.message.startsWith("the password")) throw cause;
      throw new Error(`PostgreSQL did not start; the end of ${logFile} says:\n${log}`, { cause });
    }
  }
}

async function launch(options: {
  binaries: Binaries;
  data: string;
  port: number;
  logFile: string;
  settings: Record<string, string>;
}): Promise<ChildProcess> {
  const settings: Record<string, string> = {
    listen_addresses: "127.0.0.1",
    port: String(options.port),
    unix_socket_directories: "",
    max_connections: "200",
    timezone: "UTC",
    log_timezone: "UTC",
    // Compiling pays for long analytical queries; here it only adds jitter.
    jit: "off",
    log_checkpoints: "off",
    ...options.settings,
  };
  const args = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const launch = await launchAsServerUser(options.binaries.postgres, ["-D", options.data, ...args]);
  const log = await open(options.logFile, "w", 0o600);
  try {
    const server = spawn(launch.file, launch.args, {
      ...launch.options,
      env: options.binaries.env,
      cwd: "/",
      stdio: ["ignore", log.fd, log.fd],
      // Its own process group: Ctrl-C in a terminal goes to Beacom, which stops the database last.
      detached: true,
    });
    await new Promise<void>((done, fail) => server.once("spawn", done).once("error", fail));
    server.unref();
    if (!launch.diesWithParent) watch(server);
    return server;
  } finally {
    await log.close();
  }
}

/** Where the kernel cannot tell the server of our death: a shell that reads from us, and stops the server when it reads the end. */
function watch(server: ChildProcess): void {
  const watchdog = spawn("/bin/sh", ["-c", `read -r line; kill -INT ${server.pid} 2>/dev/null`], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
  watchdog.unref();
  server.once("close", () => watchdog.kill("SIGKILL"));
}

async function readyDatabase(options: { url: string; exited: Promise<void>; data: string }): Promise<void> {
  let ended = false;
  void options.exited.then(() => (ended = true));
  const url = new URL(options.url);
  url.pathname = "/postgres";
  const deadline = Date.now() + 60_000;
  for (;;) {
    if (ended) throw new Error("the server ended");
    const sql = connect(url.href, { max: 1, name: "beacom-start" });
    try {
      const [found] = await sql`select 1 from pg_database where datname = 'beacom'`;
      if (!found) await sql`create database beacom`;
      return;
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "28P01") {
        throw new Error(
          `the password of this PostgreSQL is another one than when ${options.data} was made: ` +
            "bring the old one back, or remove the folder to begin without data",
          { cause: error },
        );
      }
      if (!isConnectionLoss(error) || Date.now() > deadline) throw error;
    } finally {
      await sql.end({ timeout: 1 });
    }
    await sleep(20);
  }
}

/** Fast shutdown (sessions are ended, everything is written); after 20 seconds an immediate one, which the next start recovers from. */
async function stopServer(server: ChildProcess, exited: Promise<void>): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  server.ref();
  server.kill("SIGINT");
  const impatience = setTimeout(() => server.kill("SIGQUIT"), 20_000);
  await exited;
  clearTimeout(impatience);
}

async function lastLines(file: string): Promise<string> {
  const text = await readFile(file, "utf8").catch(() => "");
  return text.trim().split("\n").slice(-8).join("\n");
}
