import assert from "node:assert/strict";
import { message } from "@beacom/outbox";
import { PaymentSucceededSchema } from "@beacom/proto/payments/v1/payments";
import { eventually } from "@beacom/testing";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError } from "@connectrpc/connect";
import { afterAll, test } from "vitest";
import { openReceiver } from "#testing/receiver";
import { openWebhookStage } from "#testing/webhook-stage";

const stage = await openWebhookStage();
const { webhooks } = stage;
const [first, second] = [await openReceiver(), await openReceiver()];
afterAll(async () => {
  await Promise.all([first.close(), second.close()]);
  await stage.close();
});

const eventTypes = ["payment.succeeded"];
let count = 0;
async function endpointAt(url: string): Promise<string> {
  const { endpoint } = await webhooks.createEndpoint({ url, eventTypes, idempotencyKey: `key-${(count += 1)}` });
  return endpoint!.endpointId;
}
async function pay(): Promise<void> {
  const paymentId = `pay_${(count += 1)}`;
  const payment = { paymentId, customerId: "cus_1", amount: { minorUnits: 1n, currency: "ZAR" } };
  await stage.tell("payments", message(PaymentSucceededSchema, paymentId, { payment }, stage.clock()));
}
const statesOf = async (endpointId: string) =>
  (await webhooks.listDeliveries({ endpointId })).deliveries.map(({ state, attempts }) => `${state} ${attempts}`);
const refused = (code: Code, word: string) => (error: unknown) => {
  assert.ok(error instanceof ConnectError);
  assert.deepEqual([error.code, error.rawMessage], [code, word]);
  return true;
};

test("what is still to be delivered goes to an endpoint's new address, and what it asks for no more does not come", async () => {
  const endpointId = await endpointAt(first.url);
  first.behave({ kind: "answers", status: 503, headers: { "retry-after": "7200" } });
  await pay();
  await eventually(async () => assert.deepEqual(await statesOf(endpointId), ["pending 1"]));
  const [waiting] = (await webhooks.listDeliveries({ endpointId })).deliveries;
  assert.ok(waiting!.nextAttemptAt);
  const changed = await webhooks.changeEndpoint({
    endpointId,
    url: second.url,
    description: "the new one",
    eventTypes: ["invoice.issued"],
  });
  assert.deepEqual([changed.url, changed.eventTypes], [second.url, ["invoice.issued"]]);
  await pay();
  // The receiver asked for two hours; after one of them nothing comes.
  stage.goForward(1);
  await new Promise((done) => setTimeout(done, 1_200));
  assert.deepEqual(await statesOf(endpointId), ["pending 1"]);
  stage.goForward(1);
  await eventually(async () => assert.deepEqual(await statesOf(endpointId), ["delivered 2"]));
  assert.deepEqual([first.received.length, second.received.length], [1, 1]);
  await webhooks.removeEndpoint({ endpointId });
});

test("while staff have disabled an endpoint everything is missed, and one of it can be sent later", async () => {
  const endpointId = await endpointAt(first.url);
  first.behave({ kind: "answers", status: 500 });
  await pay();
  await eventually(async () => assert.deepEqual(await statesOf(endpointId), ["pending 1"]));
  const disabled = await webhooks.disableEndpoint({ endpointId });
  assert.deepEqual([disabled.enabled, disabled.disabledReason, disabled.pending], [false, "by-staff", 0n]);
  assert.deepEqual(await webhooks.disableEndpoint({ endpointId }), disabled);
  await pay();
  await eventually(async () => assert.deepEqual(await statesOf(endpointId), ["missed 0", "missed 1"]));
  const { deliveries } = await webhooks.listDeliveries({ endpointId });
  const { messageId } = deliveries[0]!;
  const notNow = refused(Code.FailedPrecondition, "endpoint-disabled");
  await assert.rejects(webhooks.sendTestEvent({ endpointId }), notNow);
  await assert.rejects(webhooks.replayDelivery({ endpointId, messageId }), notNow);
  first.behave({ kind: "answers", status: 200 });
  await stage.sql`
    update webhook_deliveries set state = 'pending', next_attempt_at = ${stage.clock()}
    where endpoint_id = ${endpointId} and message_id = ${messageId}`;
  const enabled = await webhooks.enableEndpoint({ endpointId });
  assert.deepEqual([enabled.enabled, enabled.pending], [true, 0n]);
  await webhooks.replayDelivery({ endpointId, messageId });
  await eventually(async () => assert.deepEqual(await statesOf(endpointId), ["delivered 1", "missed 1"]));
  await webhooks.removeEndpoint({ endpointId });
  assert.deepEqual(await statesOf(endpointId), []);
});

test("an endpoint that is not there is told as such by every method, and a time that ends before it begins is none", async () => {
  const [endpointId, unknown] = ["whk_0", refused(Code.NotFound, "endpoint-unknown")];
  const [from, until] = [timestampFromDate(new Date(1_000)), timestampFromDate(new Date(2_000))];
  await assert.rejects(webhooks.changeEndpoint({ endpointId, url: first.url, eventTypes }), unknown);
  await assert.rejects(webhooks.disableEndpoint({ endpointId }), unknown);
  await assert.rejects(webhooks.enableEndpoint({ endpointId }), unknown);
  await assert.rejects(webhooks.removeEndpoint({ endpointId }), unknown);
  await assert.rejects(webhooks.rotateSecret({ endpointId }), unknown);
  await assert.rejects(webhooks.sendTestEvent({ endpointId }), unknown);
  await assert.rejects(webhooks.replayDelivery({ endpointId, messageId: "msg_0" }), unknown);
  await assert.rejects(webhooks.replayRange({ endpointId, from, until }), unknown);
  const none = refused(Code.InvalidArgument, "range-not-valid");
  await assert.rejects(webhooks.replayRange({ endpointId, from: until, until: from }), none);
  await assert.rejects(webhooks.replayRange({ endpointId, from }), none);
  await assert.rejects(
    webhooks.getDelivery({ endpointId, messageId: "msg_0" }),
    refused(Code.NotFound, "delivery-unknown"),
  );
});

test("there are no more than a hundred endpoints, however many ask at once", async () => {
  const endpointId = await endpointAt(first.url);
  await stage.sql`
    insert into webhook_endpoints (endpoint_id, url, description, event_types, sealed_secret, idempotency_key, created_at)
    select 'whk_' || n, url, '', event_types, sealed_secret, 'many-' || n, created_at
    from webhook_endpoints, generate_series(1, 97) as n where endpoint_id = ${endpointId}`;
  const asked = await Promise.allSettled(Array.from({ length: 6 }, () => endpointAt(first.url)));
  const refusals = asked.flatMap((each) => (each.status === "rejected" ? [each.reason as ConnectError] : []));
  assert.deepEqual([...new Set(refusals.map(({ rawMessage }) => rawMessage))], ["too-many-endpoints"]);
  assert.equal((await webhooks.listEndpoints({})).endpoints.length, 100);
});
