import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, test } from "vitest";
import { until } from "#demo/until";
import { dataFolder } from "#installation/data-folder";
import { freePortBase } from "#installation/ports";
import { goneWithin } from "#installation/process-identity";
import { readState } from "#installation/run-state";

type Answer = { code: number; output: string; errors: string };
type Status = { running: boolean; healthy?: boolean; processes: { name: string; pid: number; restarts: number }[] };

const main = fileURLToPath(new URL("../main.ts", import.meta.url));
const root = mkdtempSync(join(tmpdir(), "beacom-up-"));
chmodSync(root, 0o711);
const data = join(root, "data");
const folder = dataFolder(data);
let portBase: number;

function beacom(...args: string[]): Promise<Answer> {
  const given = ["--disable-warning=ExperimentalWarning", main, ...args];
  const env = { ...process.env, NO_COLOR: "1", NODE_OPTIONS: "" };
  return new Promise((resolve) => {
    execFile(process.execPath, given, { env, maxBuffer: 16_000_000 }, (error, output, errors) =>
      resolve({ code: error ? Number(error.code ?? 1) : 0, output, errors }),
    );
  });
}
const up = (...more: string[]) => beacom("up", "--detach", "--data", data, "--port-base", String(portBase), ...more);
const status = async () => JSON.parse((await beacom("status", "--json", "--data", data)).output) as Status;
const pidOf = ({ processes }: Status, name: string) => processes.find((one) => one.name === name)!.pid;

beforeAll(async () => {
  portBase = await freePortBase();
});
afterAll(async () => {
  await beacom("down", "--data", data);
  rmSync(root, { recursive: true, force: true });
});

test("the first start ends with addresses and a sign-in that is shown once", { timeout: 240_000 }, async () => {
  const first = await up();
  assert.equal(first.code, 0, first.output + first.errors);
  assert.match(first.output, new RegExp(`portal +http://localhost:${portBase}`));
  const password = /\+27821234567.*password (\S+) {2}\(shown only now\)/.exec(first.output)?.[1];
  assert.ok(password);
  const session = await fetch(`http://127.0.0.1:${portBase}/v1/sign-in`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ identifier: "+27821234567", password }),
  });
  assert.equal(session.status, 200);
  for (const file of [folder.demo, join(folder.logs, "up.log")])
    assert.equal(readFileSync(file, "utf8").includes(password), false);
  assert.equal((await status()).healthy, true);
});

test("a second start on the same folder, or on the same ports, says who is there", { timeout: 60_000 }, async () => {
  const again = await beacom("up", "--data", data, "--port-base", String(portBase));
  assert.equal(again.code, 1);
  assert.match(again.errors, /is in use by another Beacom \(process \d+\)/);
  const beside = await beacom("up", "--data", join(root, "beside"), "--port-base", String(portBase));
  assert.equal(beside.code, 1);
  assert.match(beside.errors, new RegExp(`port ${portBase}/tcp \\(the portal and the API\\) is in use by .*process`));
  assert.match(beside.errors, /--port-base \d+/);
});

test("a service and a database that are killed come back", { timeout: 120_000 }, async () => {
  const before = await status();
  process.kill(pidOf(before, "radius-server"), "SIGKILL");
  process.kill(pidOf(before, "postgres"), "SIGKILL");
  const after = await until(
    "both to be back",
    async () => {
      const now = await status();
      const back = ["radius-server", "postgres"].every(
        (name) => (now.processes.find((one) => one.name === name)?.restarts ?? 0) > 0,
      );
      return now.healthy === true && back ? now : undefined;
    },
    90_000,
  );
  assert.equal(pidOf(after, "core"), pidOf(before, "core"));
});

test("an `up` that was killed leaves nothing behind that the next one trips over", { timeout: 240_000 }, async () => {
  const { supervisor, processes } = readState(folder)!;
  process.kill(supervisor.pid, "SIGKILL");
  assert.equal(await goneWithin(supervisor, 5_000), true);
  const next = await up("--radius-processes", "2");
  assert.equal(next.code, 0, next.output + next.errors);
  const both = (await status()).processes.filter(({ name }) => name.startsWith("radius-server"));
  assert.equal(both.length, 2);
  for (const one of processes) assert.equal(await goneWithin(one, 0), true, `${one.name} is still there`);
  assert.match(next.output, /its password was shown at the first start/);
});

test("a backup of what runs is restored beside it, and down stops everything", { timeout: 240_000 }, async () => {
  const file = join(root, "backup.tar.gz");
  const restored = join(root, "restored");
  const made = await beacom("backup", file, "--data", data);
  assert.equal(made.code, 0, made.errors);
  const back = await beacom("restore", file, "--data", restored);
  assert.equal(back.code, 0, back.errors);
  assert.match(back.output, /rows, all checked/);
  assert.equal((await beacom("migrate", "--pending", "--data", restored)).output.trim(), "Nothing is pending.");
  assert.equal(readFileSync(join(restored, "secrets.json"), "utf8"), readFileSync(folder.secrets, "utf8"));

  const { processes } = readState(folder)!;
  assert.equal((await beacom("down", "--data", data)).code, 0);
  for (const one of processes) assert.equal(await goneWithin(one, 0), true, `${one.name} is still there`);
  assert.equal((await beacom("status", "--data", data)).code, 3);
});
