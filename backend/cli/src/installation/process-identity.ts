import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

/** A process id is reused after a while; together with the time of its start it names one process for good. */
export type ProcessIdentity = { pid: number; startedAt: string };

export function identityOf(pid: number): ProcessIdentity | undefined {
  const startedAt = startOf(pid);
  return startedAt === undefined ? undefined : { pid, startedAt };
}

export const isAlive = (identity: ProcessIdentity): boolean => startOf(identity.pid) === identity.startedAt;

/** SIGTERM, and after the given time SIGKILL. Only the very process that is named: another one with its number is left alone. */
export async function endProcess(identity: ProcessIdentity, graceMs = 10_000): Promise<void> {
  if (!isAlive(identity)) return;
  signal(identity.pid, "SIGTERM");
  if (await goneWithin(identity, graceMs)) return;
  signal(identity.pid, "SIGKILL");
  await goneWithin(identity, 5_000);
}

export async function goneWithin(identity: ProcessIdentity, limitMs: number): Promise<boolean> {
  const untilMs = Date.now() + limitMs;
  while (isAlive(identity)) {
    if (Date.now() > untilMs) return false;
    await pause(50);
  }
  return true;
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // Gone in between.
  }
}

function startOf(pid: number): string | undefined {
  try {
    if (process.platform !== "linux") {
      return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim() || undefined;
    }
    // proc(5): the name in brackets may hold spaces; state is field 3, the start time field 22 in clock ticks since boot.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
    const isZombie = fields[0] === "Z" || fields[0] === "X";
    return isZombie ? undefined : `${bootOf()}:${fields[19]}`;
  } catch {
    return undefined;
  }
}

const bootOf = () => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim().slice(0, 8);
