import assert from "node:assert/strict";
import { testAuthority } from "@beacom/runtime/test-certificates";
import { afterAll, test } from "vitest";
import { findAddressesWith } from "#adapters/webhooks/find-addresses";
import { sendHttpWith } from "#adapters/webhooks/send-http";
import type { Network } from "#domain/webhooks/address";
import { type Behaviour, openReceiver } from "#testing/receiver";

const thisMachine: Network[] = [
  { bits: 32, value: 0x7f00_0000n, prefix: 8 },
  { bits: 128, value: 1n, prefix: 128 },
];
const receiver = await openReceiver();
afterAll(() => receiver.close());

type Lookup = (name: string) => Promise<{ address: string; family: number }[]>;
const sender = (options: { own?: Network[]; lookup?: Lookup; authorities?: string; timeoutMs?: number } = {}) =>
  sendHttpWith({
    findAddresses: findAddressesWith({
      ownNetworks: options.own ?? thisMachine,
      ...(options.lookup && { lookup: options.lookup }),
    }),
    timeoutMs: options.timeoutMs ?? 400,
    nowMs: () => performance.now(),
    ...(options.authorities !== undefined && { authorities: options.authorities }),
  });
const never = new AbortController().signal;
const send = (behaviour: Behaviour, url = receiver.url) => {
  receiver.behave(behaviour);
  return sender()({ url, headers: { "webhook-id": "msg_1" }, body: '{"é":1}' }, never);
};

test("a message is delivered when the receiver answers with 2xx, octet for octet as it was signed", async () => {
  const answer = await send({ kind: "answers", status: 202, body: "thank\0 you\n" });
  assert.deepEqual(answer.outcome, { kind: "delivered", status: 202, askedSeconds: null });
  assert.equal(answer.text, "thank you");
  const { headers, body } = receiver.received.at(-1)!;
  assert.deepEqual([body, headers["webhook-id"], headers["content-length"]], ['{"é":1}', "msg_1", "8"]);
});

test("every other answer is a failure, and 410 says that nobody lives there", async () => {
  for (const [status, kind] of [
    [500, "refused"],
    [404, "refused"],
    [410, "gone"],
  ] as const)
    assert.equal((await send({ kind: "answers", status, body: "no" })).outcome.kind, kind);
});

test("a receiver may ask for more time, in seconds, when it is overloaded", async () => {
  const asking = async (status: number, text: string) =>
    (await send({ kind: "answers", status, headers: { "retry-after": text } })).outcome.askedSeconds;
  assert.deepEqual([await asking(429, "120"), await asking(503, "7")], [120, 7]);
  assert.deepEqual(
    [await asking(500, "120"), await asking(429, "tomorrow"), await asking(429, "-1")],
    [null, null, null],
  );
});

test("a redirect is refused and not followed", async () => {
  const before = receiver.received.length;
  const answer = await send({ kind: "answers", status: 302, headers: { location: receiver.url } });
  assert.deepEqual([answer.outcome.kind, receiver.received.length], ["redirected", before + 1]);
});

test("a receiver that hangs is left after the timeout, one that resets is a connection that failed", async () => {
  const hung = await send({ kind: "hangs" });
  assert.equal(hung.outcome.kind, "timed-out");
  assert.ok(hung.durationMs >= 390 && hung.durationMs < 2_000, `${hung.durationMs} ms`);
  assert.equal((await send({ kind: "resets" })).outcome.kind, "connection-failed");
  assert.equal((await send({ kind: "answers", status: 200 }, "http://127.0.0.1:1/")).outcome.kind, "connection-failed");
});

test("an answer that never ends neither fills the memory nor takes back its status", async () => {
  const flood = await send({ kind: "floods", status: 200 });
  assert.deepEqual([flood.outcome.kind, flood.text], ["delivered", "x".repeat(500)]);
  const drip = await send({ kind: "drips", status: 500 });
  assert.deepEqual([drip.outcome.kind, drip.outcome.status], ["refused", 500]);
});

test("nothing is sent to this machine or its neighbours unless a setting names their network", async () => {
  const before = receiver.received.length;
  const url = receiver.url.replace("http:", "https:");
  for (const href of [url, url.replace("127.0.0.1", "2130706433"), url.replace("127.0.0.1", "[::ffff:7f00:1]")]) {
    const { outcome } = await sender({ own: [] })({ url: href, headers: {}, body: "{}" }, never);
    assert.equal(outcome.kind, "address-not-allowed", href);
  }
  assert.equal(receiver.received.length, before);
});

test("plain http goes to the operator's own networks only", async () => {
  const lookup = async () =>
    [
      { address: "192.0.0.9", family: 4 },
      { address: "1.1.1.1", family: 4 },
    ].slice(1);
  const { outcome } = await sender({ lookup })({ url: "http://crm.example/", headers: {}, body: "{}" }, never);
  assert.equal(outcome.kind, "address-not-allowed");
});

test("a name that leads to a private address beside a public one is refused", async () => {
  const lookup = async () => ["1.1.1.1", "169.254.169.254"].map((address) => ({ address, family: 4 }));
  const { outcome } = await sender({ own: [], lookup })(
    { url: "https://two.example/", headers: {}, body: "{}" },
    never,
  );
  assert.equal(outcome.kind, "address-not-allowed");
});

test("a name is asked for once, and the connection goes to the address that was checked", async () => {
  let asked = 0;
  const lookup = async () => {
    asked += 1;
    // A second question would be answered with an address that leads elsewhere.
    return [{ address: asked === 1 ? "127.0.0.1" : "127.0.0.2", family: 4 }];
  };
  receiver.behave({ kind: "answers", status: 200 });
  const url = `http://rebinding.example:${receiver.port}/hooks`;
  const { outcome } = await sender({ lookup })({ url, headers: {}, body: "{}" }, never);
  assert.deepEqual([outcome.kind, asked], ["delivered", 1]);
  assert.equal(receiver.received.at(-1)!.headers["host"], `rebinding.example:${receiver.port}`);
});

test("a name that nobody knows, or whose look-up never ends, is a failure like others", async () => {
  const unknown = async () => Promise.reject(Object.assign(new Error("no such name"), { code: "ENOTFOUND" }));
  const hanging = () => new Promise<never>(() => {});
  const request = { url: "https://nobody.example/", headers: {}, body: "{}" };
  assert.equal((await sender({ lookup: unknown })(request, never)).outcome.kind, "name-unknown");
  assert.equal((await sender({ lookup: hanging })(request, never)).outcome.kind, "timed-out");
});

test("a certificate has to be of an authority that is trusted, and of the name that is called", async () => {
  const authority = await testAuthority();
  const files = await authority.certificate("localhost");
  const tls = await openReceiver({ tls: files });
  const lookup = async () => [{ address: "127.0.0.1", family: 4 }];
  const sent = async (url: string, authorities?: string) => {
    const post = sender({ lookup, timeoutMs: 5_000, ...(authorities !== undefined && { authorities }) });
    return (await post({ url, headers: {}, body: "{}" }, never)).outcome.kind;
  };
  const named = (name: string) => `https://${name}:${tls.port}/`;
  try {
    assert.equal(await sent(named("localhost"), files.ca), "delivered");
    assert.equal(await sent(named("127.0.0.1"), files.ca), "delivered");
    assert.equal(await sent(named("other.example"), files.ca), "certificate-not-trusted");
    assert.equal(await sent(named("localhost")), "certificate-not-trusted");
  } finally {
    await tls.close();
  }
});
