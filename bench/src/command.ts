import { type ChildProcess, execFile, type SpawnOptions, spawn } from "node:child_process";
import { access, constants } from "node:fs/promises";
import { promisify } from "node:util";

const execute = promisify(execFile);

/** Runs a command to its end and returns what it printed; a failure throws with what it said. */
export async function run(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  try {
    const options = { maxBuffer: 16 * 2 ** 20, env: { ...process.env, ...env } };
    const { stdout } = await execute(command, [...args], options);
    return stdout;
  } catch (error) {
    const { stderr = "" } = error as { stderr?: string };
    throw new Error(`${command} ${args.join(" ")} failed: ${stderr.trim()}`, { cause: error });
  }
}

export const exists = (path: string): Promise<boolean> =>
  access(path, constants.R_OK).then(
    () => true,
    () => false,
  );

/** Debian packages that are not there yet. Only root can install them; anybody else is told which. */
export async function needPackages(packages: Record<string, string>, say: (line: string) => void): Promise<void> {
  const missing: string[] = [];
  for (const [name, proof] of Object.entries(packages)) if (!(await exists(proof))) missing.push(name);
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0) throw new Error(`install these first: apt-get install ${missing.join(" ")}`);
  say(`installing ${missing.join(", ")}`);
  const apt = ["-o", "DPkg::Lock::Timeout=300", "-qq", "-y"];
  // RUNLEVEL=1 keeps Debian from starting the packaged server; ours runs from a folder of its own.
  const env = { DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" };
  await run("apt-get", [...apt, "update"], env);
  await run("apt-get", [...apt, "--no-install-recommends", "install", ...missing], env);
}

/** A server that runs until it is stopped: politely, and after five seconds not. */
export function startServer(command: string, args: readonly string[], options: SpawnOptions) {
  const child: ChildProcess = spawn(command, [...args], options);
  const ended = new Promise<number | null>((resolve) => {
    child.once("close", resolve);
    child.once("error", () => resolve(null));
  });
  return {
    child,
    ended,
    async stop(): Promise<void> {
      if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
      child.kill("SIGTERM");
      const impatience = setTimeout(() => child.kill("SIGKILL"), 5_000);
      await ended;
      clearTimeout(impatience);
    },
  };
}
