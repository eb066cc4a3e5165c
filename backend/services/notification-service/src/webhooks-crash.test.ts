import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { message } from "@beacom/outbox";
import { PaymentSucceededSchema } from "@beacom/proto/payments/v1/payments";
import { eventually } from "@beacom/testing";
import { afterAll, test } from "vitest";
import { openReceiver } from "#testing/receiver";
import { sourceNames } from "#testing/sources";
import { openWebhookStage } from "#testing/webhook-stage";

const stage = await openWebhookStage();
const receiver = await openReceiver();
let child: ChildProcess | undefined;
afterAll(async () => {
  await kill9();
  await receiver.close();
  await stage.close();
});

const program = new URL("./testing/webhook-process.ts", import.meta.url).pathname;

async function start(): Promise<void> {
  const urls = sourceNames.map((name) => [`SOURCE_${name.toUpperCase()}`, stage.sources[name].url]);
  child = spawn(process.execPath, [program], {
    env: { PATH: process.env["PATH"] ?? "", ...stage.env, ...Object.fromEntries(urls) },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  await once(child, "message");
}

async function kill9(): Promise<void> {
  const dying = child;
  if (!dying || dying.exitCode !== null || dying.signalCode !== null) return;
  const exited = once(dying, "exit");
  dying.kill("SIGKILL");
  await exited;
}

test("kill -9 at any moment loses no message, and a receiver that looks at webhook-id sees each once", {
  timeout: 180_000,
}, async () => {
  const eventTypes = ["payment.succeeded"];
  await stage.webhooks.createEndpoint({ url: receiver.url, eventTypes, idempotencyKey: "crash" });
  await stage.stopService();
  // Slow enough that some are on their way whenever the process dies.
  receiver.behave({ kind: "answers", status: 200, afterMs: 250 });
  const payments = Array.from({ length: 150 }, (_, i) => `pay_${i}`);
  const telling = (async () => {
    for (const paymentId of payments) {
      const payment = { paymentId, customerId: "cus_1", amount: { minorUnits: 9_900n, currency: "ZAR" } };
      await stage.tell("payments", message(PaymentSucceededSchema, paymentId, { payment }, new Date()));
      await pause(40);
    }
  })();
  for (const aliveMs of [20, 150, 400, 250]) {
    await start();
    const before = receiver.received.length;
    await eventually(() => assert.ok(receiver.received.length > before));
    await pause(aliveMs);
    await kill9();
  }
  await telling;
  await start();
  await eventually(
    async () => {
      const [row] = await stage.sql<{ delivered: bigint; all: bigint }[]>`
        select count(*) filter (where state = 'delivered') as delivered, count(*) as all from webhook_deliveries`;
      assert.deepEqual({ ...row }, { delivered: BigInt(payments.length), all: BigInt(payments.length) });
    },
    { withinMs: 90_000 },
  );
  const seen = new Map(receiver.received.map(({ headers, body }) => [headers["webhook-id"], body]));
  const paid = [...seen.values()].map((body) => (JSON.parse(body) as { data: { paymentId: string } }).data.paymentId);
  assert.deepEqual(paid.toSorted(), payments.toSorted());
  assert.ok(receiver.received.length > payments.length, "no process died with a message on its way");
});
