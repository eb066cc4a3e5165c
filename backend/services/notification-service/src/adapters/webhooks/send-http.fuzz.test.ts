import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import fc from "fast-check";
import { afterAll, test } from "vitest";
import { findAddressesWith } from "#adapters/webhooks/find-addresses";
import { sendHttpWith } from "#adapters/webhooks/send-http";

/** Answers every request with the octets that a test says, and closes. */
let answer: Buffer = Buffer.alloc(0);
const server = createServer((socket) => {
  socket.on("error", () => undefined);
  socket.once("data", () => socket.end(answer));
});
server.listen(0, "127.0.0.1");
await once(server, "listening");
afterAll(() => server.close());

const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
const ownNetworks = [{ bits: 32 as const, value: 0x7f00_0000n, prefix: 8 }];
const send = sendHttpWith({ findAddresses: findAddressesWith({ ownNetworks }), timeoutMs: 2_000, nowMs: () => 0 });
const never = new AbortController().signal;

const line = fc.string({ unit: "binary-ascii", maxLength: 40 });
const written = fc
  .record({
    status: fc.oneof(fc.integer({ min: 0, max: 999 }).map(String), line),
    headers: fc.array(
      fc.tuple(
        fc.oneof(fc.constantFrom("Retry-After", "Content-Length", "Transfer-Encoding", "Location", "Connection"), line),
        fc.oneof(fc.constantFrom("chunked", "-1", "5", "1e9", "999999999999"), line),
      ),
      { maxLength: 4 },
    ),
    body: fc.uint8Array({ maxLength: 600 }),
  })
  .map(({ status, headers, body }) =>
    Buffer.concat([
      Buffer.from(
        `HTTP/1.1 ${status} x\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`,
        "latin1",
      ),
      body,
    ]),
  );

test("whatever a receiver answers, an attempt ends with an outcome, and only 2xx is a delivery", async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 300 }), written), async (octets) => {
      answer = Buffer.from(octets);
      const { outcome, text } = await send({ url, headers: {}, body: "{}" }, never);
      const isSuccess = outcome.status >= 200 && outcome.status < 300;
      assert.equal(outcome.kind === "delivered", isSuccess, JSON.stringify(outcome));
      assert.ok(outcome.askedSeconds === null || (Number.isInteger(outcome.askedSeconds) && outcome.askedSeconds >= 0));
      // PostgreSQL takes it, and it is one line.
      assert.ok(text.length <= 500 && !/[\0\r\n]/.test(text) && text.isWellFormed());
    }),
    { numRuns: 400 },
  );
});
