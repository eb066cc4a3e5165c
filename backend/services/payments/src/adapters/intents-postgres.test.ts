import assert from "node:assert/strict";
import { newId } from "@beacom/ids";
import { outboxMigrations } from "@beacom/outbox";
import { testDatabase } from "@beacom/testing";
import { afterAll, beforeEach, test } from "vitest";
import { intentsIn } from "#adapters/intents-postgres";
import { noticesIn } from "#adapters/notices-postgres";
import type { NoticeToKeep } from "#application/take-callbacks";
import { at, chargeExample, intentExample } from "#domain/intent-examples";
import type { Observation } from "#domain/observe";
import type { Purpose } from "#domain/purpose";

const migrations = [outboxMigrations, new URL("../../migrations/", import.meta.url)];
const database = await testDatabase({ schema: "payments", migrations });
const { sql } = database;
const intents = intentsIn(sql);
const notices = noticesIn(sql);
afterAll(() => database.close());
beforeEach(() => sql`truncate intents, attempts, notices, findings, outbox`);

const begin = async (minutes = 0, purpose: Purpose = { kind: "wallet" }) => {
  const paymentId = newId("payment", at(minutes).getTime());
  const intent = {
    ...intentExample({ status: "created" }),
    paymentId,
    references: [`ref-${paymentId}`],
    createdAt: at(minutes),
    purpose,
  };
  return (await intents.begin(intent, paymentId)).intent;
};
const notice = (reference: string | null, fields: Partial<NoticeToKeep> = {}): NoticeToKeep => ({
  provider: "paystack",
  event: "charge.success",
  eventId: "1",
  callbackId: newId("callback"),
  reference,
  claimsSuccess: true,
  takesBack: false,
  unreadable: false,
  words: "",
  receivedAt: at(1),
  times: 1,
  ...fields,
});
const seen = (asked: string, fields = {}): Observation => ({
  kind: "charge-seen",
  asked,
  charge: chargeExample({ reference: asked, ...fields }),
});

test("an intent comes back as it was written, in every state", async () => {
  const written = await begin();
  assert.deepEqual(await intents.find(written.paymentId), written);
  const reference = written.references[0]!;
  const steps: Observation[] = [
    { kind: "opened", redirectUrl: "https://pay.test/1" },
    { kind: "time-passed" },
    seen(reference, { outcome: "failed", words: "No" }),
    seen(reference),
  ];
  for (const [i, step] of steps.entries()) {
    const { intent, changed } = await intents.observe(written.paymentId, step, at(31 + i));
    assert.ok(changed);
    assert.deepEqual(await intents.find(written.paymentId), intent);
  }
  assert.equal(await intents.find("pay_nobody"), undefined);
});

test("what a payment is for comes back as it was written", async () => {
  const purposes: Purpose[] = [
    { kind: "wallet" },
    { kind: "plan", planId: "pln_daily" },
    { kind: "invoice", invoiceId: "inv_7_cus_thandi" },
  ];
  for (const [minutes, purpose] of purposes.entries()) {
    const { paymentId } = await begin(minutes, purpose);
    assert.deepEqual((await intents.find(paymentId))?.purpose, purpose);
  }
});

test("the same observation by many at once is one change and one event", async () => {
  const { paymentId, references } = await begin();
  const all = await Promise.all(
    Array.from({ length: 8 }, () => intents.observe(paymentId, seen(references[0]!), at(1))),
  );
  assert.equal(all.filter(({ changed }) => changed).length, 1);
  assert.equal((await sql`select from outbox`).length, 1);
});

test("a callback that comes in while the provider is being asked is not lost to the older answer", async () => {
  const { paymentId, references } = await begin();
  const [due] = await intents.takeDue(at(1), at(2), 10);
  assert.deepEqual(await notices.keep([notice(references[0]!)]), ["asking"]);
  await intents.askAgain(due!, at(600));
  const [again] = await intents.takeDue(at(1), at(2), 10);
  assert.equal(again?.paymentId, paymentId);
  await intents.askAgain(again, at(600));
  assert.deepEqual(await intents.takeDue(at(5), at(6), 10), []);
});

