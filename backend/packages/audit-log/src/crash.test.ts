import assert from "node:assert/strict";
import { connect, isConnectionLoss, migrate, serviceUrl } from "@beacom/postgres";
import { durableCluster, eventually } from "@beacom/testing";
import { afterAll, beforeAll, test } from "vitest";
import { auditLogMigrations, record, verifyAudit } from "#index";
import { sampleEntry } from "#testing/sample-entry";

const database = { schema: "audit_sample", migrations: [auditLogMigrations] };
let cluster: Awaited<ReturnType<typeof durableCluster>>;

beforeAll(async () => {
  cluster = await durableCluster();
  await migrate({ adminUrl: cluster.adminUrl, database, password: "test" });
});
afterAll(() => cluster.stop());

test("when PostgreSQL is killed under load, every acknowledged entry is there once and the chain is whole", async () => {
  const sql = connect(serviceUrl({ adminUrl: cluster.adminUrl, schema: database.schema, password: "test" }), {
    max: 4,
  });
  const acknowledged = new Set<string>();
  const stopping = new AbortController();
  const sources = ["identity", "billing-engine", "payments"].map(async (source) => {
    for (let n = 1; !stopping.signal.aborted; ) {
      try {
        const answer = await sql.begin((tx) => record(tx, sampleEntry(n, { source })));
        assert.ok(answer.ok);
        acknowledged.add(`${source}:${n}`);
        n++;
      } catch (error) {
        if (!isConnectionLoss(error)) throw error;
        // Nobody knows whether it was written: the same message comes again.
        await new Promise((done) => setTimeout(done, 50));
      }
    }
  });
  try {
    for (let crash = 1; crash <= 2; crash++) {
      const before = acknowledged.size;
      await eventually(() => assert.ok(acknowledged.size > before + 30), { withinMs: 30_000 });
      await cluster.kill9();
      await cluster.start();
    }
    const before = acknowledged.size;
    await eventually(() => assert.ok(acknowledged.size > before + 10), { withinMs: 30_000 });
  } finally {
    stopping.abort();
    await Promise.all(sources);
  }
  const report = await verifyAudit(sql);
  assert.ok(report.intact);
  const rows = await sql<{ key: string }[]>`select source || ':' || source_position as key from audit_entries`;
  assert.equal(rows.length, acknowledged.size);
  assert.deepEqual(new Set(rows.map(({ key }) => key)), acknowledged);
  await sql.end();
}, 100_000);
