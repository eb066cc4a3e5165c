import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { auditLogMigrations, verifyAudit } from "@beacom/audit-log";
import { newId } from "@beacom/ids";
import { valueOf } from "@beacom/result";
import { eventually, testDatabase } from "@beacom/testing";
import { afterAll, test } from "vitest";
import { massRecordsIn } from "#adapters/mass-actions-postgres";
import { decideMassActionWith, prepareMassActionWith } from "#application/mass-actions";
import type { MassRecords } from "#application/mass-actions-ports";

const database = await testDatabase({
  schema: "admin",
  migrations: [auditLogMigrations, new URL("../migrations/", import.meta.url)],
});
const { sql, url } = database;
await sql`create table played_calls (key text not null)`;
await sql`create table played_credits (key text primary key)`;
const children = new Set<ChildProcess>();
afterAll(async () => {
  await Promise.all([...children].map(kill9));
  await database.close();
});

const program = new URL("./testing/mass-actions-process.ts", import.meta.url).pathname;
const beganMs = Date.now();

async function start(): Promise<ChildProcess> {
  const env = { PATH: process.env["PATH"] ?? "", ADMIN_DATABASE_URL: url, BEGAN_MS: `${beganMs}` };
  const child = spawn(process.execPath, [program], { env, stdio: ["ignore", "inherit", "inherit", "ipc"] });
  children.add(child);
  await once(child, "message");
  return child;
}

async function kill9(child: ChildProcess): Promise<void> {
  children.delete(child);
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  await exited;
}

const countOf = async (table: string) => {
  const [row] = await sql<{ count: number }[]>`select count(*)::int as count from ${sql(table)}`;
  return row?.count ?? 0;
};
const stateOf = async (actionId: string) => {
  const [row] = await sql<{ state: string }[]>`select state from mass_actions where action_id = ${actionId}`;
  return row?.state;
};

test("kill -9 at any moment, and several processes at once, do it to each customer once and tell of it once", {
  timeout: 240_000,
}, async () => {
  const customers = Array.from({ length: 300 }, () => newId("customer"));
  const ports = {
    inTransaction: <T>(work: (records: MassRecords) => Promise<T>) =>
      sql.begin((tx) => work(massRecordsIn(tx))) as Promise<T>,
    newId: { action: () => newId("massAction"), entry: () => newId("entry") },
    limitsNow: async () => ({ customers: 1_000, cents: 10_000_000n }),
    wake: () => undefined,
    clock: () => new Date(),
  };
  const act = {
    who: { kind: "staff", id: "stf_thandi", role: "owner" },
    from: { address: "", userAgent: "" },
  } as const;
  const terms = { kind: "credit", amountCents: 1_00n, currency: "ZAR", reasonCode: "outage" } as const;
  const who = { pasted: customers.join("\n") };
  const { actionId } = valueOf(
    await prepareMassActionWith(ports)({ terms, who, reason: "the tower fell", idempotencyKey: "1", act }),
  );

  const preparing = await start();
  await eventually(async () => {
    const [row] = await sql`select count(*)::int as n from mass_action_customers where state = 'waiting'`;
    assert.ok(row?.["n"] > 20);
  });
  await kill9(preparing);
  let first = await start();
  await eventually(async () => assert.equal(await stateOf(actionId), "ready"), { withinMs: 60_000 });
  valueOf(await decideMassActionWith(ports)({ actionId, type: "start", act }));

  const second = await start();
  assert.ok((await countOf("played_credits")) < 300);
  for (const aliveMs of [60, 150, 90]) {
    const before = await countOf("played_credits");
    await eventually(async () => assert.ok((await countOf("played_credits")) > before), { withinMs: 30_000 });
    await pause(aliveMs);
    await kill9(first);
    first = await start();
  }
  await eventually(async () => assert.equal(await stateOf(actionId), "finished"), { withinMs: 120_000 });
  assert.ok(second.exitCode === null);

  assert.equal(await countOf("played_credits"), 300);
  const [row] = await sql<
    { done: number }[]
  >`select count(*)::int as done from mass_action_customers where state = 'done'`;
  assert.equal(row?.done, 300);
  const told = await sql<{ whom_id: string }[]>`select whom_id from audit_entries where what = 'customer.credited'`;
  assert.deepEqual(told.map(({ whom_id: id }) => id).toSorted(), customers.toSorted());
  assert.ok((await verifyAudit(sql)).intact);
});
