import assert from "node:assert/strict";
import { connect, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, test } from "vitest";
import { paperGateway } from "#gateway-fixture";

let app: Awaited<ReturnType<typeof paperGateway>>;
let port: number;
beforeAll(async () => {
  app = await paperGateway({
    billing: { listPlans: () => ({ plans: [] }) },
    patience: { headersMs: 400, requestMs: 800, checkEveryMs: 100 },
  });
  port = Number(new URL(await app.listen({ host: "127.0.0.1", port: 0 })).port);
});
afterAll(() => app.close());

type Caller = { socket: Socket; heard: () => string; ended: Promise<number> };

function call(): Caller {
  const socket = connect(port, "127.0.0.1");
  const from = Date.now();
  let heard = "";
  socket.on("data", (chunk) => (heard += chunk.toString())).on("error", () => {});
  const ended = new Promise<number>((resolve) => socket.once("close", () => resolve(Date.now() - from)));
  return { socket, heard: () => heard, ended };
}

/** All that is answered to these bytes until the connection ends, or nothing more comes. */
async function answersTo(bytes: string): Promise<string[]> {
  const { socket, heard, ended } = call();
  socket.write(bytes, "latin1");
  await Promise.race([ended, pause(600)]);
  socket.destroy();
  return Array.from(heard().matchAll(/^HTTP\/1\.1 (\d{3})/gm), ([, status]) => status!);
}

async function dribble({ socket, ended }: Caller, first: string, next: () => string): Promise<number> {
  socket.write(first);
  const dribbling = setInterval(() => socket.writable && socket.write(next()), 50);
  const tookMs = await ended;
  clearInterval(dribbling);
  return tookMs;
}

const request = "POST /v1/sign-in HTTP/1.1\r\nHost: portal.test\r\nContent-Type: application/json\r\n";

test("who sends headers letter by letter is cut off soon, many of them at once, while others are served", async () => {
  const slow = Array.from({ length: 50 }, () =>
    dribble(call(), "GET /v1/plans HTTP/1.1\r\nHost: portal.test\r\n", () => "X-A: b\r\n"),
  );
  await pause(100);
  const served = await fetch(`http://127.0.0.1:${port}/v1/plans`);
  assert.equal(served.status, 200);
  for (const tookMs of await Promise.all(slow)) assert.ok(tookMs < 5_000, `${tookMs} ms`);
});

test("who sends a body letter by letter is cut off soon as well", async () => {
  const tookMs = await dribble(call(), `${request}Content-Length: 60000\r\n\r\n{`, () => " ");
  assert.ok(tookMs < 5_000, `${tookMs} ms`);
});

test("who connects and says nothing is cut off soon", async () => {
  const { ended } = call();
  assert.ok((await ended) < 5_000);
});

test("a request whose end could be read in two ways is refused and its connection closed, so nothing is smuggled behind it", async () => {
  const smuggled = "GET /v1/me/smuggled HTTP/1.1\r\nHost: portal.test\r\n\r\n";
  const shapes = {
    "length and chunks": `Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`,
    "chunks and length": `Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n${smuggled}`,
    "two lengths": `Content-Length: 2\r\nContent-Length: 60\r\n\r\n{}${smuggled}`,
    "a list of lengths": `Content-Length: 2, 60\r\n\r\n{}${smuggled}`,
    "a signed length": `Content-Length: +2\r\n\r\n{}${smuggled}`,
    "a length in hexadecimal": `Content-Length: 0x2\r\n\r\n{}${smuggled}`,
    "an unknown coding": `Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${smuggled}`,
    "chunked before another coding": `Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n${smuggled}`,
    "a blank before the colon": `Transfer-Encoding : chunked\r\nContent-Length: 2\r\n\r\n{}${smuggled}`,
    "a folded header": `X-A: b\r\n Transfer-Encoding: chunked\r\nContent-Length : 2\r\n\r\n{}${smuggled}`,
    "a chunk size that overflows": `Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n${smuggled}`,
    "a line end of one character": `Transfer-Encoding: chunked\n\r\n0\r\n\r\n${smuggled}`,
  };
  for (const [shape, rest] of Object.entries(shapes)) {
    const statuses = await answersTo(`${request}${rest}`);
    assert.ok(
      statuses.length <= 1 && statuses.every((status) => status.startsWith("4")),
      `${shape}: ${statuses.join(" ")}`,
    );
  }
});

test("two hosts, none, or a version that is none are refused", async () => {
  for (const bytes of [
    "GET /v1/plans HTTP/1.1\r\n\r\n",
    "GET /v1/plans HTTP/1.1\r\nHost: a\r\nX: y\r\nhost : b\r\n\r\n",
    "GET /v1/plans HTTP/9.9\r\nHost: a\r\n\r\n",
    "GET /v1/pl\u0000ans HTTP/1.1\r\nHost: a\r\n\r\n",
    "GET /v1/plans HTTP/1.1\r\nHost: a\r\nX: a\u0000b\r\n\r\n",
  ]) {
    const statuses = await answersTo(bytes);
    assert.ok(
      statuses.every((status) => status.startsWith("4")),
      `${JSON.stringify(bytes)}: ${statuses.join(" ")}`,
    );
  }
});
