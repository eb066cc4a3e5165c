import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

/** A program that runs beside a test, and everything that it has said. */
export type Program = {
  said(): string;
  /** When it has said this, from the beginning or from an earlier place on. */
  says(what: string | RegExp, options?: { from?: number; withinMs?: number }): Promise<void>;
  isRunning(): boolean;
  stop(signal?: NodeJS.Signals): Promise<void>;
};

/** Where Debian keeps programs, also those that only root has on its PATH. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/sbin", "/sbin"];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

export function startProgram(command: string, args: readonly string[]): Program {
  const child: ChildProcess = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  const listen = (chunk: Buffer): void => void (said += chunk.toString());
  child.stdout!.on("data", listen);
  child.stderr!.on("data", listen);
  // When this process is ended from outside, no test cleans up.
  const kill = (): void => void child.kill("SIGKILL");
  process.on("exit", kill);
  const ended = new Promise<void>((resolve) => {
    child.once("error", (error) => listen(Buffer.from(String(error))));
    child.once("close", () => {
      process.off("exit", kill);
      resolve();
    });
  });
  return {
    said: () => said,
    isRunning: () => child.exitCode === null && child.signalCode === null,
    async says(what, { from = 0, withinMs = 15_000 } = {}) {
      for (const deadline = Date.now() + withinMs; ; await pause(20)) {
        const news = said.slice(from);
        if (typeof what === "string" ? news.includes(what) : what.test(news)) return;
        if (!this.isRunning() || Date.now() > deadline)
          throw new Error(`${command} does not say ${String(what)}:\n${said.slice(-4_000)}`);
      }
    },
    async stop(signal = "SIGTERM") {
      child.kill(signal);
      const late = setTimeout(kill, 5_000);
      await ended;
      clearTimeout(late);
    },
  };
}

/** What a program says that ends by itself, whether it succeeds or not. */
export function runProgram(
  command: string,
  args: readonly string[],
  options: { withinMs?: number } = {},
): Promise<{ succeeded: boolean; said: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], timeout: options.withinMs ?? 30_000 });
    let said = "";
    const listen = (chunk: Buffer): void => void (said += chunk.toString());
    child.stdout.on("data", listen);
    child.stderr.on("data", listen);
    child.once("error", reject);
    child.once("close", (code) => resolve({ succeeded: code === 0, said }));
  });
}

/** At once, and it must succeed: links and namespaces are made and removed like this. */
export function mustRun(command: string, args: readonly string[]): void {
  const { status, stderr } = spawnSync(command, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}: ${stderr}`);
}
