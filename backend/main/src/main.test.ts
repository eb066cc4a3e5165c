import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { identity } from "@beacom/identity";
import { testDatabase } from "@beacom/testing";
import { afterAll, beforeAll, test } from "vitest";
import { mainProgram } from "#index";

let database: Awaited<ReturnType<typeof testDatabase>>;
beforeAll(async () => {
  database = await testDatabase(identity.database!);
});
afterAll(() => database?.close());

type Line = { level: string; msg: string; opsPort?: number; err?: { message: string } };

function start(env: Record<string, string>) {
  const child: ChildProcess = spawn(process.execPath, [mainProgram.pathname], {
    env: { PATH: process.env["PATH"], BEACOM_SERVICES: "identity", ...env },
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  const lines: Line[] = [];
  const reader = createInterface({ input: child.stdout! });
  const logged = (msg: string) =>
    new Promise<Line>((resolve, reject) => {
      reader.on("line", (text) => {
        const line = JSON.parse(text) as Line;
        lines.push(line);
        if (line.msg === msg) resolve(line);
      });
      child.once("exit", () => reject(new Error(`it ended: ${JSON.stringify(lines)}`)));
    });
  return { child, logged };
}

test("the program says when it is ready, answers, and stops when it is asked to", async () => {
  const { child, logged } = start({
    IDENTITY_DATABASE_URL: database.url,
    IDENTITY_SEALING_KEY: randomBytes(32).toString("base64"),
    BEACOM_OPS_PORT: "0",
  });
  const told = once(child, "message");
  const ready = await logged("ready");
  assert.deepEqual((await told)[0], { ready: true });
  const page = await fetch(`http://127.0.0.1:${ready.opsPort}/readyz`);
  assert.deepEqual(await page.json(), { ready: true });
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  assert.deepEqual(await ended, [0, null]);
});

test("a program that cannot start says why and ends with 1", async () => {
  const { child, logged } = start({ IDENTITY_DATABASE_URL: "nowhere" });
  const ended = once(child, "exit");
  const fatal = await logged("the start failed");
  assert.match(fatal.err!.message, /IDENTITY_DATABASE_URL/);
  assert.deepEqual(await ended, [1, null]);
});

test("an exception that nobody caught is logged and ends the process with 1", async () => {
  const planted = "data:text/javascript,setTimeout(() => { throw new Error('planted') }, 100)";
  const { child, logged } = start({
    IDENTITY_DATABASE_URL: database.url,
    IDENTITY_SEALING_KEY: randomBytes(32).toString("base64"),
    NODE_OPTIONS: `--import=${planted.replaceAll(" ", "%20")}`,
  });
  const ended = once(child, "exit");
  const fatal = await logged("an exception that nobody caught");
  assert.equal(fatal.err?.message, "planted");
  assert.deepEqual(await ended, [1, null]);
});