test("intents that callbacks name go first, and nobody takes what another has", async () => {
  const [older, newer] = [await begin(), await begin(1)];
  await notices.keep([notice(newer.references[0]!)]);
  const [first] = await intents.takeDue(at(5), at(6), 1);
  assert.equal(first?.paymentId, newer.paymentId);
  const [second] = await intents.takeDue(at(5), at(6), 5);
  assert.equal(second?.paymentId, older.paymentId);
  assert.deepEqual(await intents.takeDue(at(5), at(6), 5), []);
  // Whoever took them has died: they come back.
  assert.equal((await intents.takeDue(at(7), at(8), 5)).length, 2);
});

test("a settled intent is not asked about any more, whatever callbacks come", async () => {
  const { paymentId, references } = await begin();
  await notices.keep([notice(references[0]!, { receivedAt: at(2) })]);
  const { intent } = await intents.observe(paymentId, seen(references[0]!), at(3));
  assert.deepEqual(intent.state.status === "succeeded" && intent.state.receivedAt, at(2));
  assert.deepEqual(await notices.keep([notice(references[0]!)]), ["settled-already"]);
  assert.deepEqual(await intents.takeDue(at(600), at(601), 5), []);
});

test("a callback about one page that comes in while another settles the payment is still asked about", async () => {
  const { paymentId, references } = await begin();
  await intents.addReference(paymentId, "second-page");
  const [due] = await intents.takeDue(at(1), at(2), 10);
  await notices.keep([notice(references[0]!)]);
  await intents.observe(paymentId, seen("second-page"), at(1));
  await intents.askAgain(due!, null);
  assert.equal((await intents.takeDue(at(1), at(2), 10))[0]?.paymentId, paymentId);
});

test("notices are kept once per event, with how often they came", async () => {
  const { references } = await begin();
  const all = [
    notice(references[0]!, { times: 3 }),
    notice("of-somebody-else", { eventId: "2" }),
    notice(null, { event: "transfer.success", eventId: "3", claimsSuccess: false }),
    notice(null, { event: "unreadable", eventId: "4", unreadable: true, words: "the body is not JSON" }),
  ];
  const results = ["asking", "unknown-reference", "not-about-a-payment", "unreadable"];
  assert.deepEqual(await notices.keep(all), results);
  assert.deepEqual(await notices.keep(all), results);
  const rows = await sql`select result, times from notices order by event_id`;
  assert.deepEqual(
    [...rows],
    results.map((result, i) => ({ result, times: i === 0 ? 6 : 2 })),
  );
});

test("the turn to open belongs to one, until it is ended or over", async () => {
  const { paymentId } = await begin();
  const turns = await Promise.all([1, 2, 3].map(() => intents.takeOpeningTurn(paymentId, at(0), at(1))));
  assert.equal(turns.filter(Boolean).length, 1);
  assert.ok(await intents.takeOpeningTurn(paymentId, at(2), at(3)));
  await intents.endOpeningTurn(paymentId);
  assert.ok(await intents.takeOpeningTurn(paymentId, at(2), at(3)));
});

test("a customer's payments are listed newest first, in pages", async () => {
  const [a, b, c] = [await begin(0), await begin(1), await begin(2)];
  const first = await intents.listOf("cus_thandi", { before: undefined, limit: 2 });
  assert.deepEqual(
    first.map(({ paymentId }) => paymentId),
    [c.paymentId, b.paymentId],
  );
  assert.deepEqual(await intents.listOf("cus_thandi", { before: b.paymentId, limit: 2 }), [a]);
  assert.deepEqual(await intents.listOf("cus_sipho", { before: undefined, limit: 2 }), []);
});
