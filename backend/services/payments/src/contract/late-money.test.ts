import assert from "node:assert/strict";
import { newId } from "@beacom/ids";
import { afterAll, beforeEach, test } from "vitest";
import { forgetOld } from "#adapters/retention-postgres";
import { openPaymentsWorld } from "#contract/payments-world";
import { callbackAbout, type Whim, whimsicalProvider } from "#contract/whimsical-world";

const whims: Whim[] = [];
const whimsical = whimsicalProvider(whims);
const world = await openPaymentsWorld(whimsical.open);
afterAll(() => world.close());
beforeEach(async () => {
  whims.length = 0;
  await world.sql`truncate intents, attempts, notices, findings, outbox`;
});

const called = (rawBody: Uint8Array) =>
  world.takeCallbacks([{ callbackId: newId("callback"), provider: "paystack", rawBody, receivedAt: new Date() }]);
const about = (event: string, id: number, reference: string) =>
  Buffer.from(JSON.stringify({ event, data: { id, transaction: { reference } } }));

test("a callback days later is asked about until the provider answers, however old the payment", async () => {
  const intent = await world.create();
  world.later(60);
  await world.poll();
  world.later(2 * 24 * 60);
  await world.poll();
  world.pay(intent.references[0]!);
  whims.push("never-arrived");
  await called(callbackAbout(intent.references[0]!));
  await world.poll();
  assert.equal((await world.stateOf(intent)).status, "expired");
  world.later(10);
  await world.poll();
  assert.equal((await world.stateOf(intent)).status, "succeeded");
});

test("a second charge is asked about until the provider answers, although the payment is settled", async () => {
  whims.push("answer-lost");
  const { paymentId } = await world.create();
  const opened = await world.get(paymentId);
  const [first, second] = opened.references as [string, string];
  world.pay(second);
  await called(callbackAbout(second));
  await world.poll();
  world.pay(first);
  whims.push("never-arrived");
  await called(callbackAbout(first));
  await world.poll();
  world.later(10);
  await world.poll();
  assert.equal((await world.sql`select from findings where kind = 'paid-twice'`).length, 1);
});

test("a refund or dispute of booked money is found for a person, once, and moves nothing", async () => {
  const intent = await world.create();
  const [reference] = intent.references as [string];
  world.pay(reference);
  await called(callbackAbout(reference));
  await world.poll();
  const told = await world.events();
  for (let i = 0; i < 2; i++) {
    await called(about("charge.dispute.create", 7, reference));
    await called(about("refund.processed", 8, reference));
    await world.poll();
  }
  const findings = await world.sql`select reference, kind from findings order by kind`;
  assert.deepEqual(
    [...findings],
    [
      { reference, kind: "charge.dispute.create" },
      { reference, kind: "refund.processed" },
    ],
  );
  assert.equal(world.counted("callback:taken-back"), 4);
  assert.deepEqual(await world.events(), told);
});

test("what callbacks said is kept for 400 days and e-mail addresses for 90; payments stay", async () => {
  const intent = await world.create();
  await called(callbackAbout(intent.references[0]!));
  const after = (days: number) => new Date(Date.now() + days * 86_400_000);
  await world.sql`update intents set created_at = now()`;
  assert.deepEqual(await forgetOld(world.sql, after(89)), { notices: 0, findings: 0, emails: 0 });
  assert.deepEqual(await forgetOld(world.sql, after(91)), { notices: 0, findings: 0, emails: 1 });
  assert.deepEqual(await forgetOld(world.sql, after(401)), { notices: 1, findings: 0, emails: 0 });
  assert.equal((await world.intents.find(intent.paymentId))?.email, "");
});
