import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "vitest";
import { until } from "#demo/until";
import { endProcess, goneWithin, identityOf, isAlive } from "#installation/process-identity";
import { superviseProcess } from "#installation/supervised-process";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "beacom-supervised-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function supervise(script: string) {
  const path = join(folder, "program.mjs");
  writeFileSync(path, script);
  return superviseProcess({ name: "program", script: path, env: {}, logFile: join(folder, "program.log") });
}

test("a process that is killed is started again, and stays stopped when it is stopped", async () => {
  const program = supervise('console.log("alive"); setInterval(() => {}, 1000);');
  const first = await until("the first start", () =>
    program.lastLines().includes("alive") ? program.identity() : undefined,
  );
  process.kill(first.pid, "SIGKILL");
  const second = await until("the second start", () => {
    const now = program.identity();
    return now && now.pid !== first.pid ? now : undefined;
  });
  assert.equal(program.restarts(), 1);
  await program.stop();
  assert.equal(isAlive(second), false);
  assert.match(readFileSync(join(folder, "program.log"), "utf8"), /alive\n/);
});

test("a process that dies at once is started less and less often", async () => {
  const fromMs = Date.now();
  const program = supervise('console.error("no use"); process.exit(3);');
  await until("three starts", () => (program.restarts() >= 2 ? true : undefined));
  // 200 ms after the first death, 400 ms after the second.
  assert.ok(Date.now() - fromMs >= 600);
  assert.ok(program.lastLines().includes("no use"));
  await program.stop();
});

test("a stop that is not heeded becomes a kill", async () => {
  const path = join(folder, "deaf.mjs");
  writeFileSync(path, 'process.on("SIGTERM", () => {}); console.log("deaf"); setInterval(() => {}, 1000);');
  const program = superviseProcess({
    name: "deaf",
    script: path,
    env: {},
    logFile: join(folder, "deaf.log"),
    stopWithinMs: 200,
  });
  const identity = await until("the start", () =>
    program.lastLines().includes("deaf") ? program.identity() : undefined,
  );
  await program.stop();
  assert.equal(isAlive(identity), false);
});

test("a supervised process ends when its supervisor is killed", async () => {
  const supervisor = join(folder, "supervisor.ts");
  const program = join(folder, "program.mjs");
  writeFileSync(program, "console.log(process.pid); setInterval(() => {}, 1000);");
  const library = new URL("./supervised-process.ts", import.meta.url).href;
  writeFileSync(
    supervisor,
    `import { superviseProcess } from ${JSON.stringify(library)};
     superviseProcess({ name: "inner", script: ${JSON.stringify(program)}, env: {}, logFile: ${JSON.stringify(join(folder, "inner.log"))}, onLine: (line) => console.log(line) });`,
  );
  const outer = superviseProcess({ name: "outer", script: supervisor, env: {}, logFile: join(folder, "outer.log") });
  const innerPid = await until("the inner process", () => Number(outer.lastLines()[0]) || undefined);
  const inner = identityOf(innerPid)!;
  process.kill(outer.identity()!.pid, "SIGKILL");
  assert.equal(await goneWithin(inner, 5_000), true);
  await outer.stop();
});

test("a process id that belongs to somebody else by now is left alone", async () => {
  const program = supervise('console.log("alive"); setInterval(() => {}, 1000);');
  const identity = await until("the start", () =>
    program.lastLines().includes("alive") ? program.identity() : undefined,
  );
  await endProcess({ pid: identity.pid, startedAt: "another boot:1" });
  assert.equal(isAlive(identity), true);
  await program.stop();
});
