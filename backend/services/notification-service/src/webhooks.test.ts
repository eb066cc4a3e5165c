import assert from "node:assert/strict";
import { message } from "@beacom/outbox";
import { WalletCreditedSchema } from "@beacom/proto/billing/v1/billing";
import { StaffActedSchema } from "@beacom/proto/identity/v1/staff";
import { PaymentSucceededSchema } from "@beacom/proto/payments/v1/payments";
import { eventually } from "@beacom/testing";
import { fromJsonString } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError } from "@connectrpc/connect";
import { Webhook } from "standardwebhooks";
import { afterAll, afterEach, beforeEach, test } from "vitest";
import { sweepWebhooks } from "#adapters/webhooks/sweep-webhooks";
import { openReceiver, type Receiver } from "#testing/receiver";
import { openWebhookStage } from "#testing/webhook-stage";

const stage = await openWebhookStage();
const { webhooks, tell } = stage;
afterAll(() => stage.close());
let receiver: Receiver;
beforeEach(async () => {
  receiver = await openReceiver();
});
afterEach(async () => {
  for (const { endpointId } of (await webhooks.listEndpoints({})).endpoints)
    await webhooks.removeEndpoint({ endpointId });
  await receiver.close();
});

let keys = 0;
async function endpointAt(url: string, eventTypes = ["payment.succeeded"]) {
  const { endpoint, secret } = await webhooks.createEndpoint({ url, eventTypes, idempotencyKey: `key-${(keys += 1)}` });
  return { endpointId: endpoint!.endpointId, secret };
}
let payments = 0;
async function pay(): Promise<string> {
  const paymentId = `pay_${(payments += 1)}`;
  const amount = { minorUnits: 9_900n, currency: "ZAR" };
  const payment = {
    paymentId,
    customerId: "cus_1",
    amount,
    provider: "paystack",
    redirectUrl: "https://secret.example",
  };
  await tell("payments", message(PaymentSucceededSchema, paymentId, { payment }, stage.clock()));
  return paymentId;
}
/** As the audit log hears them. */
async function eventsOf(endpointId: string, count: number) {
  const events: { json: string }[] = [];
  for await (const batch of stage.events.follow({ afterPosition: 0n })) {
    events.push(...batch.events.filter(({ key }) => key === endpointId));
    if (events.length >= count) break;
  }
  return events;
}
const deliveriesOf = async (endpointId: string) => (await webhooks.listDeliveries({ endpointId })).deliveries;
const stateOf = async (endpointId: string) => (await deliveriesOf(endpointId)).map(({ state }) => state);
const idsAt = (at: Receiver) => at.received.map(({ headers }) => headers["webhook-id"]!);
const refused = (code: Code, word: string) => (error: unknown) => {
  assert.ok(error instanceof ConnectError);
  assert.deepEqual([error.code, error.rawMessage], [code, word]);
  return true;
};

test("a payment is told to every endpoint that asks for it, signed, with figures and ids only", async () => {
  const other = await openReceiver();
  const { endpointId, secret } = await endpointAt(receiver.url);
  const second = await endpointAt(other.url);
  const silent = await endpointAt(receiver.url, ["invoice.issued"]);
  const paymentId = await pay();
  await eventually(() => assert.deepEqual([receiver.received.length, other.received.length], [1, 1]));
  const [told] = receiver.received;
  const body = new Webhook(secret).verify(told!.body, told!.headers) as Record<string, unknown>;
  assert.deepEqual([body["type"], body["version"]], ["payment.succeeded", 1]);
  assert.deepEqual(body["data"], {
    paymentId,
    customerId: "cus_1",
    amount: { minorUnits: 9_900, currency: "ZAR" },
    provider: "paystack",
    planId: null,
    invoiceId: null,
  });
  assert.throws(() => new Webhook(second.secret).verify(told!.body, told!.headers));
  assert.deepEqual(idsAt(receiver), idsAt(other));
  await eventually(async () => assert.deepEqual(await stateOf(endpointId), ["delivered"]));
  assert.deepEqual(await stateOf(silent.endpointId), []);
  assert.match(await stage.metrics(), /beacom_webhook_attempts_total\{outcome="delivered"\}/);
  await other.close();
});

