import assert from "node:assert/strict";
import { outboxMigrations } from "@beacom/outbox";
import { connect, isConnectionLoss, migrate, serviceUrl } from "@beacom/postgres";
import { durableCluster, eventually } from "@beacom/testing";
import { afterAll, beforeAll, test } from "vitest";
import { eventStoreMigrations, openEventStore } from "#index";

const database = { schema: "sample", migrations: [outboxMigrations, eventStoreMigrations] };
let cluster: Awaited<ReturnType<typeof durableCluster>>;

beforeAll(async () => {
  cluster = await durableCluster();
  await migrate({ adminUrl: cluster.adminUrl, database, password: "test" });
});
afterAll(() => cluster.stop());

test("when PostgreSQL is killed under load, every acknowledged append is there once and the chain is whole", async () => {
  const sql = connect(serviceUrl({ adminUrl: cluster.adminUrl, schema: "sample", password: "test" }), { max: 4 });
  const store = openEventStore({ sql });
  const acknowledged = new Set<string>();
  const stopping = new AbortController();
  const callers = Array.from({ length: 20 }, async (_, caller) => {
    for (let n = 0; !stopping.signal.aborted; ) {
      const commandKey = `${caller}:${n}`;
      const events = [{ type: "Counted", data: { n }, at: new Date() }];
      try {
        const answer = await store.append({
          commandKey,
          writes: [{ stream: `s${caller}`, expectedVersion: n, events }],
        });
        // "command-repeated" answers the question that the crash left open.
        if (!answer.ok) assert.equal(answer.error.kind, "command-repeated");
        acknowledged.add(commandKey);
        n++;
      } catch (error) {
        if (!isConnectionLoss(error)) throw error;
        await new Promise((done) => setTimeout(done, 50));
      }
    }
  });
  try {
    for (let crash = 1; crash <= 3; crash++) {
      const before = acknowledged.size;
      await eventually(() => assert.ok(acknowledged.size > before + 200), { withinMs: 30_000 });
      await cluster.kill9();
      await cluster.start();
    }
    const before = acknowledged.size;
    await eventually(() => assert.ok(acknowledged.size > before + 100), { withinMs: 30_000 });
  } finally {
    stopping.abort();
    await Promise.all(callers);
  }
  const report = await store.verifyChain();
  assert.ok(report.intact);
  const rows = await sql<{ key: string }[]>`select substr(stream, 2) || ':' || version - 1 as key from events`;
  assert.equal(rows.length, acknowledged.size);
  assert.deepEqual(new Set(rows.map(({ key }) => key)), acknowledged);
  await store.close();
  await sql.end();
});
