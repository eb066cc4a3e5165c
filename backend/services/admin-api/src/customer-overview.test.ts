import assert from "node:assert/strict";
import { outboxMigrations } from "@beacom/outbox";
import { CustomerOverviewService } from "@beacom/proto/admin/v1/customers";
import { ServiceLevel } from "@beacom/proto/billing/v1/billing";
import { PaymentStatus } from "@beacom/proto/payments/v1/payments";
import { openLog, startServices } from "@beacom/runtime";
import { testDatabase } from "@beacom/testing";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError } from "@connectrpc/connect";
import { afterAll, beforeEach, test } from "vitest";
import { adminApi } from "#module";
import { isDown, isStuck, isUnknown, needing, neighbours, type Script } from "#testing/neighbours";

const now = new Date("2026-11-27T15:00:00Z");
const at = (time: string) => timestampFromDate(new Date(`2026-11-27T${time}Z`));
const zar = (minorUnits: bigint) => ({ minorUnits, currency: "ZAR" });

const everythingIsFine = (): Required<Omit<Script, "vouchers" | "resellers">> => ({
  identity: { getCustomer: needing("customers.read", ({ customerId }) => ({ customerId, name: "Thandi Nkosi" })) },
  billing: {
    getAccount: needing("customers.read", ({ customerId }) => ({
      customerId,
      available: zar(250n),
      service: { level: ServiceLevel.BLOCKED, reason: "bundle-used-up" },
    })),
  },
  postpaid: { getBilling: isUnknown },
  payments: {
    listPayments: needing("payments.read", () => ({
      payments: [{ paymentId: "pay_1", status: PaymentStatus.FAILED, reason: "Declined by the bank." }],
    })),
  },
  radius: {
    listSessions: needing("radius.read", () => ({
      sessions: [
        {
          sessionId: "ses_1",
          nasName: "tower 1",
          startedAt: at("08:00:00"),
          endedAt: at("12:02:00"),
          terminateCause: "Lost-Carrier",
        },
      ],
    })),
  },
  radiusAdmin: {
    explainAccess: needing("radius.read", ({ nas }) => ({
      decision: "Access-Reject",
      reason: "blocked",
      replyMessage: `no at ${nas}`,
    })),
  },
  notification: {
    listMessages: needing("customers.read", () => ({
      messages: [
        { messageId: "msg_1", kind: "usage-notice", text: "All used." },
        { messageId: "msg_2", kind: "phone-code", text: "123456 is your code." },
      ],
    })),
  },
  approvals: {
    listApprovalsOf: needing("approvals.read", () => ({
      approvals: [
        { approvalId: "apv_1", state: "made" },
        { approvalId: "apv_2", state: "proposed" },
      ],
    })),
  },
});

const script: Script = {};
const database = await testDatabase(adminApi.database!);
const outbox = await testDatabase({ schema: "identity", migrations: [outboxMigrations] });
let answering: Script = everythingIsFine();
/** Each service as the test at hand has it. */
for (const [service, answers] of Object.entries(everythingIsFine()) as [keyof Script, Record<string, unknown>][])
  script[service] = Object.fromEntries(
    Object.keys(answers).map((method) => [
      method,
      (request: unknown, context: unknown) =>
        (answering[service] as Record<string, (...call: unknown[]) => unknown>)[method]!(request, context),
    ]),
  );
const around = neighbours(script, outbox.sql);
const services = await startServices(
  { here: [around.module, adminApi], elsewhere: {}, clock: () => now, log: openLog({ level: "silent" }) },
  { ADMIN_DATABASE_URL: database.url, ADMIN_PATIENCE_MS: "200" },
);
afterAll(async () => {
  await services.close();
  await Promise.all([database.close(), outbox.close()]);
});
beforeEach(() => {
  answering = everythingIsFine();
});

const owner = around.staff("*");
const overview = (as = owner) =>
  services.peers.client(CustomerOverviewService).getCustomerOverview({ customerId: "cus_1" }, as);

test("one call says who it is, how it stands and why, what they have, paid, used, and were told", async () => {
  const page = await overview();
  assert.deepEqual(page.missing, []);
  assert.equal(page.state?.sentence, "Offline since 14:02: bundle used up; last top-up failed (Declined by the bank).");
  assert.deepEqual([page.state.state, page.state.because], ["offline", ["bundle-used-up", "top-up-failed"]]);
  assert.deepEqual(
    [page.customer?.name, page.account?.available?.minorUnits, page.billing, page.payments.length],
    ["Thandi Nkosi", 250n, undefined, 1],
  );
  assert.deepEqual([page.liveSessions.length, page.pastSessions[0]?.terminateCause], [0, "Lost-Carrier"]);
  assert.deepEqual([page.nextLogin?.nasName, page.nextLogin?.replyMessage], ["tower 1", "no at tower 1"]);
  assert.deepEqual(
    page.messages.map(({ text }) => text),
    ["All used.", ""],
  );
  assert.deepEqual(
    page.openApprovals.map(({ approvalId }) => approvalId),
    ["apv_2"],
  );
});

test("services that are down or stuck are named, the others are there, and nothing is guessed", async () => {
  answering = {
    ...answering,
    radius: { listSessions: isDown },
    notification: { listMessages: isStuck },
    billing: { getAccount: isDown },
  };
  const page = await overview();
  assert.deepEqual(page.missing.map(({ service, what, why }) => `${service} ${what}: ${why}`).toSorted(), [
    "billing-engine account: unavailable",
    "notification-service messages: too-slow",
    "radius-server next login: unavailable",
    "radius-server sessions: unavailable",
  ]);
  assert.equal(
    page.state?.sentence,
    "Whether they are online is not known: last top-up failed (Declined by the bank).",
  );
  assert.equal(page.customer?.name, "Thandi Nkosi");
});

test("what the permissions of whoever asks do not allow is missing, and says so", async () => {
  const page = await overview(around.staff("customers.read"));
  assert.deepEqual(page.missing.map(({ what, why }) => `${what}: ${why}`).toSorted(), [
    "approvals: not-allowed",
    "next login: not-allowed",
    "payments: not-allowed",
    "sessions: not-allowed",
  ]);
  await assert.rejects(overview(around.staff("radius.read")), /permission-missing/);
});

test("who is not a customer has no page", async () => {
  answering = { ...answering, identity: { getCustomer: isUnknown } };
  await assert.rejects(overview(), (error) => {
    const { code, rawMessage } = ConnectError.from(error);
    assert.deepEqual([code, rawMessage], [Code.NotFound, "customer-unknown"]);
    return true;
  });
});
