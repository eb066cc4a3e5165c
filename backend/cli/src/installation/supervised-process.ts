import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { openLogFile } from "#installation/log-file";
import { identityOf, type ProcessIdentity } from "#installation/process-identity";

export type SupervisedProcess = {
  name: string;
  identity(): ProcessIdentity | undefined;
  restarts(): number;
  /** The last lines that it wrote, for saying why it did not come up. */
  lastLines(): readonly string[];
  stop(): Promise<void>;
};

export type SupervisedOptions = {
  name: string;
  script: string;
  args?: readonly string[];
  env: Record<string, string | undefined>;
  logFile: string;
  onLine?: (line: string) => void;
  /** Told after each start and each death. */
  onChange?: () => void;
  onDeath?: (death: { name: string; how: string; againInMs: number }) => void;
  stopWithinMs?: number;
};

const firstPauseMs = 200;
const longestPauseMs = 10_000;
/** After this long a process counts as healthy again, and its next death is answered at once. */
const healthyAfterMs = 20_000;
const guard = new URL("./die-with-parent.ts", import.meta.url).href;

/** A Node process that is started again when it dies, sooner the first time than the tenth. */
export function superviseProcess(options: SupervisedOptions): SupervisedProcess {
  const log = openLogFile(options.logFile);
  const recent: string[] = [];
  let child: ChildProcess | undefined;
  let identity: ProcessIdentity | undefined;
  let restarts = 0;
  let pauseMs = firstPauseMs;
  let stopping = false;
  let again: NodeJS.Timeout | undefined;
  let ended: Promise<void> = Promise.resolve();

  function start(): void {
    const startedMs = Date.now();
    const node = ["--disable-warning=ExperimentalWarning", "--enable-source-maps", "--import", guard];
    const started = spawn(process.execPath, [...node, options.script, ...(options.args ?? [])], {
      env: { ...options.env, BEACOM_SUPERVISED: "1" },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      // A group of its own: Ctrl-C in the terminal reaches the supervisor alone, which then stops all in order.
      detached: true,
    });
    child = started;
    identity = started.pid === undefined ? undefined : identityOf(started.pid);
    for (const stream of [started.stdout, started.stderr]) {
      if (stream) createInterface({ input: stream }).on("line", keep);
    }
    ended = new Promise((resolve) => {
      started.once("error", (error) => died(`could not be started: ${error.message}`, startedMs, resolve));
      started.once("exit", (code, signal) =>
        died(signal ? `was ended by ${signal}` : `ended with code ${code}`, startedMs, resolve),
      );
    });
    options.onChange?.();
  }

  function keep(line: string): void {
    recent.push(line);
    if (recent.length > 20) recent.shift();
    log.write(line);
    options.onLine?.(line);
  }

  function died(how: string, startedMs: number, resolve: () => void): void {
    if (child === undefined) return;
    child = undefined;
    identity = undefined;
    resolve();
    if (stopping) return;
    if (Date.now() - startedMs > healthyAfterMs) pauseMs = firstPauseMs;
    options.onDeath?.({ name: options.name, how, againInMs: pauseMs });
    again = setTimeout(() => {
      restarts += 1;
      start();
    }, pauseMs);
    pauseMs = Math.min(pauseMs * 2, longestPauseMs);
    options.onChange?.();
  }

  start();
  return {
    name: options.name,
    identity: () => identity,
    restarts: () => restarts,
    lastLines: () => recent,
    async stop() {
      stopping = true;
      clearTimeout(again);
      const running = child;
      if (running) {
        running.kill("SIGTERM");
        const late = setTimeout(() => running.kill("SIGKILL"), options.stopWithinMs ?? 15_000);
        await ended;
        clearTimeout(late);
      }
      log.close();
    },
  };
}

export const scriptPath = (url: URL): string => fileURLToPath(url);
