import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AuditEntry, auditLogMigrations, record } from "@beacom/audit-log";
import { connect } from "@beacom/postgres";
import { testDatabase } from "@beacom/testing";
import { afterAll, beforeAll, test } from "vitest";
import { readKnown } from "#commands/audit";
import { auditExport } from "#commands/audit/audit-export";
import type { AuditHere } from "#commands/audit/audit-here";
import { auditSearch } from "#commands/audit/audit-search";
import { auditVerify } from "#commands/audit/audit-verify";
import { fakeTerminal } from "#commands/radius/testing/fake-terminal";

const folder = mkdtempSync(join(tmpdir(), "beacom-audit-"));
let database: Awaited<ReturnType<typeof testDatabase>>;

beforeAll(async () => {
  database = await testDatabase({ schema: "audit_cli", migrations: [auditLogMigrations] });
  for (let n = 1; n <= 3; n++) await database.sql.begin((tx) => record(tx, entry(n)));
});
afterAll(async () => {
  await database.close();
  rmSync(folder, { recursive: true });
});

const entry = (n: number): AuditEntry => ({
  source: "identity",
  sourcePosition: `${n}`,
  who: { kind: "staff", id: "stf_1", role: "owner" },
  what: n === 2 ? "staff.deactivated" : "staff.invited",
  whom: { kind: "staff", id: `stf_${n + 1}` },
  before: null,
  after: { n },
  why: n === 2 ? "left\u001b[2J the company" : "",
  from: { address: "192.0.2.7", userAgent: "" },
  at: new Date(Date.UTC(2026, 10, 22, 10, n)),
  traceId: "",
});

async function said(run: (here: AuditHere) => Promise<void>) {
  const terminal = fakeTerminal();
  await run({ sql: database.sql, terminal });
  return { text: terminal.said().join("\n"), failed: terminal.failed() };
}

test("verify says that the chain is whole, what to write down, and that what was written down is still there", async () => {
  const first = await said((here) => auditVerify(here, {}));
  const [, link = ""] = /write this down elsewhere: (\S+)/.exec(first.text) ?? [];
  assert.match(first.text, /✓ the chain of 3 entries is unbroken/);
  assert.equal(first.failed, false);
  const again = await said((here) => auditVerify(here, { known: readKnown(link) }));
  assert.match(again.text, /✓ entry 3 is the one that was written down/);
  const other = await said((here) => auditVerify(here, { known: readKnown(`2:${"ab".repeat(32)}`) }));
  assert.match(other.text, /✗ entry 2 has another hash/);
  assert.ok(other.failed);
});

test("search shows the newest first, and reasons that cannot move the cursor", async () => {
  const { text } = await said((here) => auditSearch(here, { what: "staff." }));
  assert.deepEqual(text.match(/staff\.\w+/g), ["staff.invited", "staff.deactivated", "staff.invited"]);
  assert.match(text, /left \[2J the company/);
  assert.match((await said((here) => auditSearch(here, { whom: "stf_9" }))).text, /nothing of the kind/);
});

test("an export is a file with a line for each entry", async () => {
  const out = join(folder, "audit.jsonl");
  await said((here) => auditExport(here, { format: "jsonl", out, why: "LEFT" }));
  const lines = readFileSync(out, "utf8").trim().split("\n");
  assert.deepEqual(
    lines.map((line) => (JSON.parse(line) as { position: string }).position),
    ["2"],
  );
});

test("an entry that was altered is named, and the command ends with 1", async () => {
  const admin = connect(database.adminUrl, { max: 1 });
  try {
    await admin.begin(async (tx) => {
      await tx.unsafe("set local session_replication_role = replica; set local search_path = audit_cli");
      await tx.unsafe("update audit_entries set who = 'stf_2' where position = 2");
    });
  } finally {
    await admin.end();
  }
  const { text, failed } = await said((here) => auditVerify(here, {}));
  assert.match(text, /✗ entry 2 was altered, removed or inserted; the 1 before it follow/);
  assert.ok(failed);
});