test("an attempt that fails is tried again later under the same id, and every attempt is in the log", async () => {
  const { endpointId } = await endpointAt(receiver.url);
  receiver.behave(
    { kind: "answers", status: 500, body: "sorry" },
    { kind: "resets" },
    { kind: "answers", status: 200 },
  );
  await pay();
  for (const attempts of [1, 2]) {
    await eventually(async () => assert.equal((await deliveriesOf(endpointId))[0]?.attempts, attempts));
    assert.deepEqual(await stateOf(endpointId), ["pending"]);
    stage.goForward(1);
  }
  await eventually(async () => assert.deepEqual(await stateOf(endpointId), ["delivered"]));
  assert.equal(new Set(idsAt(receiver)).size, 1);
  const { messageId } = (await deliveriesOf(endpointId))[0]!;
  const { attempts, body } = await webhooks.getDelivery({ endpointId, messageId });
  assert.deepEqual(
    attempts.map(({ outcome, status, answer }) => [
      outcome,
      status,
      answer.replace(/.*hang up.*|.*ECONNRESET.*/, "reset"),
    ]),
    [
      ["refused", 500, "sorry"],
      ["connection-failed", 0, "reset"],
      ["delivered", 200, ""],
    ],
  );
  assert.equal(body, receiver.received[0]!.body);
});

test("both secrets sign for a day after a change, unless the old one has become known to others", async () => {
  const { endpointId, secret: first } = await endpointAt(receiver.url);
  const { secret: second } = await webhooks.rotateSecret({ endpointId });
  const { secret: third, endpoint } = await webhooks.rotateSecret({ endpointId });
  assert.ok(endpoint!.previousSecretUntil);
  await pay();
  await eventually(() => assert.equal(receiver.received.length, 1));
  const verifies = (secret: string, at: number) => {
    const { headers, body } = receiver.received[at]!;
    const signedAt = new Date(Number(headers["webhook-timestamp"]) * 1_000);
    const signature = new Webhook(secret).sign(headers["webhook-id"]!, signedAt, body);
    return headers["webhook-signature"]!.split(" ").includes(signature);
  };
  assert.deepEqual(
    [first, second, third].map((secret) => verifies(secret, 0)),
    [false, true, true],
  );
  stage.goForward(25);
  await pay();
  await eventually(() => assert.equal(receiver.received.length, 2));
  assert.deepEqual(
    [second, third].map((secret) => verifies(secret, 1)),
    [false, true],
  );
  const { secret: fourth } = await webhooks.rotateSecret({ endpointId, endPreviousNow: true });
  await pay();
  await eventually(() => assert.equal(receiver.received.length, 3));
  assert.deepEqual(
    [third, fourth].map((secret) => verifies(secret, 2)),
    [false, true],
  );
});

test("410 disables an endpoint, which the audit log and the other endpoints hear, and what comes then is missed until it is replayed", async () => {
  const watcher = await openReceiver();
  const { endpointId } = await endpointAt(receiver.url);
  await endpointAt(watcher.url, ["webhook.disabled"]);
  receiver.behave({ kind: "answers", status: 410 });
  const from = stage.clock();
  await pay();
  await eventually(async () => {
    const endpoint = await webhooks.getEndpoint({ endpointId });
    assert.deepEqual([endpoint.enabled, endpoint.disabledReason], [false, "gone"]);
  });
  await eventually(() => assert.equal(watcher.received.length, 1));
  const [, ended] = await eventsOf(endpointId, 2);
  const { actorService, action, reason } = fromJsonString(StaffActedSchema, ended!.json);
  assert.deepEqual([actorService, action, reason], ["notification-service", "webhook.disabled", "gone"]);
  assert.match(await stage.metrics(), /beacom_webhook_endpoints_disabled_total\{reason="gone"\} 1/);
  assert.deepEqual(JSON.parse(watcher.received[0]!.body).data, { endpointId, reason: "gone" });
  await pay();
  await eventually(async () => assert.deepEqual(await stateOf(endpointId), ["missed", "given-up"]));
  const range = {
    endpointId,
    from: timestampFromDate(from),
    until: timestampFromDate(new Date(stage.clock().getTime() + 1)),
  };
  await assert.rejects(webhooks.replayRange(range), refused(Code.FailedPrecondition, "endpoint-disabled"));
  assert.equal(receiver.received.length, 1);
  receiver.behave({ kind: "answers", status: 200 });
  await webhooks.enableEndpoint({ endpointId });
  assert.equal((await webhooks.replayRange(range)).messages, 2);
  await eventually(async () => assert.deepEqual(await stateOf(endpointId), ["delivered", "delivered"]));
  assert.equal(new Set(idsAt(receiver)).size, 2);
  assert.equal((await webhooks.replayRange(range)).messages, 0);
  assert.equal((await webhooks.replayRange({ ...range, alsoDelivered: true })).messages, 2);
  await eventually(() => assert.equal(receiver.received.length, 5));
  await watcher.close();
});

