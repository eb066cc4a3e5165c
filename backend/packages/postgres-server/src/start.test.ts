import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "@beacom/postgres";
import { afterAll, beforeAll, test } from "vitest";
import { startPostgres } from "#start";

let folder: string;
const password = "it's 100% / secret";
const start = (options: { port?: number; password?: string } = {}) =>
  startPostgres({ folder, port: 0, password, settings: { fsync: "off" }, ...options });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "beacom-server-"));
  await chmod(folder, 0o711);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("what was written is there after a stop and a start, behind a password and on this machine only", async () => {
  const first = await start();
  await query(first.url, "create table kept (n int); insert into kept values (1)");
  await first.stop();
  await first.exited;
  const second = await start();
  try {
    assert.deepEqual(await query(second.url, "select n from kept"), [{ n: 1 }]);
    assert.deepEqual(await query(second.url, "show listen_addresses"), [{ listen_addresses: "127.0.0.1" }]);
    const guessed = new URL(second.url);
    guessed.password = "guess";
    await assert.rejects(query(guessed.href, "select 1"), /password authentication failed/);
    await assert.rejects(start(), /already runs on .* another Beacom is up/);
  } finally {
    await second.stop();
  }
});

test("a port in use and a forgotten password are told with what to do", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await new Promise((done) => other.once("listening", done));
  const address = other.address();
  assert.ok(address && typeof address === "object");
  await assert.rejects(start({ port: address.port }), /port \d+ .* is in use.*choose another port/);
  other.close();
  await assert.rejects(start({ password: "another" }), /the password .* bring the old one back/);
});

test("a pid file that names a process which is something else does not prevent a start", async () => {
  const pidFile = join(folder, "data", "postmaster.pid");
  await writeFile(pidFile, `${process.pid}\n${join(folder, "data")}\n`);
  const server = await start();
  assert.equal((await readFile(pidFile, "utf8")).split("\n")[0], String(server.pid));
  await server.stop();
});

test("when its process is killed, the server shuts down cleanly, and the next start finds everything", async () => {
  const script = join(folder, "parent.ts");
  const from = new URL("start.ts", import.meta.url).href;
  await writeFile(
    script,
    `import { startPostgres } from ${JSON.stringify(from)};
     const server = await startPostgres(JSON.parse(process.argv[2]!));
     process.send!(server.url);
     setInterval(() => undefined, 60_000);`,
  );
  const options = JSON.stringify({ folder, port: 0, password });
  const parent = fork(script, [options], { execArgv: [], stdio: "inherit" });
  const url = await new Promise<string>((done) => parent.once("message", (url) => done(url as string)));
  await query(url, "insert into kept values (2)");
  parent.kill("SIGKILL");
  const server = await start();
  assert.deepEqual(await query(server.url, "select n from kept order by n"), [{ n: 1 }, { n: 2 }]);
  await server.stop();
});

async function query(url: string, text: string): Promise<object[]> {
  const sql = connect(url, { max: 1 });
  try {
    const rows = await sql.unsafe(text).simple();
    return rows.map((row) => Object.assign({}, row));
  } finally {
    await sql.end();
  }
}
