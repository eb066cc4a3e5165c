import assert from "node:assert/strict";
import { connect, type Sql } from "@beacom/postgres";
import { ok, refuse } from "@beacom/result";
import { testDatabase } from "@beacom/testing";
import { afterEach, beforeEach, describe, test } from "vitest";
import { auditLogMigrations, record, verifyAudit } from "#index";
import { sampleEntry } from "#testing/sample-entry";

let database: Awaited<ReturnType<typeof testDatabase>>;
let admin: Sql;

beforeEach(async () => {
  database = await testDatabase({ schema: "audit_sample", migrations: [auditLogMigrations] });
  admin = connect(database.adminUrl, { max: 1 });
  for (let n = 1; n <= 5; n++) await write(n);
});
afterEach(async () => {
  await admin.end();
  await database.close();
});

const write = (n: number) => database.sql.begin((tx) => record(tx, sampleEntry(n)));

test("what was recorded is whole", async () => {
  const report = await verifyAudit(database.sql);
  assert.ok(report.intact);
  assert.equal(report.entries, 5n);
});

test("a message that comes twice is written once, and keeps its position", async () => {
  assert.deepEqual(await write(3), ok({ position: 3n, repeated: true }));
  assert.equal((await verifyAudit(database.sql)).entries, 5n);
});

test("entries that are written side by side have positions without gaps", async () => {
  await Promise.all(Array.from({ length: 20 }, (_, n) => write(n + 1)));
  const report = await verifyAudit(database.sql);
  assert.ok(report.intact);
  assert.equal(report.entries, 20n);
});

test("a change that is rolled back leaves no entry and no hole", async () => {
  const rolledBack = database.sql.begin(async (tx) => {
    await record(tx, sampleEntry(6));
    throw new Error("the change failed");
  });
  await assert.rejects(rolledBack, /the change failed/);
  assert.deepEqual(await write(7), ok({ position: 6n, repeated: false }));
  assert.ok((await verifyAudit(database.sql)).intact);
});

test("an entry with a secret is refused and not written", async () => {
  const answer = await database.sql.begin((tx) => record(tx, sampleEntry(6, { after: { password: "hunter2" } })));
  assert.deepEqual(answer, refuse({ kind: "secret-in-entry", path: "after.password" }));
  assert.equal((await verifyAudit(database.sql)).entries, 5n);
});

test.each(["update audit_entries set why = ''", "delete from audit_entries", "truncate audit_entries"])(
  "the database refuses to %s",
  (statement) => assert.rejects(database.sql.unsafe(statement), /audit entries are only appended/),
);

describe("whoever gets around the triggers is found", () => {
  const columns = ["source", "source_position", "who", "what", "whom_kind", "whom_id", "why", "entry", "hash"];
  test.each(columns)("an entry whose %s was altered is named", async (column) => {
    await asForger(`update audit_entries set ${column} = ${column} || 'x' where position = 3`);
    await assertBrokenAt(3n);
  });

  test.each(["1 day", "1 microsecond"])("an entry that was moved in time by %s is named", async (interval) => {
    await asForger(`update audit_entries set at = at + interval '${interval}' where position = 3`);
    await assertBrokenAt(3n);
  });

  test.each([1n, 3n, 5n])("an entry that was removed at %s is named", async (position) => {
    await asForger(`delete from audit_entries where position = ${position}`);
    await assertBrokenAt(position);
  });

  test("an entry that was inserted behind the last is named", async () => {
    await asForger(`insert into audit_entries select 6, source, 'forged', who, what, whom_kind, whom_id, why, at, entry, hash
      from audit_entries where position = 5`);
    await assertBrokenAt(6n);
  });
});

describe("a hash that was written down elsewhere", () => {
  const linkAt = async (position: bigint) => {
    const [row] = await database.sql<{ hash: string }[]>`select hash from audit_entries where position = ${position}`;
    return { position, hash: row!.hash };
  };

  test("is in the chain as long as nobody makes it anew, however far it went on", async () => {
    const known = await linkAt(3n);
    await write(6);
    assert.deepEqual(await verifyAudit(database.sql, known), { ...(await verifyAudit(database.sql)), madeAnew: false });
  });

  test("shows a chain that was made anew from some position on", async () => {
    const known = await linkAt(4n);
    await asForger("delete from audit_entries; update audit_chain set position = 0, hash = repeat('0', 64)");
    for (let n = 1; n <= 5; n++)
      await database.sql.begin((tx) => record(tx, sampleEntry(n, { why: n < 4 ? "as it was" : "another story" })));
    assert.ok((await verifyAudit(database.sql)).intact);
    const report = await verifyAudit(database.sql, known);
    assert.deepEqual([report.intact, report.madeAnew], [false, true]);
  });
});

test("texts that the database cannot keep as they are do not break the chain", async () => {
  const odd = {
    why: "half a pair \ud800 and\0NUL",
    whom: { kind: "note", id: "x".repeat(9_000) },
    after: { a: "\ud800\0" },
  };
  assert.ok((await database.sql.begin((tx) => record(tx, sampleEntry(6, odd)))).ok);
  assert.ok((await verifyAudit(database.sql)).intact);
});

async function assertBrokenAt(position: bigint) {
  const report = await verifyAudit(database.sql);
  assert.deepEqual(
    { intact: report.intact, firstBroken: report.firstBroken },
    { intact: false, firstBroken: position },
  );
}

/** The owner of the cluster can switch triggers off. */
const asForger = (statement: string) =>
  admin.begin(async (tx) => {
    await tx.unsafe("set local session_replication_role = replica; set local search_path = audit_sample");
    await tx.unsafe(statement);
  });
