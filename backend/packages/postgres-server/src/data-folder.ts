import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { chmod, lstat, mkdir, realpath, rename, rm, stat, symlink, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import type { Binaries } from "#binaries";
import { firstClosedFolder, giveToServer, launchAsServerUser } from "#server-user";

export const superuser = "beacom";

/** The cluster's data folder, made with initdb when there is none yet. */
export async function dataFolder(options: {
  folder: string;
  password: string;
  binaries: Binaries;
  sync: boolean;
}): Promise<string> {
  const data = await placeFor(options.folder);
  if (await exists(join(data, "PG_VERSION"))) return data;
  // initdb writes PG_VERSION early: only a folder that was finished gets its name.
  const unfinished = `${data}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { mode: 0o700 });
  await giveToServer(unfinished);
  const passwordFile = `${data}.password`;
  try {
    await rm(passwordFile, { force: true });
    await writeFile(passwordFile, options.password, { mode: 0o600 });
    await giveToServer(passwordFile);
    await initdb({ ...options, data: unfinished, passwordFile });
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rm(data, { recursive: true, force: true });
  await rename(unfinished, data);
  return data;
}

/**
 * `folder/data`; when root keeps the folder somewhere that the server's user cannot enter (as below /root), the data lives in
 * /var/lib/beacom and `folder/data` points there.
 */
async function placeFor(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const data = join(resolve(folder), "data");
  if ((await firstClosedFolder(folder)) === undefined) return (await exists(data)) ? realpath(data) : data;
  const home = "/var/lib/beacom";
  const hash = createHash("sha256").update(resolve(folder)).digest("hex").slice(0, 12);
  const place = join(home, `postgresql-data-${basename(dirname(resolve(folder)))}-${hash}`);
  await mkdir(home, { recursive: true, mode: 0o755 });
  if (!(await exists(data)) && (await exists(place))) {
    // The folder was removed to begin anew. Data is never removed by a program: it is put aside.
    await rename(place, `${place}-until-${new Date().toISOString().replaceAll(":", "")}`);
  }
  if (!(await lstat(data).catch(() => undefined))) await symlink(place, data);
  return place;
}

async function initdb(options: {
  data: string;
  passwordFile: string;
  binaries: Binaries;
  sync: boolean;
}): Promise<void> {
  const launch = await launchAsServerUser(options.binaries.initdb, [
    `--pgdata=${options.data}`,
    `--username=${superuser}`,
    `--pwfile=${options.passwordFile}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--locale=C",
    "--no-instructions",
    ...(options.sync ? [] : ["--no-sync"]),
  ]);
  const child = spawn(launch.file, launch.args, {
    ...launch.options,
    env: options.binaries.env,
    cwd: "/",
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((done, fail) => child.once("error", fail).once("close", done));
  if (code === 0) return chmod(options.data, 0o700);
  const last = output.trim().split("\n").slice(-8).join("\n");
  throw new Error(`PostgreSQL could not make its data folder in ${options.data}:\n${last}`);
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
