import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { PassThrough } from "node:stream";
import { IdentityService } from "@beacom/proto/identity/v1/identity";
import { test } from "vitest";
import { openLog } from "#log";
import { readRuntimeConfig } from "#runtime-config";
import type { ServiceModule } from "#service-module";
import { startServices } from "#start-services";
import { answering, testSigner } from "#test-services";

const quiet = { logLevel: "silent", ops: { bind: "127.0.0.1", port: 0 } };
const service = (name: string, more: object = {}): ServiceModule => ({
  name,
  offers: [],
  readConfig: () => ({}),
  start: async () => ({ close: async () => {}, ...more }),
});

test("the process is ready when all services say so, and says which does not", async () => {
  let reason: string | undefined = "the database does not answer";
  const here = [
    service("a", { ready: async () => reason }),
    service("b"),
    service("c", { ready: async () => undefined }),
  ];
  const app = await startServices({ here, elsewhere: {}, runtime: quiet }, {});
  const page = (path: string) => fetch(`http://127.0.0.1:${app.opsPort}${path}`);
  assert.equal((await page("/healthz")).status, 200);
  const not = await page("/readyz");
  assert.equal(not.status, 503);
  assert.deepEqual(await not.json(), { ready: false, reasons: { a: "the database does not answer" } });
  reason = undefined;
  assert.equal((await page("/readyz")).status, 200);
  assert.equal((await page("/nowhere")).status, 404);
  await app.close();
});

test("calls are counted by method and result, beside the process's own figures", async () => {
  const app = await startServices({ here: [answering(await testSigner())], elsewhere: {}, runtime: quiet }, {});
  const identity = app.peers.client(IdentityService);
  await identity.signIn({});
  await assert.rejects(identity.register({}));
  const text = await (await fetch(`http://127.0.0.1:${app.opsPort}/metrics`)).text();
  assert.match(
    text,
    /beacom_rpc_handled_seconds_count\{method="beacom.identity.v1.IdentityService\/SignIn",code="ok"\} 1/,
  );
  assert.match(text, /IdentityService\/Register",code="invalid_argument"\} 1/);
  assert.match(text, /nodejs_eventloop_lag_p99_seconds/);
  await app.close();
});

test("services stop in the opposite order of their start, and a start that fails stops those before it", async () => {
  const closed: string[] = [];
  const closing = (name: string) => service(name, { close: async () => void closed.push(name) });
  const app = await startServices({ here: [closing("a"), closing("b")], elsewhere: {}, runtime: quiet }, {});
  await Promise.all([app.close(), app.close()]);
  assert.deepEqual(closed, ["b", "a"]);
  const broken = { ...service("c"), start: () => Promise.reject(new Error("no database")) };
  await assert.rejects(
    startServices({ here: [closing("d"), broken], elsewhere: {}, runtime: quiet }, {}),
    /no database/,
  );
  assert.deepEqual(closed, ["b", "a", "d"]);
});

test("nothing listens to or calls other machines in the clear", async () => {
  const internalKey = Buffer.alloc(32);
  const start = (placement: object, runtime: object) =>
    startServices({ here: [], elsewhere: {}, ...placement, runtime: { ...quiet, ...runtime } }, {});
  await assert.rejects(start({}, { rpcPort: 0, bind: "0.0.0.0" }), /BEACOM_TLS/);
  await assert.rejects(start({ elsewhere: { a: "http://10.0.0.7:1" } }, { internalKey }), /BEACOM_TLS/);
  await assert.rejects(start({ elsewhere: { a: "http://127.0.0.1:1" } }, {}), /BEACOM_INTERNAL_KEY/);
});

test("an environment that cannot be meant is refused with the name of the variable", () => {
  assert.throws(() => readRuntimeConfig({ BEACOM_RPC_PORT: "http" }), /BEACOM_RPC_PORT/);
  assert.throws(() => readRuntimeConfig({ BEACOM_INTERNAL_KEY: "short" }), /BEACOM_INTERNAL_KEY/);
  assert.throws(() => readRuntimeConfig({ BEACOM_TLS_CA: "/ca.pem" }), /belong together/);
  assert.deepEqual(readRuntimeConfig({ BEACOM_RPC_PORT: "" }), { bind: "127.0.0.1", logLevel: "info" });
});

test("a secret that is logged by mistake is struck out; the code of an error is none", () => {
  const destination = new PassThrough();
  const err = Object.assign(new Error("gone"), { code: "57P01" });
  const request = { refreshToken: "two", code: "four", headers: { authorization: "three" } };
  openLog({ destination }).info({ password: "one", request, err }, "x");
  const line = String(destination.read());
  for (const secret of ["one", "two", "three", "four"]) assert.ok(!line.includes(`"${secret}"`), line);
  assert.ok(line.includes('"errorCode":"57P01"'), line);
});

test("what turns a line around or commands a terminal is written as its number, and reads back as it was", () => {
  const destination = new PassThrough();
  const text = "a\u007f\u009b31m\u0085\u2028\u202eb\u2066\u001b[2J\r\n";
  openLog({ destination }).info({ text }, text);
  const line = String(destination.read());
  assert.doesNotMatch(line.slice(0, -1), /[\p{Cc}\u2028-\u202e\u2066-\u2069]/u);
  const { text: field, msg } = JSON.parse(line) as { text: string; msg: string };
  assert.deepEqual([field, msg], [text, text]);
});

test("spans go to the collector when there is one", async () => {
  const received: string[] = [];
  const collector = createServer((req, res) => {
    received.push(req.url!);
    req.resume().on("end", () => res.end("{}"));
  }).listen(0, "127.0.0.1");
  await new Promise((done) => collector.once("listening", done));
  const endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
  const app = await startServices(
    { here: [answering(await testSigner())], elsewhere: {}, runtime: { logLevel: "silent", tracesTo: endpoint } },
    {},
  );
  await app.peers.client(IdentityService).signIn({});
  await app.close();
  assert.deepEqual([...new Set(received)], ["/v1/traces"]);
  await new Promise((done) => collector.close(done));
});
