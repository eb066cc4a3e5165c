import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { message, outboxMigrations, publish, serveFeed } from "@beacom/outbox";
import { AuditService } from "@beacom/proto/admin/v1/audit";
import { BillingEvents } from "@beacom/proto/billing/v1/billing";
import { IdentityEvents } from "@beacom/proto/identity/v1/identity";
import { StaffActedSchema } from "@beacom/proto/identity/v1/staff";
import { openLog, type ServiceModule, startServices } from "@beacom/runtime";
import { eventually, testDatabase } from "@beacom/testing";
import { afterAll, test } from "vitest";
import { adminApi } from "#module";

const log = openLog({ level: "silent" });
const database = await testDatabase(adminApi.database!);
const identity = await testDatabase({ schema: "identity", migrations: [outboxMigrations] });
const billing = await testDatabase({ schema: "billing", migrations: [outboxMigrations] });

/** Stands for a service that is known only by its feed. */
const feedOf = (
  name: string,
  offer: typeof IdentityEvents | typeof BillingEvents,
  source: typeof identity,
): ServiceModule => ({
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
const sources = [feedOf("identity", IdentityEvents, identity), feedOf("billing-engine", BillingEvents, billing)];
const services = await startServices(
  { here: [...sources, adminApi], elsewhere: {}, log, runtime: { internalKey: randomBytes(32) } },
  { ADMIN_DATABASE_URL: database.url },
);
const audit = services.peers.client(AuditService);
afterAll(async () => {
  await services.close();
  await Promise.all([database.close(), identity.close(), billing.close()]);
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
