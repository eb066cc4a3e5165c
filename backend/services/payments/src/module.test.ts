import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { outboxMigrations, read, serveFeed, publish, message } from "@beacom/outbox";
import { createPaystackSandbox } from "@beacom/paystack-sandbox";
import {
  PaymentsEvents,
  PaymentsService,
  PaymentStatus,
  PaymentSucceededSchema,
} from "@beacom/proto/payments/v1/payments";
import { CallbackReceivedSchema, WebhookEvents } from "@beacom/proto/webhooks/v1/webhooks";
import { openLog, type ServiceModule, startServices } from "@beacom/runtime";
import { eventually, testDatabase } from "@beacom/testing";
import { timestampDate, timestampFromDate } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError } from "@connectrpc/connect";
import { afterAll, test } from "vitest";
import { callbackAbout } from "#contract/whimsical-world";
import { payments } from "#module";

const secretKey = "sk_test_module_secret";
const lines: string[] = [];
const log = openLog({ level: "debug", destination: { write: (line: string) => void lines.push(line) } });
const database = await testDatabase(payments.database!);
const inbox = await testDatabase({ schema: "webhooks", migrations: [outboxMigrations] });
const sandbox = await createPaystackSandbox({ port: 0, secretKey });

/** Stands for webhook-handler: payments knows it only as a feed. */
const webhooks: ServiceModule = {
  name: "webhook-handler",
  offers: [WebhookEvents],
  readConfig: () => ({}),
  async start(context) {
    const feed = serveFeed({ sql: inbox.sql, listenUrl: inbox.url, log: context.log });
    return {
      routes: (router) =>
        router.service(WebhookEvents, { follow: (request, handler) => feed.follow(request, handler) }),
      close: () => feed.close(),
    };
  },
};
const services = await startServices(
  { here: [webhooks, payments], elsewhere: {}, log, runtime: { internalKey: randomBytes(32) } },
  { PAYMENTS_DATABASE_URL: database.url, PAYSTACK_SECRET_KEY: secretKey, PAYSTACK_API_URL: sandbox.url },
);
const client = services.peers.client(PaymentsService);
afterAll(async () => {
  await services.close();
  await sandbox.close();
  await Promise.all([database.close(), inbox.close()]);
});

let clicks = 0;
const request = (fields: object = {}) => ({
  customerId: "cus_thandi",
  amount: { minorUnits: 9_900n, currency: "ZAR" },
  planId: "pln_daily",
  email: "thandi@example.test",
  returnUrl: "https://portal.test/top-up/{payment_id}",
  idempotencyKey: `click-${clicks++}`,
  ...fields,
});
const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    (error: unknown) => [ConnectError.from(error).code, ConnectError.from(error).rawMessage],
  );
const received = (reference: string, receivedAt: Date) =>
  inbox.sql.begin((tx) => {
    const value = {
      callbackId: "cbk_1",
      provider: "paystack",
      rawBody: Uint8Array.from(callbackAbout(reference)),
      receivedAt: timestampFromDate(receivedAt),
    };
    return publish(tx, [message(CallbackReceivedSchema, "paystack", value, receivedAt)]);
  });

