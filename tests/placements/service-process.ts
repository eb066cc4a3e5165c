import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mainProgram } from "@beacom/main";

export type ServiceProcess = {
  readonly name: string;
  /** Ready, or why not. */
  start(): Promise<void>;
  kill9(): Promise<void>;
  stop(): Promise<void>;
  /** The last lines that it logged, over all its lives. */
  log(): string;
};

const readyWithinMs = 60_000;
/** A test that is killed must leave nothing behind. */
const diesWithUs = `data:text/javascript,${encodeURIComponent('process.on("disconnect", () => process.kill(process.pid, "SIGKILL"))')}`;

export function serviceProcess(name: string, env: Readonly<Record<string, string>>): ServiceProcess {
  let child: ChildProcess | undefined;
  const lines: string[] = [];
  const keep = (chunk: Buffer) => {
    lines.push(chunk.toString());
    lines.splice(0, Math.max(0, lines.length - 200));
  };
  const log = () => lines.join("");

  async function end(signal: NodeJS.Signals): Promise<void> {
    const dying = child;
    child = undefined;
    if (!dying || dying.exitCode !== null || dying.signalCode !== null) return;
    const exited = once(dying, "exit");
    dying.kill(signal);
    const impatience = setTimeout(() => dying.kill("SIGKILL"), 30_000);
    await exited.finally(() => clearTimeout(impatience));
  }

  return {
    name,
    log,
    async start() {
      const born = spawn(process.execPath, ["--import", diesWithUs, mainProgram.pathname], {
        env: { PATH: process.env["PATH"] ?? "", ...env },
        stdio: ["ignore", "pipe", "pipe", "ipc"],
      });
      child = born;
      born.stdout!.on("data", keep);
      born.stderr!.on("data", keep);
      await new Promise<void>((resolve, reject) => {
        const fail = (how: string) => reject(new Error(`${name} ${how}:\n${log()}`));
        const impatience = setTimeout(() => fail("was not ready in time"), readyWithinMs);
        born.once("message", () => {
          clearTimeout(impatience);
          resolve();
        });
        born.once("exit", (code, signal) => {
          clearTimeout(impatience);
          fail(`ended with ${code ?? signal}`);
        });
      });
    },
    kill9: () => end("SIGKILL"),
    stop: () => end("SIGTERM"),
  };
}
