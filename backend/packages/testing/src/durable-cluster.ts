import { execFile } from "node:child_process";
import { rm } from "node:fs/promises";
import { promisify } from "node:util";
import { type PostgresServer, startPostgres } from "@beacom/postgres-server";
import { clusterFolder } from "#cluster";

const run = promisify(execFile);

/** A cluster that syncs its log to the disk as in production, and that a test may kill and start again on the same port. */
export async function durableCluster(): Promise<{
  adminUrl: string;
  kill9(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}> {
  const folder = await clusterFolder();
  let server: PostgresServer = await startPostgres({ folder, port: 0, password: "test" });
  const { port } = server;
  return {
    adminUrl: server.url,
    async kill9() {
      // The children too: none of them may still write something down after the crash.
      const pids = [server.pid, ...(await childrenOf(server.pid))];
      for (const pid of pids) killIfAlive(pid);
      await server.exited;
    },
    async start() {
      server = await startPostgres({ folder, port, password: "test" });
    },
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function childrenOf(pid: number): Promise<number[]> {
  const { stdout } = await run("ps", ["-A", "-o", "pid=,ppid="]);
  return stdout
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter(([, parent]) => parent === pid)
    .map(([child]) => child!);
}

function killIfAlive(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}
