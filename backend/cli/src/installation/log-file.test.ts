import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "vitest";
import { until } from "#demo/until";
import { openLogFile } from "#installation/log-file";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "beacom-log-"));
  path = join(folder, "core.log");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("only its owner reads a log", () => {
  const log = openLogFile(path);
  log.write("a line");
  log.close();
  assert.equal(readFileSync(path, "utf8"), "a line\n");
  assert.equal(statSync(path).mode & 0o077, 0);
});

test("a process that talks for months fills two files and not the disk", () => {
  const log = openLogFile(path, { largestOctets: 1_000 });
  for (let line = 0; line < 1_000; line++) log.write(`line ${line} ${"x".repeat(80)}`);
  log.close();
  assert.ok(statSync(path).size + statSync(`${path}.1`).size < 2_500);
  assert.match(readFileSync(path, "utf8"), /line 999 /);
});

test.skipIf(!existsSync("/dev/full"))("a full disk costs lines, and says later how many", async () => {
  symlinkSync("/dev/full", path);
  const log = openLogFile(path);
  log.write("lost");
  log.write("lost too");
  log.close();
  rmSync(path);
  await until("the log to be written again", () => {
    log.write("there again");
    return existsSync(path) && readFileSync(path, "utf8").includes("there again") ? true : undefined;
  });
  log.close();
  assert.match(
    readFileSync(path, "utf8"),
    /^\{"level":"warn","lines":\d+,"msg":"lines could not be written"\}\nthere again/,
  );
});
