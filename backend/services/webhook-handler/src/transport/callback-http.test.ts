import assert from "node:assert/strict";
import { connect as connectSocket } from "node:net";
import { paystackScheme, paystackSignature } from "@beacom/payments";
import * as fc from "fast-check";
import { afterEach, test } from "vitest";
import { type ArrivedCallback, type CallbackInbox, takeCallbackWith } from "#application/take-callback";
import { type CallbackHttp, type CallbackResult, callbackHttp } from "#transport/callback-http";

const secretKey = "sk_test_webhooks";
const noon = new Date("2026-11-22T12:00:00Z");
const open: CallbackHttp[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

test("a signed callback is kept as it came and then acknowledged", async () => {
  const { post, kept, counts } = door();
  const body = Buffer.from('{"event":"charge.success",  "data":{"name":"Zoë"}}');
  const answer = await post(body, paystackSignature(body, secretKey));
  assert.equal(answer.statusCode, 200);
  assert.deepEqual(Buffer.from(kept[0]!.rawBody), body);
  assert.deepEqual([kept[0]!.provider, kept[0]!.sourceAddress, kept[0]!.receivedAt], ["paystack", "127.0.0.1", noon]);
  assert.deepEqual(counts(), { stored: 1 });
});

test("the label of the body does not matter, only its octets do", async () => {
  const { http, kept } = door();
  const body = Buffer.from([0, 255, 10, 13, 0x7b]);
  for (const contentType of [
    "application/json",
    "text/plain; charset=latin1",
    "nonsense",
    "application/x-www-form-urlencoded",
  ]) {
    const headers = { "content-type": contentType, "x-paystack-signature": paystackSignature(body, secretKey) };
    assert.equal(
      (await http.inject({ method: "POST", url: "/webhooks/paystack", headers, payload: body })).statusCode,
      200,
    );
  }
  assert.ok(kept.every(({ rawBody }) => Buffer.from(rawBody).equals(body)));
});

test("a callback without a good signature is answered 401, counted and never kept", async () => {
  const { post, kept, counts } = door();
  const body = Buffer.from('{"event":"charge.success"}');
  assert.equal((await post(body)).statusCode, 401);
  assert.equal((await post(body, "")).statusCode, 401);
  assert.equal((await post(body, paystackSignature(body, "sk_test_stolen"))).statusCode, 401);
  assert.equal(
    (await post(Buffer.concat([body, Buffer.from(" ")]), paystackSignature(body, secretKey))).statusCode,
    401,
  );
  assert.equal(kept.length, 0);
  assert.deepEqual(counts(), { "signature-missing": 1, "signature-wrong": 3 });
});

test("a body beyond 256 KB is answered 413 without being checked", async () => {
  const { post, counts } = door();
  const limit = Buffer.alloc(256 * 1024, 32);
  assert.equal((await post(limit, paystackSignature(limit, secretKey))).statusCode, 200);
  const beyond = Buffer.alloc(256 * 1024 + 1, 32);
  assert.equal((await post(beyond, paystackSignature(beyond, secretKey))).statusCode, 413);
  assert.deepEqual(counts(), { stored: 1, "too-large": 1 });
});

test("when callbacks cannot be kept the provider is asked to come again", async () => {
  const { post, counts } = door({ keep: () => Promise.reject(new Error("the database is gone")) });
  const body = Buffer.from("{}");
  const answer = await post(body, paystackSignature(body, secretKey));
  assert.deepEqual([answer.statusCode, answer.headers["retry-after"]], [503, "30"]);
  assert.ok(!answer.body.includes("database"));
  assert.deepEqual(counts(), { unavailable: 1 });
});

test("a body that trickles in is cut off", async () => {
  const { http, counts } = door(undefined, { slowestRequestMs: 200 });
  const port = await http.listen(0, "127.0.0.1");
  const answer = await raw(port, "POST /webhooks/paystack HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{");
  assert.match(answer, /^HTTP\/1\.1 408/);
  assert.deepEqual(counts(), { "too-slow": 1 });
});

test("whatever octets knock, the door stands: no answer is 5xx and the next callback is taken", async () => {
  const { http, post } = door();
  const port = await http.listen(0, "127.0.0.1");
  const prefix = fc.constantFrom(
    "",
    "POST /webhooks/paystack HTTP/1.1\r\nhost: x\r\n",
    "POST /webhooks/paystack HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n",
    "POST /webhooks/paystack HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n",
    "POST /webhooks/paystack HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: 3\r\n\r\n",
    "POST /%zz HTTP/1.1\r\nhost: x\r\n\r\n",
  );
  await fc.assert(
    fc.asyncProperty(prefix, fc.uint8Array({ maxLength: 200 }), async (start, octets) => {
      const answer = await raw(port, Buffer.concat([Buffer.from(start), octets]), true);
      assert.doesNotMatch(answer, /^HTTP\/1\.1 5/);
    }),
    { numRuns: 150 },
  );
  const body = Buffer.from("{}");
  assert.equal((await post(body, paystackSignature(body, secretKey))).statusCode, 200);
});

test("whatever headers and JSON come in, the answer is one of those that are meant", async () => {
  const { http, kept } = door();
  const name = fc.constantFrom(
    "x-paystack-signature",
    "content-type",
    "content-encoding",
    "x-forwarded-for",
    "accept",
    "cookie",
  );
  const value = fc.string({ maxLength: 150 }).map((text) => text.replace(/[^\t\x20-\x7e]/g, ""));
  const url = fc.oneof(
    fc.constant("/webhooks/paystack"),
    fc.webPath().map((path) => `/webhooks/paystack${path}`),
  );
  await fc.assert(
    fc.asyncProperty(fc.dictionary(name, value), fc.json(), url, async (headers, json, where) => {
      const { statusCode } = await http.inject({ method: "POST", url: where, headers, payload: json });
      assert.ok([400, 401, 404, 413, 414].includes(statusCode), String(statusCode));
    }),
    { numRuns: 300 },
  );
  assert.equal(kept.length, 0);
});

function door(inbox?: CallbackInbox, { slowestRequestMs }: { slowestRequestMs?: number } = {}) {
  const kept: ArrivedCallback[] = [];
  const results: CallbackResult[] = [];
  const keeping: CallbackInbox = {
    async keep(callback) {
      kept.push(callback);
      return "stored";
    },
  };
  const http = callbackHttp({
    schemes: { "/webhooks/paystack": paystackScheme(secretKey) },
    takeCallback: takeCallbackWith({ inbox: inbox ?? keeping }),
    clock: () => noon,
    log: { warn: () => undefined },
    counted: (_provider, result) => results.push(result),
    ...(slowestRequestMs && { slowestRequestMs }),
  });
  open.push(http);
  const post = (payload: Buffer, signature?: string) =>
    http.inject({
      method: "POST",
      url: "/webhooks/paystack",
      payload,
      headers: {
        "content-type": "application/json",
        ...(signature !== undefined && { "x-paystack-signature": signature }),
      },
    });
  const counts = () => {
    const byResult: Partial<Record<CallbackResult, number>> = {};
    for (const result of results) byResult[result] = (byResult[result] ?? 0) + 1;
    return byResult;
  };
  return { http, post, kept, counts };
}

/** Sends octets and gives back everything that is answered until the other side closes. */
function raw(port: number, octets: string | Uint8Array, hangUp = false): Promise<string> {
  return new Promise((resolve) => {
    let answer = "";
    const socket = connectSocket(port, "127.0.0.1", () => {
      socket.write(octets);
      if (hangUp) socket.end();
    });
    socket.on("data", (chunk) => (answer += chunk.toString("latin1")));
    socket.on("error", () => undefined);
    socket.on("close", () => resolve(answer));
  });
}
