import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Problem } from "#console/problem";
import { identityOf, isAlive, type ProcessIdentity } from "#installation/process-identity";

export const repository = fileURLToPath(new URL("../../../../", import.meta.url)).replace(/\/$/, "");

/** Everything that one installation on this machine keeps, in one folder. */
export type DataFolder = {
  path: string;
  postgres: string;
  logs: string;
  tls: string;
  secrets: string;
  demo: string;
  state: string;
  lock: string;
};

export function dataFolder(given: string | undefined): DataFolder {
  const path = resolve(given ?? process.env["BEACOM_DATA"] ?? join(repository, ".beacom", "data"));
  const inside = (name: string) => join(path, name);
  return {
    path,
    postgres: inside("postgres"),
    logs: inside("logs"),
    tls: inside("tls"),
    secrets: inside("secrets.json"),
    demo: inside("demo.json"),
    state: inside("state.json"),
    lock: inside("lock"),
  };
}

export function makeDataFolder(folder: DataFolder): void {
  try {
    mkdirSync(folder.path, { recursive: true });
    mkdirSync(folder.logs, { recursive: true, mode: 0o700 });
    mkdirSync(folder.tls, { recursive: true, mode: 0o700 });
    // PostgreSQL runs as another user when this one is root, and must be able to walk through.
    chmodSync(folder.path, 0o711);
  } catch (error) {
    throw new Problem(
      `the data folder ${folder.path} cannot be made`,
      ["Choose another one with --data DIR, or give this one to the user who runs Beacom."],
      { cause: error },
    );
  }
}

export const isUnused = (folder: DataFolder): boolean =>
  !existsSync(folder.path) || readdirSync(folder.path).length === 0;

/** Secrets and states are written beside and moved into place: a reader, or a start after a crash, sees the old or the new, never a half. */
export function writeWhole(path: string, content: string): void {
  const beside = `${path}.${process.pid}.new`;
  writeFileSync(beside, content, { mode: 0o600, flush: true });
  renameSync(beside, path);
}

export type Lock = { release(): void };

/** One process at a time works with a data folder. A lock whose holder is dead is taken over. */
export function takeLock(folder: DataFolder): Lock {
  const mine = identityOf(process.pid);
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      writeFileSync(folder.lock, JSON.stringify(mine), { flag: "wx", mode: 0o600 });
      return { release: () => rmSync(folder.lock, { force: true }) };
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    }
    const holder = lockHolder(folder);
    if (holder) {
      throw new Problem(`the data folder ${folder.path} is in use by another Beacom (process ${holder.pid})`, [
        "See it:   ./beacom status",
        "Stop it:  ./beacom down",
        "Or run a second one beside it:  ./beacom up --data ANOTHER_FOLDER --port-base 21000",
      ]);
    }
    // Moving is atomic: of two that find the same dead lock, one moves it and the other one finds it gone.
    const dead = `${folder.lock}.${process.pid}.dead`;
    try {
      renameSync(folder.lock, dead);
      rmSync(dead, { force: true });
    } catch {
      // The other one was faster.
    }
  }
  throw new Problem(`the lock ${folder.lock} cannot be taken`, ["Is another ./beacom starting at this moment?"]);
}

export function lockHolder(folder: DataFolder): ProcessIdentity | undefined {
  try {
    const holder = JSON.parse(readFileSync(folder.lock, "utf8")) as ProcessIdentity;
    return isAlive(holder) ? holder : undefined;
  } catch {
    return undefined;
  }
}
