import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import colours from "picocolors";
import { running } from "#commands/running";
import { inWords } from "#console/problem";
import { runSteps } from "#console/steps";
import { type Played, playMainFlow } from "#demo/main-flow";
import { openPlay } from "#demo/play";
import { dataFolder } from "#installation/data-folder";
import { freePortBase, portsFrom } from "#installation/ports";
import { startInstallation } from "#installation/start-installation";

type Options = { here?: boolean; json?: boolean; keep?: boolean; data?: string };

export async function demoCommand(options: Options): Promise<void> {
  const quiet = options.json === true;
  const play = openPlay({ quiet });
  let played: Played | undefined;
  let failure: unknown;
  try {
    played = await (options.here === true ? playHere(options, play) : playApart(options, play));
  } catch (error) {
    failure = error;
  }
  const passed = played !== undefined && played.checks.every((check) => check.passed);
  if (quiet) {
    const error = failure === undefined ? {} : { error: inWords(failure) };
    console.log(
      JSON.stringify({
        demo: "main-flow",
        passed,
        client: played?.client,
        totalMs: play.totalMs(),
        steps: play.steps,
        checks: played?.checks ?? [],
        ...error,
      }),
    );
  } else if (played) {
    play.say(`\n${colours.bold("Checks")}`);
    for (const { check, value, budget, passed: good } of played.checks) {
      play.say(
        `  ${good ? colours.green("✓") : colours.red("✗")} ${check}: ${colours.bold(value)}${budget === undefined ? "" : ` (budget ${budget})`}`,
      );
    }
    play.say(
      `\n${passed ? colours.green("The main flow works") : colours.red("The main flow is broken")}, in ${(play.totalMs() / 1000).toFixed(1)} s.`,
    );
  }
  if (failure !== undefined && !quiet) throw failure;
  // Idle HTTP connections and the like are not worth waiting for.
  process.exit(passed ? 0 : 1);
}

async function playHere(options: Options, play: ReturnType<typeof openPlay>): Promise<Played> {
  const { state, secrets, peers } = running(options.data);
  return playMainFlow(play, { gateway: state.publicUrl, ports: state.ports, nasSecret: secrets.demoNasSecret, peers });
}

/** On a data folder and ports of its own, which are gone afterwards. */
async function playApart(options: Options, play: ReturnType<typeof openPlay>): Promise<Played> {
  const path = options.data ?? mkdtempSync(join(tmpdir(), "beacom-demo-"));
  const stopping = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stopping.abort(new Error("stopped")));
  const stopped = new Promise<never>((_resolve, reject) =>
    stopping.signal.addEventListener("abort", () => reject(new Error("stopped"))),
  );
  stopped.catch(() => undefined);
  const ports = portsFrom(await freePortBase());
  const start = startInstallation({
    folder: dataFolder(path),
    ports,
    portal: false,
    signal: stopping.signal,
    onDeath: ({ name, how }) => play.say(colours.yellow(`  ! ${name} ${how}`)),
  });
  try {
    play.act("A temporary installation");
    await runSteps(start.steps, { quiet: options.json === true });
    const { peers, secrets, publicUrl } = start.installation();
    const here = { gateway: publicUrl, ports, nasSecret: secrets.demoNasSecret, peers };
    return await Promise.race([playMainFlow(play, here), stopped]);
  } finally {
    await start.abandon();
    if (options.data === undefined) {
      if (options.keep === true) play.say(`\nKept: ${path}`);
      else rmSync(path, { recursive: true, force: true });
    }
  }
}
