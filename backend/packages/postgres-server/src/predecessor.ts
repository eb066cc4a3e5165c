import { execFile } from "node:child_process";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Clears the way for a new server on the data folder: waits for one that is shutting down, ends an orphan, refuses one in use. */
export async function clearPredecessor(data: string): Promise<void> {
  for (let waitedMs = 0; ; waitedMs += 100) {
    const pid = await recordedPid(data);
    if (pid === undefined) return;
    const found = await processOf(pid);
    // A dead server's file is PostgreSQL's own business: it also checks that no child still holds the shared memory.
    if (found === undefined) return;
    if (!found.command.includes(data)) {
      // A dead server that nobody has reaped: its children notice at once, and must be gone before their lock is.
      if (found.command.includes("<defunct>")) await sleep(2_000);
      // The pid belongs to someone else by now; PostgreSQL might take that for a running server.
      await rm(join(data, "postmaster.pid"), { force: true });
      return;
    }
    const orphan = found.parent === 1;
    if (!orphan && waitedMs >= 5_000) {
      throw new Error(
        `PostgreSQL already runs on ${data} (process ${pid}): another Beacom is up. Stop it, or use another data folder`,
      );
    }
    if (waitedMs >= 20_000) throw new Error(`the PostgreSQL left behind on ${data} does not end: kill process ${pid}`);
    if (orphan && waitedMs % 5_000 === 0) process.kill(pid, "SIGINT");
    await sleep(100);
  }
}

async function recordedPid(data: string): Promise<number | undefined> {
  const text = await readFile(join(data, "postmaster.pid"), "utf8").catch(() => "");
  const pid = Number.parseInt(text.split("\n")[0] ?? "", 10);
  return pid > 0 ? pid : undefined;
}

async function processOf(pid: number): Promise<{ parent: number; command: string } | undefined> {
  const answer = await run("ps", ["-o", "ppid=,command=", "-p", String(pid)]).catch(() => undefined);
  const match = /^\s*(\d+)\s+(.*)$/s.exec(answer?.stdout ?? "");
  return match ? { parent: Number(match[1]), command: match[2]! } : undefined;
}
