import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { message, outboxMigrations, publish, serveFeed } from "@beacom/outbox";
import { AuditService } from "@beacom/proto/admin/v1/audit";
import { StaffActedSchema } from "@beacom/proto/identity/v1/staff";
import { openLog, type ServiceModule, startServices } from "@beacom/runtime";
import { eventually, testDatabase } from "@beacom/testing";
import { afterAll, test } from "vitest";
import { auditSources } from "#audit-sources";
import { adminApi } from "#module";

const log = openLog({ level: "silent" });
const database = await testDatabase(adminApi.database!);
const identity = await testDatabase({ schema: "identity", migrations: [outboxMigrations] });
const billing = await testDatabase({ schema: "billing", migrations: [outboxMigrations] });
const others = await testDatabase({ schema: "others", migrations: [outboxMigrations] });

/** Stands for a service that is known only by its feed. */
const feedOf = (name: string, offer: (typeof auditSources)[number][1], source: typeof identity): ServiceModule => ({
  name,
  offers: [offer],
  readConfig: () => ({}),
  async start() {
    const feed = serveFeed({ sql: source.sql, log });
    return {
      routes: (router) => void router.service(offer, { follow: (request, context) => feed.follow(request, context) }),
      close: () => feed.close(),
    };
  },
});
const outboxes: Readonly<Record<string, typeof identity>> = { identity, "billing-engine": billing };
const sources = auditSources.map(([name, events]) => feedOf(name, events, outboxes[name] ?? others));
const services = await startServices(
  { here: [...sources, adminApi], elsewhere: {}, log, runtime: { internalKey: randomBytes(32) } },
  { ADMIN_DATABASE_URL: database.url },
);
const audit = services.peers.client(AuditService);
afterAll(async () => {
  await services.close();
  await Promise.all([database.close(), identity.close(), billing.close(), others.close()]);
});

const acted = (source: typeof identity, changed: object = {}) => {
  const act = {
    actorStaffId: "stf_1",
    actorRole: "owner",
    action: "staff.invited",
    subjectKind: "staff",
    subjectId: "stf_2",
  };
  return source.sql.begin((tx) =>
    publish(tx, [message(StaffActedSchema, "stf_2", { ...act, ...changed }, new Date())]),
  );
};

test("what staff did in a service is in the audit log, once and in the chain", async () => {
  await acted(identity, { reason: "joins the desk", afterJson: '{"role":"support","password":"x"}' });
  await acted(billing, { action: "plan.published", afterJson: "no JSON" });
  await eventually(async () => assert.equal((await audit.verifyAudit({})).entries, 2n));
  assert.ok((await audit.verifyAudit({})).intact);
});

test("the log is searched in pages by who, what, whom and words of the reason", async () => {
  await acted(identity, { action: "staff.deactivated", subjectId: "stf_9", reason: "Left the company" });
  const search = async (filter: object) => (await audit.searchAudit({ filter })).entries;
  await eventually(async () => assert.equal((await search({ what: "staff.deactivated" })).length, 1));
  const [entry] = await search({ whomId: "stf_9", what: "staff.", why: "left THE", who: "stf_1" });
  assert.equal(entry?.source, "identity");
  assert.deepEqual([entry.whoKind, entry.role, entry.beforeJson], ["staff", "owner", "null"]);
  const [hidden] = await search({ whomId: "stf_2", why: "desk" });
  assert.deepEqual(JSON.parse(hidden!.afterJson), { role: "support", password: "(hidden)" });
  const first = await audit.searchAudit({ limit: 2 });
  const second = await audit.searchAudit({ limit: 2, cursor: first.nextCursor });
  assert.deepEqual(
    [...first.entries, ...second.entries].map(({ position }) => position),
    [3n, 2n, 1n],
  );
  assert.equal(second.nextCursor, "");
  await assert.rejects(audit.searchAudit({ cursor: "-1" }), /cursor-invalid/);
});

test("an export has all that was found, and is in the log itself", async () => {
  const lines = async (format: string) => {
    let text = "";
    for await (const part of audit.exportAudit({ filter: { whomKind: "staff" }, format })) text += part.text;
    return text.trim().split(/\r?\n/);
  };
  assert.equal((await lines("jsonl")).length, 3);
  assert.match((await lines("csv"))[0]!, /^position,at,who/);
  await assert.rejects(lines("xml"), /format-unknown/);
  const { entries } = await audit.searchAudit({ filter: { what: "audit.exported" } });
  assert.deepEqual(
    entries.map(({ afterJson }) => JSON.parse(afterJson) as unknown),
    [
      { format: "csv", whomKind: "staff" },
      { format: "jsonl", whomKind: "staff" },
    ],
  );
});