test("from the click over the callback to the event that credits the wallet", async () => {
  const opened = await client.createPayment(request());
  assert.equal(opened.status, PaymentStatus.PENDING);
  assert.match(opened.redirectUrl, /\/checkout\//);
  assert.equal(sandbox.transactions()[0]!.callbackUrl, `https://portal.test/top-up/${opened.paymentId}`);
  assert.ok(sandbox.pay(opened.paymentId));
  const receivedAt = new Date(Date.now() - 1_000);
  await received(opened.providerReference, receivedAt);
  await eventually(async () => assert.equal((await events()).length, 1));
  const [event] = await events();
  assert.deepEqual(timestampDate(event!.receivedAt!), receivedAt);
  const { paymentId, planId, amount, customerId, status } = event!.payment!;
  assert.deepEqual(
    [paymentId, planId, customerId, status],
    [opened.paymentId, "pln_daily", "cus_thandi", PaymentStatus.SUCCEEDED],
  );
  assert.deepEqual([amount!.minorUnits, amount!.currency], [9_900n, "ZAR"]);
  assert.deepEqual(await client.getPayment({ paymentId }), event!.payment);
  const { providerReference } = event!.payment!;
  assert.equal((await client.findPayment({ providerReference })).paymentId, paymentId);
  assert.deepEqual(await codeOf(client.findPayment({ providerReference: "" })), [Code.NotFound, "payment-unknown"]);
});

test("a payment for an invoice says so, with its amount, until the event that pays it", async () => {
  const invoice = { planId: "", invoiceId: "inv_7_cus_thandi", amount: { minorUnits: 69_000n, currency: "ZAR" } };
  const order = request(invoice);
  const opened = await client.createPayment(order);
  assert.deepEqual([opened.invoiceId, opened.planId, opened.amount?.minorUnits], ["inv_7_cus_thandi", "", 69_000n]);
  assert.equal((await client.createPayment(order)).paymentId, opened.paymentId);
  assert.deepEqual(await codeOf(client.createPayment({ ...order, invoiceId: "inv_8_cus_thandi" })), [
    Code.AlreadyExists,
    "idempotency-key-reused",
  ]);
  assert.deepEqual(await codeOf(client.createPayment(request({ invoiceId: "inv_7_cus_thandi" }))), [
    Code.InvalidArgument,
    "for-two-things",
  ]);
  sandbox.pay(opened.paymentId);
  await received(opened.providerReference, new Date());
  await eventually(async () => assert.ok((await events()).some(({ payment }) => payment?.invoiceId !== "")));
  const paid = (await events()).find(({ payment }) => payment?.invoiceId !== "")!.payment!;
  assert.deepEqual(
    [paid.paymentId, paid.invoiceId, paid.amount?.minorUnits, paid.status],
    [opened.paymentId, "inv_7_cus_thandi", 69_000n, PaymentStatus.SUCCEEDED],
  );
});

test("a callback that never comes is made up for by the poller", { timeout: 20_000 }, async () => {
  const { paymentId } = await client.createPayment(request());
  sandbox.pay(paymentId);
  const settled = async () =>
    (await database.sql`select status from intents where payment_id = ${paymentId}`)[0]!["status"];
  await eventually(async () => assert.equal(await settled(), "succeeded"), { withinMs: 15_000 });
});

test("the answer comes in time although the provider does not, and the payment is opened behind it", async () => {
  sandbox.behave({ answerDelayMs: 1_500 });
  const created = await client.createPayment(request(), { timeoutMs: 1_200 });
  assert.deepEqual([created.status, created.redirectUrl], [PaymentStatus.CREATED, ""]);
  sandbox.behave({});
  const { paymentId } = created;
  await eventually(async () => assert.equal((await client.getPayment({ paymentId })).status, PaymentStatus.PENDING));
});

test("orders that do not fit are refused by name", async () => {
  const order = request();
  await client.createPayment(order);
  assert.deepEqual(await codeOf(client.createPayment({ ...order, amount: { minorUnits: 500n, currency: "ZAR" } })), [
    Code.AlreadyExists,
    "idempotency-key-reused",
  ]);
  assert.deepEqual(await codeOf(client.createPayment(request({ amount: { minorUnits: 499n, currency: "ZAR" } }))), [
    Code.OutOfRange,
    "amount-too-small",
  ]);
  assert.deepEqual(await codeOf(client.createPayment(request({ amount: undefined }))), [
    Code.InvalidArgument,
    "currency-not-accepted",
  ]);
  assert.deepEqual(await codeOf(client.getPayment({ paymentId: "pay_nobody" })), [Code.NotFound, "payment-unknown"]);
});

test("payments are listed in pages", async () => {
  const customerId = "cus_lister";
  for (let i = 0; i < 3; i++) await client.createPayment(request({ customerId }));
  const first = await client.listPayments({ customerId, limit: 2 });
  const rest = await client.listPayments({ customerId, limit: 2, cursor: first.page!.nextCursor });
  assert.deepEqual([first.payments.length, rest.payments.length, rest.page!.nextCursor], [2, 1, ""]);
});

test("it is ready, and no secret is in its log", async () => {
  assert.deepEqual(await services.notReady(), {});
  assert.ok(lines.length > 0);
  assert.ok(!lines.some((line) => line.includes(secretKey)));
});

async function events() {
  const found = [];
  const stop = new AbortController();
  for await (const batch of services.peers.client(PaymentsEvents).follow({}, { signal: stop.signal })) {
    if (batch.events.length === 0) continue;
    for (const { type, json, key } of batch.events) {
      const event = read(PaymentSucceededSchema, { type, json, key, position: 0n, at: new Date(), traceparent: "" });
      if (event) found.push(event);
    }
    break;
  }
  stop.abort();
  return found;
}