test("an endpoint that fails for five days is disabled", async () => {
  const { endpointId } = await endpointAt(receiver.url);
  receiver.behave({ kind: "answers", status: 500 });
  for (let day = 0; day <= 5; day += 1) {
    const before = receiver.received.length;
    await pay();
    await eventually(() => assert.ok(receiver.received.length > before));
    const failures = receiver.received.length;
    await eventually(async () => {
      const [row] = await stage.sql<
        { n: bigint }[]
      >`select count(*) as n from webhook_attempts where endpoint_id = ${endpointId}`;
      assert.ok(row!.n >= BigInt(failures));
    });
    if (day < 5) {
      assert.ok((await webhooks.getEndpoint({ endpointId })).enabled, `day ${day}`);
      stage.goForward(24);
    }
  }
  await eventually(async () => assert.equal((await webhooks.getEndpoint({ endpointId })).disabledReason, "failing"));
  // Two things at one moment: the last failure, and a message that is kept for an endpoint that was enabled just now.
  await stage.sql`
    update webhook_deliveries set state = 'pending', next_attempt_at = ${stage.clock()}
    where endpoint_id = ${endpointId} and message_id = (select min(message_id) from webhook_deliveries)`;
  await sweepWebhooks(stage.sql, stage.clock());
  assert.equal((await webhooks.getEndpoint({ endpointId })).pending, 0n);
  await webhooks.enableEndpoint({ endpointId });
});

test("a receiver that hangs gets no more than four messages at once, and holds up nobody else's", async () => {
  const other = await openReceiver();
  await endpointAt(receiver.url);
  await endpointAt(other.url);
  receiver.behave({ kind: "hangs" });
  for (let i = 0; i < 12; i += 1) await pay();
  await eventually(() => assert.equal(other.received.length, 12));
  assert.equal(receiver.atOnce().most, 4);
  assert.equal(receiver.received.length, 4);
  await other.close();
});

test("a test event and one that is sent again arrive under their own ids", async () => {
  const { endpointId, secret } = await endpointAt(receiver.url, ["invoice.issued"]);
  const { messageId } = await webhooks.sendTestEvent({ endpointId });
  await eventually(async () => assert.deepEqual(await stateOf(endpointId), ["delivered"]));
  const { headers, body } = receiver.received[0]!;
  const event = JSON.parse(body) as { type: string };
  assert.deepEqual([event.type, headers["webhook-id"]], ["webhook.test", messageId]);
  assert.match(headers["webhook-signature"]!, /^v1,/);
  assert.ok(secret.startsWith("whsec_"));
  const again = await webhooks.replayDelivery({ endpointId, messageId });
  assert.equal(again.eventType, "webhook.test");
  await eventually(() => assert.deepEqual(idsAt(receiver), [messageId, messageId]));
  const unknown = webhooks.replayDelivery({ endpointId, messageId: "msg_0" });
  await assert.rejects(unknown, refused(Code.NotFound, "delivery-unknown"));
});

