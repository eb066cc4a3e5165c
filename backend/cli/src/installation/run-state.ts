import { readFileSync, rmSync } from "node:fs";
import { type DataFolder, writeWhole } from "#installation/data-folder";
import type { Ports } from "#installation/ports";
import { endProcess, isAlive, type ProcessIdentity } from "#installation/process-identity";

export type RunningProcess = ProcessIdentity & { name: string; restarts: number };

/** What a running `up` writes down about itself: for `status` and `down`, and for the next `up` when this one was killed. */
export type RunState = {
  supervisor: ProcessIdentity;
  since: string;
  ready: boolean;
  ports: Ports;
  /** Where RADIUS listens; absent in what a version before wrote. */
  bind?: string;
  publicUrl: string;
  processes: readonly RunningProcess[];
};

export function readState(folder: DataFolder): RunState | undefined {
  try {
    return JSON.parse(readFileSync(folder.state, "utf8")) as RunState;
  } catch {
    return undefined;
  }
}

export const writeState = (folder: DataFolder, state: RunState): void =>
  writeWhole(folder.state, `${JSON.stringify(state, null, 2)}\n`);

export const clearState = (folder: DataFolder): void => rmSync(folder.state, { force: true });

export function runningState(folder: DataFolder): RunState | undefined {
  const state = readState(folder);
  return state && isAlive(state.supervisor) ? state : undefined;
}

/** Ends what an `up` left behind that was killed before it could clean up. PostgreSQL last: the others may still be writing. */
export async function endLeftovers(folder: DataFolder): Promise<readonly string[]> {
  const state = readState(folder);
  if (!state || isAlive(state.supervisor)) return [];
  const left = state.processes.filter(isAlive);
  const isDatabase = (one: RunningProcess) => one.name === "postgres";
  await Promise.all(left.filter((one) => !isDatabase(one)).map((one) => endProcess(one)));
  await Promise.all(left.filter(isDatabase).map((one) => endProcess(one, 30_000)));
  clearState(folder);
  return left.map((one) => one.name);
}
