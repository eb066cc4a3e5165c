import assert from "node:assert/strict";
import { testDatabase } from "@beacom/testing";
import { afterAll, beforeAll, test } from "vitest";
import { allAudit, type AuditSearch, auditLogMigrations, record, searchAudit } from "#index";
import { sampleEntry } from "#testing/sample-entry";

let database: Awaited<ReturnType<typeof testDatabase>>;

beforeAll(async () => {
  database = await testDatabase({ schema: "audit_sample", migrations: [auditLogMigrations] });
  const changed = [
    {},
    { who: { kind: "staff" as const, id: "stf_sipho", role: "support" } },
    { what: "service.restricted" },
    { why: "100% refund_agreed by phone" },
    { whom: { kind: "invoice", id: "inv_1" } },
  ];
  for (const [n, change] of changed.entries()) await database.sql.begin((tx) => record(tx, sampleEntry(n + 1, change)));
});
afterAll(() => database.close());

const positions = async (search: Partial<AuditSearch>) =>
  (await searchAudit(database.sql, { limit: 10, ...search })).entries.map(({ position }) => position);

test.each<[string, Partial<AuditSearch>, bigint[]]>([
  ["nothing in particular", {}, [5n, 4n, 3n, 2n, 1n]],
  ["who", { who: "stf_sipho" }, [2n]],
  ["what", { what: "service.restricted" }, [3n]],
  ["all deeds of a kind", { what: "service." }, [3n]],
  ["whom without its kind", { whom: { id: "inv_1" } }, [5n]],
  ["the kind of whom", { whom: { kind: "invoice" } }, [5n]],
  ["whom", { whom: { kind: "invoice", id: "inv_1" } }, [5n]],
  ["words of the reason", { why: "REFUND" }, [4n]],
  ["signs that SQL would read as patterns", { why: "0% refund_" }, [4n]],
  [
    "a time",
    { from: new Date(Date.UTC(2026, 0, 5, 8, 0, 2)), until: new Date(Date.UTC(2026, 0, 5, 8, 0, 4)) },
    [3n, 2n],
  ],
])("entries are found by %s", async (_, search, expected) => assert.deepEqual(await positions(search), expected));

test("pages follow one another without a gap, and the last has no next", async () => {
  const first = await searchAudit(database.sql, { limit: 3 });
  assert.equal(first.next, 3n);
  const second = await searchAudit(database.sql, { limit: 3, before: 3n });
  assert.deepEqual(
    second.entries.map(({ position }) => position),
    [2n, 1n],
  );
  assert.equal(second.next, undefined);
});

test("all that is found comes page by page", async () => {
  const found: bigint[] = [];
  for await (const page of allAudit(database.sql, {})) found.push(...page.map(({ position }) => position));
  assert.deepEqual(found, [5n, 4n, 3n, 2n, 1n]);
});
