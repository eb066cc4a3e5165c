import assert from "node:assert/strict";
import { outboxMigrations } from "@beacom/outbox";
import { paystackScheme, paystackSignature } from "@beacom/payments";
import { connect, migrate, serviceUrl } from "@beacom/postgres";
import { durableCluster, eventually } from "@beacom/testing";
import { afterAll, test } from "vitest";
import { callbackInboxIn } from "#adapters/callback-inbox-postgres";
import { takeCallbackWith } from "#application/take-callback";
import { callbackHttp } from "#transport/callback-http";

const secretKey = "sk_test_crash";
const cluster = await durableCluster();
const database = { schema: "webhooks", migrations: [outboxMigrations, new URL("../migrations/", import.meta.url)] };
await migrate({ adminUrl: cluster.adminUrl, database, password: "test" });
const sql = connect(serviceUrl({ adminUrl: cluster.adminUrl, schema: "webhooks", password: "test" }), { max: 5 });
const http = callbackHttp({
  schemes: { "/webhooks/paystack": paystackScheme(secretKey) },
  takeCallback: takeCallbackWith({ inbox: callbackInboxIn(sql, { deadlineMs: 2_000 }) }),
  clock: () => new Date(),
  log: { warn: () => undefined },
  counted: () => undefined,
});
const port = await http.listen(0, "127.0.0.1");
afterAll(async () => {
  await http.close();
  await sql.end({ timeout: 1 });
  await cluster.stop();
});

test("killing the database at any moment loses no callback that was answered 200, and the rest are asked to come again", async () => {
  const acknowledged = new Set<string>();
  const statuses = new Set<number>();
  const stopSending = new AbortController();
  let n = 0;
  const sender = async () => {
    while (!stopSending.signal.aborted) {
      const body = JSON.stringify({ event: "charge.success", data: { id: n++ } });
      const headers = { "x-paystack-signature": paystackSignature(Buffer.from(body), secretKey) };
      const answer = await fetch(`http://127.0.0.1:${port}/webhooks/paystack`, { method: "POST", body, headers });
      await answer.arrayBuffer();
      statuses.add(answer.status);
      if (answer.status === 200) acknowledged.add(body);
    }
  };
  const senders = Array.from({ length: 16 }, sender);
  for (let round = 1; round <= 2; round++) {
    const before = acknowledged.size;
    await eventually(() => assert.ok(acknowledged.size > before + 200));
    await cluster.kill9();
    statuses.delete(503);
    await eventually(() => assert.ok(statuses.has(503)));
    await cluster.start();
  }
  const before = acknowledged.size;
  await eventually(() => assert.ok(acknowledged.size > before + 50), { withinMs: 30_000 });
  stopSending.abort();
  await Promise.all(senders);

  assert.deepEqual(
    [...statuses].sort((a, b) => a - b),
    [200, 503],
  );
  const rows = await sql<{ body: string }[]>`select convert_from(raw_body, 'utf8') as body from callbacks`;
  const stored = new Set(rows.map((row) => row.body));
  assert.deepEqual(
    [...acknowledged].filter((body) => !stored.has(body)),
    [],
  );
  assert.equal(stored.size, rows.length);
  const [{ count }] = (await sql`select count(*) from outbox`) as unknown as [{ count: bigint }];
  assert.equal(count, BigInt(rows.length));
});
