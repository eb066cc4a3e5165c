import assert from "node:assert/strict";
import { testDatabase } from "@beacom/testing";
import { afterAll, beforeEach, test } from "vitest";
import { endpointsIn } from "#adapters/webhooks/endpoints-postgres";
import { outgoingIn } from "#adapters/webhooks/outgoing-postgres";
import { queueIn } from "#adapters/webhooks/queue-postgres";
import { sealingWith } from "#adapters/webhooks/sealing";
import { notificationService } from "#module";

const database = await testDatabase(notificationService.database!);
const { sql } = database;
afterAll(() => database.close());
beforeEach(async () => {
  await sql`truncate webhook_endpoints, webhook_messages cascade`;
});

const at = new Date("2026-11-27T10:00:00Z");
const after = (seconds: number) => new Date(at.getTime() + seconds * 1_000);
const sealing = sealingWith([Buffer.alloc(32, 1)]);
const unreadable: unknown[] = [];
const queue = queueIn({ sql, sealing, unreadable: (error) => void unreadable.push(error) });
const idle = new Map<string, number>();

async function endpoint(endpointId: string, messages: number): Promise<void> {
  await sql.begin(async (tx) => {
    const form = { url: `https://${endpointId}.example/`, description: "", eventTypes: ["webhook.test"] };
    const added = { ...form, endpointId, disabled: null, createdAt: at, previousSecretUntil: null };
    await endpointsIn(tx).add(added, sealing.seal(`whsec_${endpointId}`, endpointId), endpointId);
    if (messages === 0) return;
    const kept = Array.from({ length: messages }, (_, i) => ({
      messageId: `msg_${endpointId}_${i}`,
      type: "webhook.test",
      body: "{}",
      for: [{ endpointId, enabled: true }],
    }));
    await outgoingIn(tx).keep(kept, at);
    await outgoingIn(tx).keep(kept, at);
  });
}
const claim = (change: Partial<Parameters<typeof queue.claim>[0]> = {}) =>
  queue.claim({ most: 64, mostOfOne: 4, busy: idle, at, until: after(20), ...change });

test("processes that look at the same time never attempt the same message", async () => {
  await Promise.all(["a", "b", "c"].map((id) => endpoint(id, 40)));
  const claimed = (await Promise.all(Array.from({ length: 12 }, () => claim()))).flat();
  assert.equal(new Set(claimed.map(({ messageId }) => messageId)).size, claimed.length);
  assert.ok(claimed.length >= 12);
  const rest: string[] = [];
  for (;;) {
    const more = await claim();
    if (more.length === 0) break;
    rest.push(...more.map(({ messageId }) => messageId));
  }
  assert.equal(new Set([...claimed.map(({ messageId }) => messageId), ...rest]).size, 120);
});

test("what a process that died had claimed is due again when its time is over, or when it was given back", async () => {
  await endpoint("a", 2);
  const [first, second] = await claim();
  assert.deepEqual([await claim({ at: after(19) }), await claim({ at: after(5) })], [[], []]);
  await queue.release(first!, after(1));
  assert.deepEqual(
    (await claim({ at: after(1), until: after(30) })).map(({ messageId }) => messageId),
    [first!.messageId],
  );
  // It is another's by now.
  await queue.release(first!, after(2));
  assert.deepEqual(
    (await claim({ at: after(21) })).map(({ messageId }) => messageId),
    [second!.messageId],
  );
});

test("an endpoint with enough on its way gets nothing more, and the places in all are not exceeded", async () => {
  await endpoint("a", 10);
  await endpoint("b", 10);
  assert.equal((await claim({ busy: new Map([["a", 3]]) })).filter(({ endpointId }) => endpointId === "a").length, 1);
  assert.equal(
    (
      await claim({
        busy: new Map([
          ["a", 9],
          ["b", 4],
        ]),
      })
    ).length,
    0,
  );
  assert.equal((await claim({ most: 3 })).length, 3);
});

test("an endpoint whose secret was sealed with another key is claimed without one, and the operator is told", async () => {
  await endpoint("a", 1);
  await sql`update webhook_endpoints set sealed_secret = ${sealingWith([Buffer.alloc(32, 9)]).seal("whsec_a", "a")}`;
  assert.deepEqual((await claim())[0]!.secrets, []);
  assert.equal(unreadable.length, 1);
});

test("a disabled endpoint's messages are left alone", async () => {
  await endpoint("a", 1);
  await sql`update webhook_endpoints set disabled_reason = 'by-staff', disabled_at = ${at}`;
  assert.deepEqual(await claim(), []);
  assert.equal(await queue.pending(), 1);
});

test("a batch of sessions for many endpoints is kept at once", async () => {
  const endpoints = Array.from({ length: 20 }, (_, i) => `e${i}`);
  for (const id of endpoints) await endpoint(id, 0);
  const messages = Array.from({ length: 5_000 }, (_, i) => ({
    messageId: `msg_${i}`,
    type: "session.stopped",
    body: JSON.stringify({ quoted: '"{,}\\', i }),
    for: endpoints.map((endpointId, place) => ({ endpointId, enabled: place > 0 })),
  }));
  await sql.begin((tx) => outgoingIn(tx).keep(messages, at));
  const [row] = await sql<{ missed: bigint; all: bigint }[]>`
    select count(*) filter (where state = 'missed') as missed, count(*) as all from webhook_deliveries`;
  assert.deepEqual({ ...row }, { missed: 5_000n, all: 100_000n });
  const { body } = (await claim({ most: 1 }))[0]!;
  assert.equal(JSON.parse(body).quoted, '"{,}\\');
});
