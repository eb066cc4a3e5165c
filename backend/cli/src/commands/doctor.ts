import colours from "picocolors";
import { dataFolder } from "#installation/data-folder";
import { examineMachine } from "#doctor/machine";
import { examineInstallation } from "#doctor/installation";

export type Finding = { state: "good" | "attention" | "broken"; what: string; remedy?: string };

const marks = { good: colours.green("✓"), attention: colours.yellow("!"), broken: colours.red("✗") };

export async function doctorCommand(options: { data?: string; portBase?: number }): Promise<void> {
  const folder = dataFolder(options.data);
  const findings = [...(await examineMachine(folder, options.portBase)), ...(await examineInstallation(folder))];
  for (const { state, what, remedy } of findings) {
    console.log(`${marks[state]} ${what}`);
    if (remedy !== undefined) console.log(colours.dim(`    ${remedy}`));
  }
  const broken = findings.filter(({ state }) => state === "broken").length;
  const attention = findings.filter(({ state }) => state === "attention").length;
  console.log(`\n${broken} broken, ${attention} to look at, ${findings.length - broken - attention} fine`);
  if (broken > 0) process.exitCode = 1;
}