test("what happened before there was an endpoint is not for it, and can be sent to it if another one asked for it", async () => {
  await endpointAt(receiver.url);
  const from = stage.clock();
  await pay();
  await eventually(() => assert.equal(receiver.received.length, 1));
  const late = await openReceiver();
  const { endpointId } = await endpointAt(late.url);
  const range = { endpointId, from: timestampFromDate(from), until: timestampFromDate(stage.clock()) };
  assert.deepEqual(await stateOf(endpointId), []);
  assert.equal((await webhooks.replayRange(range)).messages, 1);
  await eventually(() => assert.deepEqual(idsAt(late), idsAt(receiver)));
  await late.close();
});

test("one message that cannot be put into words holds up no others", async () => {
  await endpointAt(receiver.url, ["wallet.adjusted"]);
  const credited = (movementId: string, currency: string) => {
    const amount = { minorUnits: 100n, currency };
    const value = { customerId: "cus_1", movementId, source: "adjustment", amount, available: amount };
    return message(WalletCreditedSchema, "cus_1", value, stage.clock());
  };
  await tell("billing", credited("adjustment:1", "XTS"), credited("adjustment:2", "ZAR"));
  await eventually(() => assert.equal(receiver.received.length, 1));
  assert.equal(JSON.parse(receiver.received[0]!.body).data.movementId, "adjustment:2");
});

test("the same key gives the same endpoint without its secret, and nothing else", async () => {
  const form = { url: receiver.url, eventTypes: ["payment.succeeded"], idempotencyKey: "once" };
  const first = await webhooks.createEndpoint(form);
  const again = await webhooks.createEndpoint(form);
  assert.deepEqual([again.endpoint, again.secret], [first.endpoint, ""]);
  const reused = webhooks.createEndpoint({ ...form, description: "another" });
  await assert.rejects(reused, refused(Code.FailedPrecondition, "idempotency-key-reused"));
});

test("what is no endpoint is refused", async () => {
  const form = { url: receiver.url, eventTypes: ["payment.succeeded"], idempotencyKey: "form" };
  const create = (change: object) => webhooks.createEndpoint({ ...form, ...change });
  for (const [change, word] of [
    [{ url: "ftp://crm.example" }, "url-not-https"],
    [{ url: "https://10.0.0.1/" }, "address-not-allowed"],
    [{ eventTypes: ["webhook.test"] }, "event-type-unknown"],
    [{ idempotencyKey: "" }, "idempotency-key-missing"],
  ] as const)
    await assert.rejects(create(change), refused(Code.InvalidArgument, word));
  await assert.rejects(webhooks.getEndpoint({ endpointId: "whk_0" }), refused(Code.NotFound, "endpoint-unknown"));
  for (const cursor of ["x", "1.msg_0", "99999999999999999.msg_00000000000000000000000000"])
    await assert.rejects(
      webhooks.listDeliveries({ endpointId: "whk_0", cursor }),
      refused(Code.InvalidArgument, "cursor-unknown"),
    );
});

test("staff need the permission, and a fresh second factor where a secret or a destination is at stake", async () => {
  const { endpointId } = await endpointAt(receiver.url);
  const [reader, manager, stale] = [
    stage.staff(["webhooks.read"]),
    stage.staff(["webhooks.read", "webhooks.manage"]),
    stage.staff(["webhooks.manage"], 11),
  ];
  assert.equal((await webhooks.listEndpoints({}, reader)).endpoints.length, 1);
  const missing = refused(Code.PermissionDenied, "permission-missing");
  await assert.rejects(webhooks.listEndpoints({}, stage.staff(["customers.read"])), missing);
  await assert.rejects(webhooks.sendTestEvent({ endpointId }, reader), missing);
  await assert.rejects(webhooks.rotateSecret({ endpointId }, reader), missing);
  const old = refused(Code.PermissionDenied, "step-up-needed");
  const form = { url: receiver.url, eventTypes: ["payment.succeeded"] };
  await assert.rejects(webhooks.rotateSecret({ endpointId }, stale), old);
  await assert.rejects(webhooks.createEndpoint({ ...form, idempotencyKey: "stale" }, stale), old);
  await assert.rejects(webhooks.changeEndpoint({ endpointId, ...form }, stale), old);
  await webhooks.disableEndpoint({ endpointId }, stale);
  await webhooks.rotateSecret({ endpointId }, manager);
});

