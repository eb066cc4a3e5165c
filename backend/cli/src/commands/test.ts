import { mkdirSync } from "node:fs";
import { join } from "node:path";
import colours from "picocolors";
import { installPeers } from "#checks/peer-packages";
import { nothing, sum, type Tally } from "#checks/tally";
import { onPath, testSteps } from "#checks/test-steps";
import { inWords, Problem } from "#console/problem";
import { repository } from "#installation/data-folder";

export async function testCommand(options: { peers?: boolean; only?: readonly string[] }): Promise<void> {
  const known = testSteps.map(({ name }) => name);
  const unknown = options.only?.filter((name) => !known.includes(name)) ?? [];
  if (unknown.length > 0)
    throw new Problem(`there is no step ${unknown.join(", ")}`, [`There are: ${known.join(", ")}`]);
  const reports = join(repository, ".beacom", "reports");
  mkdirSync(reports, { recursive: true });

  let tally = nothing;
  const leftOut: string[] = [];
  if (options.peers === true) tally = sum(tally, await inTime("Debian packages of the peers", () => peersInstalled()));
  else if (!onPath("radclient")) leftOut.push("what needs FreeRADIUS' radclient: it is not installed");
  for (const step of testSteps.filter(({ name }) => options.only?.includes(name) ?? true)) {
    const why = step.leftOut?.();
    if (why !== undefined) {
      leftOut.push(`${step.title}: ${why}`);
      console.log(`${colours.dim("-")} ${step.title}: left out, ${why}`);
      continue;
    }
    tally = sum(tally, await inTime(step.title, () => step.run((line) => console.log(`    ${line}`), reports)));
  }

  leftOut.push(...tally.leftOut);
  if (options.only) leftOut.push(`every step but ${options.only.join(", ")}, as asked`);
  // With the peers there is no excuse: what was left out all the same is a failure.
  const inexcusable = options.peers === true ? leftOut.length - (options.only ? 1 : 0) : 0;
  const failed = tally.failed + inexcusable;
  if (leftOut.length > 0) {
    console.log(
      `\nLeft out${options.peers === true ? "" : " (./beacom test --peers installs what is missing and leaves nothing out)"}:`,
    );
    for (const what of leftOut) console.log(`  - ${what}`);
  }
  console.log(`\n${tally.passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 || tally.passed === 0 ? 1 : 0;
}

async function peersInstalled(): Promise<Tally> {
  console.log(`    ${await installPeers((line) => console.log(`    ${line}`))}`);
  return { ...nothing, passed: 1 };
}

/** A step that breaks is a failure among others: the rest is still worth knowing. */
async function inTime(title: string, run: () => Promise<Tally>): Promise<Tally> {
  console.log(`${colours.bold("▸")} ${colours.bold(title)}`);
  const fromMs = performance.now();
  const tally = await run().catch((error: unknown) => {
    console.log(`    ${inWords(error).replaceAll("\n", "\n    ")}`);
    return { ...nothing, failed: 1 };
  });
  const seconds = ((performance.now() - fromMs) / 1000).toFixed(1);
  const mark = tally.failed === 0 ? colours.green("✓") : colours.red("✗");
  console.log(`${mark} ${title}: ${tally.passed} passed, ${tally.failed} failed (${seconds} s)`);
  return tally;
}
