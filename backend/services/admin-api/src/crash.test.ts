import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { verifyAudit } from "@beacom/audit-log";
import { message, outboxMigrations, publish } from "@beacom/outbox";
import { connect, isConnectionLoss, migrate, serviceUrl } from "@beacom/postgres";
import { StaffActedSchema } from "@beacom/proto/identity/v1/staff";
import { durableCluster, eventually } from "@beacom/testing";
import { afterAll, beforeAll, test } from "vitest";
import { auditSources } from "#audit-sources";
import { adminApi } from "#module";

const sources = BigInt(auditSources.length);
const identity = { schema: "identity", migrations: [outboxMigrations] };
let cluster: Awaited<ReturnType<typeof durableCluster>>;
let child: ChildProcess | undefined;

beforeAll(async () => {
  cluster = await durableCluster();
  for (const database of [identity, adminApi.database!])
    await migrate({ adminUrl: cluster.adminUrl, database, password: "test" });
}, 60_000);
afterAll(async () => {
  await killed();
  await cluster.stop();
});

const urlOf = (schema: string) => serviceUrl({ adminUrl: cluster.adminUrl, schema, password: "test" });

async function started(): Promise<void> {
  const env = { ...process.env, ADMIN_DATABASE_URL: urlOf("admin"), OUTBOX_URL: urlOf("identity") };
  child = spawn(process.execPath, [new URL("testing/admin-process.ts", import.meta.url).pathname], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout!, "data");
}

async function killed(): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}

test("whenever admin-api or PostgreSQL is killed, what staff did is in the log once, and the chain is whole", async () => {
  const [outbox, admin] = [connect(urlOf("identity"), { max: 2 }), connect(urlOf("admin"), { max: 2 })];
  const stopping = new AbortController();
  let acknowledged = 0;
  const telling = (async () => {
    while (!stopping.signal.aborted) {
      const act = {
        actorStaffId: "stf_1",
        action: "staff.invited",
        subjectKind: "staff",
        subjectId: `stf_${acknowledged}`,
      };
      try {
        await outbox.begin((tx) => publish(tx, [message(StaffActedSchema, act.subjectId, act, new Date())]));
        acknowledged += 1;
        await pause(15);
      } catch (error) {
        if (!isConnectionLoss(error)) throw error;
        await pause(50);
      }
    }
  })();
  const entries = async () => {
    const [row] = await admin<{ count: bigint }[]>`select count(*) as count from audit_entries`;
    return row!.count;
  };
  const someMore = async () => {
    const before = await entries();
    await eventually(async () => assert.ok((await entries()) > before + 30n), { withinMs: 30_000 });
  };
  try {
    for (let crash = 1; crash <= 3; crash++) {
      await started();
      await someMore();
      await killed();
    }
    await started();
    await someMore();
    await cluster.kill9();
    await cluster.start();
    await someMore();
  } finally {
    stopping.abort();
    await telling;
  }
  const [told] = await outbox<{ count: bigint }[]>`select count(*) as count from outbox`;
  assert.ok(told!.count >= BigInt(acknowledged));
  await eventually(async () => assert.equal(await entries(), told!.count * sources), { withinMs: 30_000 });
  const [each] = await admin<{ sources: bigint; keys: bigint }[]>`
    select count(distinct source) as sources, count(distinct (source, source_position)) as keys from audit_entries`;
  assert.deepEqual(each, { sources, keys: told!.count * sources });
  assert.ok((await verifyAudit(admin)).intact);
  await Promise.all([outbox.end(), admin.end()]);
}, 150_000);
