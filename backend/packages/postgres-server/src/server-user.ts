import { execFile, type SpawnOptions } from "node:child_process";
import { chown, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** PostgreSQL refuses to run as root, so root hands it to "nobody"; any other user runs it as itself. */
export const serverUid: number | undefined = process.getuid?.() === 0 ? 65_534 : undefined;

export type Launch = { file: string; args: string[]; options: SpawnOptions; diesWithParent: boolean };

/** How to start a program as the server's user, so that it ends when this process is killed. */
export async function launchAsServerUser(program: string, args: readonly string[]): Promise<Launch> {
  if (await hasSetpriv()) {
    const user = serverUid === undefined ? [] : [`--reuid=${serverUid}`, `--regid=${serverUid}`, "--clear-groups"];
    // SIGINT is PostgreSQL's fast and clean shutdown.
    return {
      file: "setpriv",
      args: [...user, "--pdeathsig", "INT", "--", program, ...args],
      options: {},
      diesWithParent: true,
    };
  }
  const options = serverUid === undefined ? {} : { uid: serverUid, gid: serverUid };
  return { file: program, args: [...args], options, diesWithParent: false };
}

/** Gives a file or folder to the server's user. */
export async function giveToServer(path: string): Promise<void> {
  if (serverUid !== undefined) await chown(path, serverUid, serverUid);
}

/** The first folder on the way to `path` that the server's user cannot enter. */
export async function firstClosedFolder(path: string): Promise<string | undefined> {
  if (serverUid === undefined) return undefined;
  const folders: string[] = [];
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    folders.unshift(folder);
    if (folder === dirname(folder)) break;
  }
  for (const folder of folders) {
    const found = await stat(folder).catch(() => undefined);
    if (!found) return undefined;
    const bit = found.uid === serverUid ? 0o100 : found.gid === serverUid ? 0o010 : 0o001;
    if ((found.mode & bit) === 0) return folder;
  }
  return undefined;
}

let setpriv: Promise<boolean> | undefined;

async function hasSetpriv(): Promise<boolean> {
  // BusyBox has a setpriv without --pdeathsig.
  setpriv ??= run("setpriv", ["--pdeathsig", "INT", "--", "true"]).then(
    () => true,
    () => false,
  );
  return setpriv;
}
