import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { mainProgram } from "@beacom/main";

export type ServiceProcess = {
  readonly name: string;
  start(): Promise<void>;
  /** Resolves when the process that runs now, or the next one, can do its work. */
  ready(): Promise<void>;
  kill9(): Promise<void>;
  stop(): Promise<void>;
  /** How it ended, each time that nobody had killed it. */
  readonly ownDeaths: readonly string[];
  /** The last lines that it logged, over all its lives. */
  log(): string;
};

const readyWithinMs = 90_000;
/** A test that is killed must leave nothing behind. */
const diesWithUs = `data:text/javascript,${encodeURIComponent('process.on("disconnect", () => process.kill(process.pid, "SIGKILL"))')}`;

/** A supervised process is started again when it ends, as the launcher and Kubernetes do. */
export function serviceProcess(
  name: string,
  env: Readonly<Record<string, string>>,
  options: { supervised: boolean },
): ServiceProcess {
  let child: ChildProcess | undefined;
  let wanted = false;
  let killing = false;
  let standing = Promise.withResolvers<void>();
  const ownDeaths: string[] = [];
  const lines: string[] = [];
  const log = () => lines.join("");
  const keep = (chunk: Buffer) => {
    lines.push(chunk.toString());
    lines.splice(0, Math.max(0, lines.length - 300));
  };

  function launch(): void {
    const born = spawn(process.execPath, ["--import", diesWithUs, mainProgram.pathname], {
      env: { PATH: process.env["PATH"] ?? "", ...env },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    child = born;
    born.stdout!.on("data", keep);
    born.stderr!.on("data", keep);
    born.once("message", () => standing.resolve());
    born.once("exit", (code, signal) => {
      const killed = killing;
      killing = false;
      if (!wanted) return;
      if (!killed) ownDeaths.push(`${code ?? signal}`);
      if (!options.supervised) return standing.reject(new Error(`${name} ended with ${code ?? signal}:\n${log()}`));
      standing = renewed(standing);
      void pause(killed ? 50 : 500).then(() => wanted && launch());
    });
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    const dying = child;
    if (!dying || dying.exitCode !== null || dying.signalCode !== null) return;
    const exited = once(dying, "exit");
    dying.kill(signal);
    const impatience = setTimeout(() => dying.kill("SIGKILL"), 30_000);
    await exited.finally(() => clearTimeout(impatience));
  }

  async function ready(): Promise<void> {
    const impatience = new AbortController();
    const late = pause(readyWithinMs, undefined, { signal: impatience.signal, ref: false }).then(
      () => Promise.reject(new Error(`${name} was not ready in time:\n${log()}`)),
      () => {},
    );
    await Promise.race([standing.promise, late]).finally(() => impatience.abort());
  }

  return {
    name,
    ownDeaths,
    log,
    ready,
    async start() {
      wanted = true;
      launch();
      await ready();
    },
    async kill9() {
      killing = true;
      await end("SIGKILL");
    },
    async stop() {
      wanted = false;
      await end("SIGTERM");
    },
  };
}

/** Whoever waits for a process that died before it was ready goes on waiting for the next. */
function renewed(before: PromiseWithResolvers<void>): PromiseWithResolvers<void> {
  const next = Promise.withResolvers<void>();
  next.promise.then(before.resolve, before.reject);
  return next;
}
