import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, rmdirSync } from "node:fs";
import { chmod, mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { connect } from "@beacom/postgres";
import { type PostgresServer, startPostgres } from "@beacom/postgres-server";

const run = promisify(execFile);

/** Only root mounts file systems, and not in every container. */
export const canMount = process.platform === "linux" && process.getuid?.() === 0 && mounts();

function mounts(): boolean {
  const folder = mkdtempSync(join(tmpdir(), "beacom-disk-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", folder], { stdio: "ignore" });
    execFileSync("umount", [folder], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  } finally {
    rmdirSync(folder);
  }
}

/** PostgreSQL with its data on a file system of its own that can be filled to the last octet, and be freed again. */
export async function clusterOnSmallDisk(megabytes: number) {
  const folder = await mkdtemp(join(tmpdir(), "beacom-disk-"));
  await run("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m,mode=0711`, "tmpfs", folder]);
  const ballast = join(folder, "ballast");
  const settings = { min_wal_size: "32MB", max_wal_size: "64MB", autovacuum: "off" };
  let server: PostgresServer | undefined;
  let ended = false;
  const unmount = async (): Promise<void> => {
    // What its processes had open may take a moment to be let go of.
    await run("umount", ["--lazy", folder]);
    await rm(folder, { recursive: true, force: true });
  };
  async function start(port: number): Promise<PostgresServer> {
    const started = await startPostgres({ folder: join(folder, "postgres"), port, settings, password: "faults" });
    ended = false;
    void started.exited.then(() => (ended = true));
    return started;
  }
  try {
    await chmod(folder, 0o711);
    server = await start(0);
  } catch (error) {
    await unmount();
    throw error;
  }
  const { port, url } = server;
  return {
    adminUrl: url,
    async fill(): Promise<void> {
      const file = await open(ballast, "a");
      try {
        for (const size of [1 << 20, 1 << 12]) await writeUntilFull(file.write.bind(file), Buffer.alloc(size));
      } finally {
        await file.close();
      }
    },
    /** Asks for more and more of its log, until PostgreSQL cannot even write that down: then it ends, and cannot start again. */
    async exhaustLog(): Promise<void> {
      const sql = connect(url, { max: 1, name: "faults" });
      try {
        for (;;) await sql`select pg_switch_wal(), pg_logical_emit_message(false, 'faults', 'more')`;
      } catch {
        await server?.exited;
      } finally {
        await sql.end({ timeout: 1 });
      }
    },
    /** Frees it, and starts the server again should it have given up. */
    async free(): Promise<void> {
      await rm(ballast);
      if (ended) server = await start(port);
    },
    async stop(): Promise<void> {
      await rm(ballast, { force: true });
      await server?.stop();
      await unmount();
    },
  };
}

async function writeUntilFull(write: (bytes: Uint8Array) => Promise<unknown>, piece: Buffer): Promise<void> {
  for (;;) {
    try {
      await write(piece);
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ENOSPC") return;
      throw error;
    }
  }
}
