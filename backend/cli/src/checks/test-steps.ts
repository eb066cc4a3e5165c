import { existsSync, globSync, rmSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { nodeProgram, type ProgramResult, runProgram } from "#checks/run-program";
import { nothing, sum, type Tally, tallyOfDemo, tallyOfPlaywright, tallyOfVitest } from "#checks/tally";
import { repository } from "#installation/data-folder";
import { buildPortal, portalIsThere } from "#installation/portal";

export type TestStep = {
  name: string;
  title: string;
  /** Why this machine cannot do it. */
  leftOut?: () => string | undefined;
  run(say: (line: string) => void, reports: string): Promise<Tally>;
};

const one = (passed: boolean): Tally => (passed ? { ...nothing, passed: 1 } : { ...nothing, failed: 1 });
const importDirections = "tests/import-directions";

export const testSteps: readonly TestStep[] = [
  {
    name: "format",
    title: "Format",
    run: (say) => whole(say, nodeProgram("@biomejs/biome/bin/biome", ["format", "."])),
  },
  {
    name: "lint",
    title: "Lint",
    run: (say) => whole(say, nodeProgram("oxlint/bin/oxlint", ["--type-aware", "--deny-warnings"])),
  },
  {
    name: "types",
    title: "Types",
    async run(say) {
      const projects = [
        "tsconfig.json",
        ...globSync("clients/{*,packages/*}/tsconfig.json", { cwd: repository }).toSorted(),
      ];
      let tally = nothing;
      for (const project of projects) {
        const checked = await whole(say, nodeProgram("typescript7/bin/tsc", ["--noEmit", "-p", project]));
        if (checked.failed > 0) say(`types: ${project} is broken`);
        tally = sum(tally, checked);
      }
      return tally;
    },
  },
  {
    name: "imports",
    title: "Import directions",
    run: (say, reports) => vitest(say, join(reports, "imports.json"), [importDirections]),
  },
  {
    name: "portal",
    title: "Portal's build",
    leftOut: () => (portalIsThere() ? undefined : "its sources are not here"),
    async run(say) {
      say(await buildPortal(() => undefined));
      return one(true);
    },
  },
  {
    name: "unit",
    title: "Unit and integration tests",
    run: (say, reports) => vitest(say, join(reports, "unit.json"), ["--exclude", `${importDirections}/**`]),
  },
  {
    name: "journeys",
    title: "Journeys in a browser",
    leftOut: () => {
      if (playwrightConfig() === undefined) return "there is no playwright.config.ts";
      return onPath("chromium") || onPath("chromium-browser") ? undefined : "there is no Chromium on this machine";
    },
    async run(say, reports) {
      const report = join(reports, "journeys.json");
      const args = ["test", "--config", playwrightConfig()!, "--reporter", "list,json"];
      const { code } = await runProgram(...nodeProgram("@playwright/test/cli.js", args), {
        onLine: say,
        env: { PLAYWRIGHT_JSON_OUTPUT_NAME: report, PLAYWRIGHT_JSON_OUTPUT_FILE: report, NODE_NO_WARNINGS: "1" },
      });
      return tallyOfPlaywright(report, code);
    },
  },
  {
    name: "demo",
    title: "The main flow, as ./beacom demo plays it",
    async run(say) {
      const main = fileURLToPath(new URL("../main.ts", import.meta.url));
      const result = await runProgram(process.execPath, [
        "--disable-warning=ExperimentalWarning",
        main,
        "demo",
        "--json",
      ]);
      const tally = tallyOfDemo(result.output);
      if (tally.failed > 0) tell(say, result);
      return tally;
    },
  },
];

/** A check that passes or fails as a whole. */
async function whole(say: (line: string) => void, [command, args]: [string, string[]]): Promise<Tally> {
  const result = await runProgram(command, args);
  if (result.code !== 0) tell(say, result);
  return one(result.code === 0);
}

function tell(say: (line: string) => void, { output, errors }: ProgramResult): void {
  for (const line of [...output.split("\n"), ...errors.split("\n")].filter(Boolean).slice(-60)) say(line);
}

async function vitest(say: (line: string) => void, report: string, args: readonly string[]): Promise<Tally> {
  rmSync(report, { force: true });
  const given = ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`, ...args];
  const { code } = await runProgram(...nodeProgram("vitest/vitest.mjs", given), { onLine: say });
  return tallyOfVitest(report, code);
}

const playwrightConfig = (): string | undefined =>
  [
    "playwright.config.ts",
    "tests/playwright.config.ts",
    "tests/journeys/playwright.config.ts",
    "clients/beacom-web/playwright.config.ts",
  ].find((path) => existsSync(join(repository, path)));

export const onPath = (program: string): boolean =>
  [...(process.env["PATH"] ?? "").split(delimiter), "/usr/bin", "/usr/sbin"].some((folder) =>
    existsSync(join(folder, program)),
  );
