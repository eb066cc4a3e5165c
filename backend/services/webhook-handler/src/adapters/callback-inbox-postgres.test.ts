import assert from "node:assert/strict";
import { outboxMigrations, read } from "@beacom/outbox";
import { CallbackReceivedSchema } from "@beacom/proto/webhooks/v1/webhooks";
import { testDatabase } from "@beacom/testing";
import { afterAll, beforeEach, test } from "vitest";
import { callbackInboxIn } from "#adapters/callback-inbox-postgres";
import { forgetOldCallbacks } from "#adapters/retention-postgres";

const migrations = [outboxMigrations, new URL("../../migrations/", import.meta.url)];
const database = await testDatabase({ schema: "webhooks", migrations });
const { sql } = database;
afterAll(() => database.close());
beforeEach(() => sql`truncate callbacks, outbox`);

const receivedAt = new Date("2026-11-22T12:00:00.123Z");
const callback = (rawBody: Uint8Array, provider = "paystack") => ({
  provider,
  rawBody,
  sourceAddress: "192.0.2.1",
  receivedAt,
});
const events = async () => {
  const rows = await sql<
    { type: string; key: string; json: string; position: bigint; at: Date; traceparent: string }[]
  >`
    select * from outbox order by position`;
  return rows.map((row) => ({ key: row.key, ...read(CallbackReceivedSchema, row)! }));
};

test("a callback and the event about it carry the octets that came in", async () => {
  const rawBody = Uint8Array.from({ length: 256 }, (_, i) => i);
  assert.equal(await callbackInboxIn(sql).keep(callback(rawBody)), "stored");
  const [event] = await events();
  assert.deepEqual([event!.key, event!.provider], ["paystack", "paystack"]);
  assert.deepEqual(event!.rawBody, rawBody);
  const [row] = await sql`select * from callbacks`;
  assert.deepEqual(new Uint8Array(row!["raw_body"] as Buffer), rawBody);
  assert.deepEqual(
    [row!["callback_id"], row!["received_at"], row!["source_address"]],
    [event!.callbackId, receivedAt, "192.0.2.1"],
  );
});

test("a burst with repeats is stored once each, in few transactions, and everybody is answered", async () => {
  const inbox = callbackInboxIn(sql);
  const bodies = Array.from({ length: 900 }, (_, i) => Buffer.from(`{"n":${i % 300}}`));
  const answers = await Promise.all(bodies.map((body) => inbox.keep(callback(body))));
  assert.equal(answers.filter((answer) => answer === "stored").length, 300);
  assert.equal((await events()).length, 300);
  assert.equal(await inbox.keep(callback(bodies[0]!)), "repeated");
  const [{ transactions }] =
    (await sql`select count(distinct xmin::text)::int as transactions from callbacks`) as unknown as [
      { transactions: number },
    ];
  assert.ok(transactions <= 2, `${transactions} transactions`);
});

test("the same octets from two providers are two callbacks", async () => {
  const inbox = callbackInboxIn(sql);
  const body = Buffer.from("{}");
  assert.deepEqual(await Promise.all([inbox.keep(callback(body)), inbox.keep(callback(body, "yoco"))]), [
    "stored",
    "stored",
  ]);
});

test("two processes that receive the same callback store it once", async () => {
  const body = Buffer.from('{"from":"two doors"}');
  const answers = await Promise.all([
    callbackInboxIn(sql).keep(callback(body)),
    callbackInboxIn(sql).keep(callback(body)),
  ]);
  assert.deepEqual(answers.sort(), ["repeated", "stored"]);
  assert.equal((await events()).length, 1);
});

test("callbacks are forgotten after ninety days", async () => {
  await callbackInboxIn(sql).keep(callback(Buffer.from("{}")));
  const after = (days: number) => new Date(receivedAt.getTime() + days * 86_400_000);
  assert.equal(await forgetOldCallbacks(sql, after(89)), 0);
  assert.equal(await forgetOldCallbacks(sql, after(91)), 1);
});

test("when the database cannot take it, whoever waits is told in time", async () => {
  const lock = await sql.reserve();
  await lock`begin`;
  await lock`lock table callbacks in access exclusive mode`;
  const inbox = callbackInboxIn(sql, { deadlineMs: 100 });
  await assert.rejects(inbox.keep(callback(Buffer.from('{"late":1}'))));
  await lock`commit`;
  lock.release();
  await inbox.idle();
  assert.equal(await inbox.keep(callback(Buffer.from('{"late":1}'))), "repeated");
});