test("the audit log hears who changed what, and neither secrets nor what a URL may hide", async () => {
  const manager = stage.staff(["webhooks.manage"]);
  const url = `${receiver.url}?token=hidden`;
  const form = { url, eventTypes: ["payment.succeeded"], idempotencyKey: "audited" };
  const { endpoint, secret } = await webhooks.createEndpoint(form, manager);
  const { endpointId } = endpoint!;
  await webhooks.disableEndpoint({ endpointId }, manager);
  await webhooks.removeEndpoint({ endpointId }, manager);
  const told = await eventsOf(endpointId, 3);
  const acts = told.map(({ json }) => fromJsonString(StaffActedSchema, json));
  assert.deepEqual(
    acts.map(({ action, actorStaffId }) => [action, actorStaffId]),
    [
      ["webhook.created", "stf_nomsa"],
      ["webhook.disabled", "stf_nomsa"],
      ["webhook.removed", "stf_nomsa"],
    ],
  );
  assert.deepEqual([acts[0]!.address, acts[0]!.subjectKind], ["196.25.1.1", "webhook-endpoint"]);
  const everything = told.map(({ json }) => json).join();
  assert.ok(!everything.includes("hidden") && !everything.includes(secret));
  const logged = stage.lines.join("");
  assert.ok(!logged.includes(secret) && !logged.includes("hidden"));
});

test("a secret is never in clear in the database", async () => {
  const { secret, endpointId } = await endpointAt(receiver.url);
  const [row] = await stage.sql<{ text: string }[]>`
    select encode(sealed_secret, 'escape') as text from webhook_endpoints where endpoint_id = ${endpointId}`;
  assert.ok(!row!.text.includes(secret.slice(6, 20)));
});

test("deliveries are listed newest first, by page, state and type", async () => {
  const { endpointId } = await endpointAt(receiver.url);
  for (let i = 0; i < 5; i += 1) await pay();
  await eventually(async () => assert.deepEqual(await stateOf(endpointId), Array(5).fill("delivered")));
  const first = await webhooks.listDeliveries({ endpointId, limit: 3 });
  const rest = await webhooks.listDeliveries({ endpointId, limit: 3, cursor: first.page!.nextCursor });
  const listed = [...first.deliveries, ...rest.deliveries].map(({ messageId }) => messageId);
  assert.deepEqual([listed.length, new Set(listed).size, rest.page!.nextCursor], [5, 5, ""]);
  assert.deepEqual(await webhooks.listDeliveries({ endpointId, state: "missed" }).then((page) => page.deliveries), []);
  assert.deepEqual(
    await webhooks.listDeliveries({ endpointId, eventType: "webhook.test" }).then((page) => page.deliveries),
    [],
  );
});

test("every type that can be asked for is described, with the form of its data", async () => {
  const { eventTypes } = await webhooks.listEventTypes({});
  assert.ok(eventTypes.length >= 16);
  for (const { type, description, version, schemaJson } of eventTypes) {
    assert.ok(type && description && version >= 1);
    const schema = JSON.parse(schemaJson) as { type: string; additionalProperties?: boolean };
    assert.ok(schema.type === "object" && schema.additionalProperties !== false, "new fields are refused");
  }
});

test("messages are forgotten after thirty days, with their log", async () => {
  const { endpointId } = await endpointAt(receiver.url);
  await pay();
  await eventually(async () => assert.deepEqual(await stateOf(endpointId), ["delivered"]));
  const inDays = (days: number) => new Date(stage.clock().getTime() + days * 86_400_000);
  await sweepWebhooks(stage.sql, inDays(29), 1);
  assert.equal((await deliveriesOf(endpointId)).length, 1);
  await sweepWebhooks(stage.sql, inDays(31), 1);
  assert.equal((await deliveriesOf(endpointId)).length, 0);
  const [left] = await stage.sql<{ n: bigint }[]>`select count(*) as n from webhook_attempts`;
  assert.equal(left!.n, 0n);
});
