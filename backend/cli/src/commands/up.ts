import colours from "picocolors";
import { runSteps } from "#console/steps";
import { drawWelcome } from "#commands/welcome";
import { upDetached } from "#commands/up-detached";
import { Problem } from "#console/problem";
import { dataFolder } from "#installation/data-folder";
import { forgetPasswords } from "#installation/demo-operator";
import { developerMessage } from "#installation/developer-message";
import { portsFrom } from "#installation/ports";
import { runningState } from "#installation/run-state";
import { startInstallation } from "#installation/start-installation";

export type UpOptions = { detach?: boolean; data?: string; portBase?: number; bind: string; radiusProcesses?: number };

export async function upCommand(options: UpOptions): Promise<void> {
  if (options.detach === true) return upDetached(options);
  const folder = dataFolder(options.data);
  const stopping = new AbortController();
  let asked = 0;
  const onSignal = () => {
    asked += 1;
    if (asked === 2) process.stderr.write("still stopping, so that nothing is left half written …\n");
    stopping.abort(new Problem("stopped before everything was up"));
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, onSignal);

  const start = startInstallation({
    folder,
    ports: portsFrom(options.portBase),
    bind: options.bind,
    radiusProcesses: options.radiusProcesses ?? 1,
    signal: stopping.signal,
    onLine: (name, line) => showMessage(name, line),
    onDeath: ({ name, how, againInMs }) => {
      if (!stopping.signal.aborted)
        console.log(colours.yellow(`! ${name} ${how}; starting it again in ${againInMs} ms`));
    },
  });
  try {
    await runSteps(start.steps);
  } catch (error) {
    await start.abandon();
    throw error;
  }
  const installation = start.installation();
  console.log(`\n${drawWelcome(installation)}\n`);
  forgetPasswords(folder, installation.demo);
  process.send?.({ up: true });
  if (process.send === undefined)
    console.log(colours.dim("Messages to customers appear here as they are sent. Ctrl-C stops everything.\n"));

  await untilAborted(stopping.signal);
  console.log("\nStopping …");
  await installation.stop();
  console.log(`${colours.green("✓")} everything stopped`);
  process.exit(runningState(folder) ? 1 : 0);
}

function showMessage(name: string, line: string): void {
  const message = developerMessage(line);
  if (message) console.log(`${colours.cyan(`✉ ${message.kind} to ${message.to}`)}  ${message.text}`);
  else if (isAnError(line)) console.log(colours.red(`! ${name}: ${line.slice(0, 400)}`));
}

const isAnError = (line: string) => line.startsWith('{"level":"error"') || line.startsWith('{"level":"fatal"');

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    // A timer keeps the process alive also when nothing else would.
    const alive = setInterval(() => undefined, 60_000);
    signal.addEventListener("abort", () => {
      clearInterval(alive);
      resolve();
    });
  });
}
