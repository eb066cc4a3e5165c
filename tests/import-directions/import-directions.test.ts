import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "vitest";

type Violation = { from: string; to: string; rule: { name: string } };
type Inspected = { summary: { totalCruised: number; violations: Violation[] } };

const require = createRequire(import.meta.url);
const here = dirname(fileURLToPath(import.meta.url));
const repository = join(here, "..", "..");
const config = join(repository, "dependency-cruiser.cjs");
const rules = (require(config) as { forbidden: { name: string }[] }).forbidden.map(({ name }) => name);

test("imports point the way they may, in a tree that was really inspected", async () => {
  const { summary } = await inspect(repository, ["backend", "clients", "sandboxes", "tests", "bench"]);
  const violations = summary.violations.map(({ from, to, rule }) => `${rule.name}: ${from} → ${to}`);
  assert.deepEqual(violations, []);
  // An inspection of nothing is green as well.
  assert.ok(summary.totalCruised > 300, `only ${summary.totalCruised} modules were inspected`);
});

test("every rule catches the violation that is planted for it", async () => {
  const { summary } = await inspect(join(here, "planted"), ["backend", "clients", "sandboxes"]);
  const caught = new Set(summary.violations.map(({ rule }) => rule.name));
  assert.deepEqual(
    rules.filter((name) => !caught.has(name)),
    [],
  );
});

/** As JSON; its exit code tells of violations as well, but not of what was inspected. */
function inspect(folder: string, roots: readonly string[]): Promise<Inspected> {
  const program = join(repository, "node_modules", "dependency-cruiser", "bin", "dependency-cruiser.mjs");
  const args = [program, "--config", config, "--output-type", "json", ...roots];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { cwd: folder, maxBuffer: 256 * 1024 * 1024 }, (error, output, complaints) => {
      try {
        resolve(JSON.parse(output) as Inspected);
      } catch {
        reject(new Error(`dependency-cruiser did not answer: ${complaints}`, { cause: error }));
      }
    });
  });
}
