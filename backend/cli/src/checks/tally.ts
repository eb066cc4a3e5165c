import { readFileSync } from "node:fs";

export type Tally = { passed: number; failed: number; leftOut: readonly string[] };

export const nothing: Tally = { passed: 0, failed: 0, leftOut: [] };
export const sum = (a: Tally, b: Tally): Tally => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  leftOut: [...a.leftOut, ...b.leftOut],
});

type VitestReport = {
  testResults: { name: string; status: string; assertionResults: { status: string; fullName: string }[] }[];
};

/** A run that broke counts as a failure even when no test of it did. */
export function tallyOfVitest(reportFile: string, exitCode: number): Tally {
  const report = read(reportFile) as VitestReport | undefined;
  if (!report) return { passed: 0, failed: 1, leftOut: [] };
  const tests = report.testResults.flatMap((file) => file.assertionResults);
  const countOf = (status: string) => tests.filter((one) => one.status === status).length;
  // A file that could not even be loaded has no tests to fail.
  const broken = report.testResults.filter(
    (file) => file.status === "failed" && !file.assertionResults.some(({ status }) => status === "failed"),
  ).length;
  const failed = countOf("failed") + broken;
  const leftOut = tests.filter(({ status }) => ["pending", "skipped", "todo", "disabled"].includes(status));
  return {
    passed: countOf("passed"),
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    leftOut: leftOut.map(({ fullName }) => fullName),
  };
}

type PlaywrightReport = { stats: { expected: number; unexpected: number; flaky: number; skipped: number } };

export function tallyOfPlaywright(reportFile: string, exitCode: number): Tally {
  const stats = (read(reportFile) as PlaywrightReport | undefined)?.stats;
  if (!stats) return { passed: 0, failed: 1, leftOut: [] };
  const failed = stats.unexpected + stats.flaky;
  return {
    passed: stats.expected,
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    leftOut: stats.skipped > 0 ? [`${stats.skipped} journeys in the browser`] : [],
  };
}

type DemoReport = { passed: boolean; steps: unknown[]; checks: { passed: boolean }[] };

export function tallyOfDemo(output: string): Tally {
  const line = output.trim().split("\n").at(-1) ?? "";
  try {
    const report = JSON.parse(line) as DemoReport;
    const good = report.checks.filter(({ passed }) => passed).length;
    const broken = report.checks.length - good;
    return { passed: report.steps.length + good, failed: broken === 0 && !report.passed ? 1 : broken, leftOut: [] };
  } catch {
    return { passed: 0, failed: 1, leftOut: [] };
  }
}

function read(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as unknown;
  } catch {
    return undefined;
  }
}
