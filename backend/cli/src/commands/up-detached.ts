import { spawn } from "node:child_process";
import { closeSync, createReadStream, openSync, statSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { setTimeout as pause } from "node:timers/promises";
import { drawWelcome } from "#commands/welcome";
import type { UpOptions } from "#commands/up";
import { Problem } from "#console/problem";
import { dataFolder, makeDataFolder } from "#installation/data-folder";
import { readDemo } from "#installation/demo-operator";
import { runningState } from "#installation/run-state";
import { readSecrets } from "#installation/secrets";

const main = fileURLToPath(new URL("../main.ts", import.meta.url));

/** Starts `up` in a session of its own, shows what it says until everything answers, and leaves it running. */
export async function upDetached(options: UpOptions): Promise<void> {
  const folder = dataFolder(options.data);
  const running = runningState(folder);
  const demo = readDemo(folder);
  const secrets = readSecrets(folder);
  if (running?.ready === true && demo && secrets) {
    console.log(`It runs already (process ${running.supervisor.pid}).\n`);
    console.log(drawWelcome({ publicUrl: running.publicUrl, ports: running.ports, demo, secrets }));
    return;
  }
  makeDataFolder(folder);
  const logFile = join(folder.logs, "up.log");
  closeSync(openSync(logFile, "w", 0o600));
  const log = openSync(logFile, "a", 0o600);
  const given = [
    "--data",
    folder.path,
    "--bind",
    options.bind,
    ...(options.portBase === undefined ? [] : ["--port-base", String(options.portBase)]),
    ...(options.radiusProcesses === undefined ? [] : ["--radius-processes", String(options.radiusProcesses)]),
  ];
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", main, "up", ...given], {
    detached: true,
    stdio: ["ignore", log, log, "ipc"],
  });
  closeSync(log);
  const giveUp = () => child.kill("SIGTERM");
  process.on("SIGINT", giveUp);
  process.on("SIGTERM", giveUp);
  const outcome = new Promise<"up" | "ended">((resolve) => {
    child.once("message", () => resolve("up"));
    child.once("exit", () => resolve("ended"));
  });
  const result = await followUntil(logFile, outcome);
  process.off("SIGINT", giveUp);
  process.off("SIGTERM", giveUp);
  if (result === "ended")
    throw new Problem("Beacom did not come up; the reason is above", [`The same in a file: ${logFile}`]);
  // The passwords were in what has just been shown; they must not stay in a file.
  truncateSync(logFile, 0);
  child.disconnect();
  child.unref();
  console.log("It goes on in the background.  ./beacom status   ./beacom down");
}

/** Copies what is written to the file to the screen until the outcome is known. */
async function followUntil<T>(path: string, outcome: Promise<T>): Promise<T> {
  let shown = 0;
  let settled: { value: T } | undefined;
  void outcome.then((value) => (settled = { value }));
  for (;;) {
    const last = settled;
    const { size } = statSync(path);
    if (size > shown) {
      for await (const chunk of createReadStream(path, { start: shown, end: size - 1 }))
        process.stdout.write(chunk as Buffer);
      shown = size;
    }
    if (last) return last.value;
    await pause(100);
  }
}
