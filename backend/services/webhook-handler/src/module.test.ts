import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { read } from "@beacom/outbox";
import { paystackSignature } from "@beacom/payments";
import { CallbackReceivedSchema, WebhookEvents } from "@beacom/proto/webhooks/v1/webhooks";
import { openLog, startServices } from "@beacom/runtime";
import { testDatabase } from "@beacom/testing";
import { afterAll, test } from "vitest";
import { webhookHandler } from "#module";

const secretKey = "sk_test_module_secret";
const lines: string[] = [];
const log = openLog({ level: "debug", destination: { write: (line: string) => void lines.push(line) } });
const database = await testDatabase(webhookHandler.database!);
const port = await freePort();
const services = await startServices(
  { here: [webhookHandler], elsewhere: {}, log, runtime: { internalKey: randomBytes(32) } },
  { WEBHOOKS_DATABASE_URL: database.url, WEBHOOKS_PORT: String(port), PAYSTACK_SECRET_KEY: secretKey },
);
afterAll(async () => {
  await services.close();
  await database.close();
});

test("a callback that was answered 200 is in the feed, octet for octet, and counted", async () => {
  const body = '{"event":"charge.success","data":{"id":1}}';
  const post = (signature: string) =>
    fetch(`http://127.0.0.1:${port}/webhooks/paystack`, {
      method: "POST",
      body,
      headers: { "x-paystack-signature": signature },
    });
  assert.equal((await post("forged")).status, 401);
  for (let i = 0; i < 3; i++) assert.equal((await post(paystackSignature(Buffer.from(body), secretKey))).status, 200);

  for await (const batch of services.peers.client(WebhookEvents).follow({})) {
    if (batch.events.length === 0) continue;
    assert.equal(batch.events.length, 1);
    const { type, key, json } = batch.events[0]!;
    const event = read(CallbackReceivedSchema, { type, key, json, position: 0n, at: new Date(), traceparent: "" });
    assert.equal(Buffer.from(event!.rawBody).toString(), body);
    break;
  }
  const metrics = await services.metrics.text();
  assert.match(metrics, /beacom_webhooks_total\{provider="paystack",result="stored"\} 1\n/);
  assert.match(metrics, /beacom_webhooks_total\{provider="paystack",result="repeated"\} 2\n/);
  assert.match(metrics, /beacom_webhooks_total\{provider="paystack",result="signature-wrong"\} 1\n/);
});

test("it is ready, and no secret is in its log", async () => {
  assert.deepEqual(await services.notReady(), {});
  assert.ok(lines.some((line) => line.includes("callback refused")));
  assert.ok(!lines.some((line) => line.includes(secretKey)));
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
