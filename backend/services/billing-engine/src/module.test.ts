import assert from "node:assert/strict";
import { AfterExhaustion, BillingEvents, BillingService, ServiceLevel } from "@beacom/proto/billing/v1/billing";
import { CustomerVerifiedSchema } from "@beacom/proto/identity/v1/identity";
import { PaymentStatus, PaymentSucceededSchema } from "@beacom/proto/payments/v1/payments";
import { SessionReportedSchema, SessionsReportedSchema } from "@beacom/proto/radius/v1/radius";
import { openLog, type RunningServices, startServices } from "@beacom/runtime";
import { eventually, testDatabase } from "@beacom/testing";
import { timestampFromDate, timestampNow } from "@bufbuild/protobuf/wkt";
import { type Client, Code, ConnectError } from "@connectrpc/connect";
import { afterEach, beforeEach, expect, test } from "vitest";
import { billingDatabase } from "#engine";
import { billingEngine } from "#module";
import { scriptedSources, scriptedTrace } from "#scripted-sources";

const thandi = "cus_thandi";
const rate = { downBitsPerSecond: 20_000_000n, upBitsPerSecond: 5_000_000n };
const daily = {
  name: "Daily",
  price: { minorUnits: 1_150n, currency: "ZAR" },
  octets: 100n,
  validitySeconds: 86_400n,
  rate,
  afterExhaustion: AfterExhaustion.THROTTLE,
  throttledRate: { downBitsPerSecond: 512_000n, upBitsPerSecond: 256_000n },
  idempotencyKey: "daily",
};

let database: Awaited<ReturnType<typeof testDatabase>>;
let sources: ReturnType<typeof scriptedSources>;
let running: RunningServices;
let billing: Client<typeof BillingService>;

const start = () =>
  startServices(
    { here: [sources.module, billingEngine], elsewhere: {}, log: openLog({ level: "silent" }) },
    { BILLING_DATABASE_URL: database.url, BILLING_EXPIRY_SECONDS: "0.05", BILLING_RETRY_SECONDS: "0.2" },
  );
beforeEach(async () => {
  database = await testDatabase(billingDatabase);
  sources = scriptedSources();
  running = await start();
  billing = running.peers.client(BillingService);
});
afterEach(async () => {
  await running.close();
  await database.close();
});

const refusedAs = (code: Code, message: string) => (error: unknown) =>
  error instanceof ConnectError && error.code === code && error.rawMessage === message;

const paid = (paymentId: string, minorUnits: bigint, planId = "") =>
  sources.payments.tell(PaymentSucceededSchema, paymentId, {
    payment: {
      paymentId,
      customerId: thandi,
      amount: { minorUnits, currency: "ZAR" },
      planId,
      status: PaymentStatus.SUCCEEDED,
      provider: "paystack",
    },
    receivedAt: timestampNow(),
  });
const report = (sessionId: string, octetsDown: bigint, customerId = thandi) => ({
  sessionId,
  customerId,
  startedAt: timestampNow(),
  reportedAt: timestampFromDate(new Date(Date.now() + 1)),
  octetsDown,
  octetsUp: 0n,
});

test("verified, paid, online, used up: the neighbours' events become an account, and its news goes out", async () => {
  const plan = await billing.publishPlan(daily);
  await assert.rejects(billing.getAccount({ customerId: thandi }), refusedAs(Code.NotFound, "account-not-open-yet"));
  sources.identity.tell(CustomerVerifiedSchema, thandi, { customerId: thandi });
  await eventually(async () => void (await billing.getAccount({ customerId: thandi })));

  paid("pay_1", 2_000n, plan.planId);
  paid("pay_1", 2_000n, plan.planId);
  await eventually(async () => {
    const account = await billing.getAccount({ customerId: thandi });
    assert.equal(account.service?.level, ServiceLevel.FULL);
    assert.equal(account.available?.minorUnits, 850n);
  });

  sources.radius.tell(SessionReportedSchema, "ses_1", report("ses_1", 60n));
  sources.radius.tell(SessionsReportedSchema, "sessions", {
    reports: [report("ses_1", 90n), report("ses_2", 20n), report("ses_x", 7n, "")],
  });
  await eventually(async () => {
    const account = await billing.getAccount({ customerId: thandi });
    assert.equal(account.service?.level, ServiceLevel.THROTTLED);
    assert.deepEqual(account.service?.rate?.downBitsPerSecond, 512_000n);
    assert.deepEqual(account.bundles[0]?.noticesPercent, [50, 80, 100]);
  });
  const { sessions } = await billing.listUsage({ customerId: thandi });
  const free = new Map(sessions.map(({ sessionId, octetsFree }) => [sessionId, octetsFree]));
  assert.deepEqual([free.get("ses_1"), free.get("ses_2"), free.size], [0n, 10n, 2]);
  const { rows } = await billing.listStatement({ customerId: thandi });
  assert.deepEqual(
    rows.map(({ kind, amount, availableAfter }) => [kind, amount?.minorUnits, availableAfter?.minorUnits]),
    [
      ["bundle", -1_150n, 850n],
      ["top-up", 2_000n, 2_000n],
    ],
  );
  const told: string[] = [];
  for await (const { events } of running.peers.client(BillingEvents).follow({})) {
    told.push(...events.map((event) => event.type.slice("beacom.billing.v1.".length)));
    if (events.length > 0) break;
  }
  const traces = await database.sql`
    select type from outbox where traceparent = ${scriptedTrace} and type ~ 'WalletToppedUp|UsageNoticeRaised'`;
  assert.equal(traces.length, 4);
  assert.deepEqual(new Set(told).size, 6);
  const sound = { balanced: true, chainIntact: true, rebuildEqualsLive: true };
  expect(await billing.verifyLedger({})).toMatchObject({
    ...sound,
    chainHead: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
});

test("a restart in the middle goes on where it was, and what is told again is charged once", async () => {
  const plan = await billing.publishPlan({ ...daily, octets: 1_000_000n });
  paid("pay_1", 1_150n, plan.planId);
  await eventually(async () => void (await billing.getAccount({ customerId: thandi })));
  for (let i = 1n; i <= 300n; i++) sources.radius.tell(SessionReportedSchema, "ses_1", report("ses_1", i * 10n));
  await running.close();
  // As after a crash between the charge and its checkpoint: everything is told again.
  await database.sql`delete from outbox_checkpoints`;
  running = await start();
  billing = running.peers.client(BillingService);
  await eventually(async () => {
    const { bundles } = await billing.getAccount({ customerId: thandi });
    assert.equal(bundles[0]?.octetsUsed, 3_000n);
  });
  expect(await billing.verifyLedger({})).toMatchObject({ balanced: true, rebuildEqualsLive: true, problems: [] });
});

test("reports are charged once when the database's connections break in the middle of a batch", async () => {
  const plan = await billing.publishPlan({ ...daily, octets: 1_000_000n });
  paid("pay_1", 1_150n, plan.planId);
  await eventually(async () => void (await billing.getAccount({ customerId: thandi })));
  const customers = Array.from({ length: 200 }, (_, i) => `cus_${i}`);
  for (let i = 1n; i <= 20n; i++) {
    const reports = customers.map((customerId) => report(`ses_${customerId}`, i * 5n, customerId));
    sources.radius.tell(SessionsReportedSchema, "sessions", {
      reports: [...reports, report("ses_1", i * 10n), report("ses_2", i * 20n)],
    });
    if (i % 5n > 0n) continue;
    await database.sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name = 'billing-engine'`;
  }
  await eventually(
    async () => {
      const { bundles } = await billing.getAccount({ customerId: thandi });
      assert.equal(bundles[0]?.octetsUsed, 600n);
      const { sessions } = await billing.listUsage({ customerId: "cus_199" });
      assert.equal(sessions[0]?.octetsFree, 100n);
    },
    { withinMs: 30_000 },
  );
  expect(await billing.verifyLedger({})).toMatchObject({ balanced: true, rebuildEqualsLive: true, problems: [] });
});

test("an account that cannot be read holds up nobody, and its events are not lost", async () => {
  paid("pay_1", 100n);
  await eventually(async () => void (await billing.getAccount({ customerId: thandi })));
  await running.close();
  await database.sql`alter table events disable trigger events_are_for_good`;
  const spoil = (from: string, to: string) => database.sql`
    update events set type = ${to} where stream = 'account/cus_thandi' and type = ${from}`;
  await spoil("WalletToppedUp", "FromTheFuture");
  running = await start();
  billing = running.peers.client(BillingService);
  paid("pay_2", 200n);
  sources.radius.tell(SessionsReportedSchema, "sessions", {
    reports: [report("ses_1", 90n), report("ses_2", 20n, "cus_sipho")],
  });
  sources.radius.tell(SessionReportedSchema, "ses_3", report("ses_3", 30n, "cus_sipho"));
  await eventually(async () => {
    const { sessions } = await billing.listUsage({ customerId: "cus_sipho" });
    assert.equal(sessions.length, 2);
    const aside = await database.sql`select source from events_set_aside order by source`;
    assert.deepEqual(
      aside.map((row) => row["source"] as string),
      ["payments", "radius"],
    );
  });
  await spoil("FromTheFuture", "WalletToppedUp");
  await eventually(async () => {
    assert.equal((await billing.getAccount({ customerId: thandi })).available?.minorUnits, 300n);
    assert.equal((await billing.listUsage({ customerId: thandi })).sessions[0]?.octetsFree, 90n);
    assert.equal((await database.sql`select 1 from events_set_aside`).length, 0);
  });
  expect(await billing.verifyLedger({})).toMatchObject({ balanced: true, chainIntact: true, problems: [] });
});

test("bundles expire by the timer", async () => {
  const plan = await billing.publishPlan({ ...daily, validitySeconds: 1n });
  paid("pay_1", 1_150n, plan.planId);
  await eventually(async () => {
    const { service, bundles } = await billing.getAccount({ customerId: thandi });
    assert.equal(service?.reason, "bundle-expired");
    assert.equal(bundles[0]?.state, "expired");
  });
});

test("a customer sees and spends only their own", async () => {
  const plan = await billing.publishPlan(daily);
  paid("pay_1", 1_150n);
  await eventually(async () => void (await billing.getAccount({ customerId: thandi }, sources.as(thandi))));
  const stranger = sources.as("cus_stranger");
  const notYours = refusedAs(Code.PermissionDenied, "not-yours");
  const customerId = thandi;
  await assert.rejects(billing.getAccount({ customerId }, stranger), notYours);
  await assert.rejects(billing.listUsage({ customerId }, stranger), notYours);
  await assert.rejects(billing.listStatement({ customerId }, stranger), notYours);
  const purchase = { customerId, planId: plan.planId, idempotencyKey: "1" };
  await assert.rejects(billing.buyBundle(purchase, stranger), notYours);
  await assert.rejects(billing.publishPlan(daily, stranger), refusedAs(Code.PermissionDenied, "caller-not-allowed"));
  const { bundle, available } = await billing.buyBundle(purchase, sources.as(thandi));
  assert.equal(available?.minorUnits, 0n);
  assert.equal((await billing.buyBundle(purchase, sources.as(thandi))).bundle?.bundleId, bundle?.bundleId);
});

test("staff do only what they have a permission for", async () => {
  const [nothing, shelf, ledger, owner] = [[], ["plans.publish"], ["ledger.verify"], ["*"]].map((permissions) =>
    sources.asStaff(...permissions),
  );
  const missing = refusedAs(Code.PermissionDenied, "permission-missing");
  for (const staff of [nothing, ledger]) {
    await assert.rejects(billing.publishPlan(daily, staff), missing);
    await assert.rejects(billing.withdrawPlan({ planId: "pln_x" }, staff), missing);
  }
  for (const staff of [nothing, shelf]) await assert.rejects(billing.verifyLedger({}, staff), missing);
  const { planId } = await billing.publishPlan(daily, shelf);
  await billing.withdrawPlan({ planId }, owner);
  for (const staff of [ledger, owner]) assert.ok((await billing.verifyLedger({}, staff)).balanced);
});

test("what is refused is refused with a word and a code", async () => {
  const plan = await billing.publishPlan(daily);
  const buy = { customerId: thandi, planId: plan.planId, idempotencyKey: "1" };
  await assert.rejects(billing.buyBundle(buy), refusedAs(Code.NotFound, "account-not-open-yet"));
  paid("pay_1", 10n);
  await eventually(async () => void (await billing.getAccount({ customerId: thandi })));
  await assert.rejects(billing.buyBundle(buy), refusedAs(Code.FailedPrecondition, "wallet-too-low"));
  await assert.rejects(billing.buyBundle({ ...buy, planId: "pln_x" }), refusedAs(Code.NotFound, "plan-not-offered"));
  const noKey = { ...buy, idempotencyKey: "" };
  await assert.rejects(billing.buyBundle(noKey), refusedAs(Code.InvalidArgument, "idempotency-key-missing"));
  const notAccepted = refusedAs(Code.InvalidArgument, "idempotency-key-not-accepted");
  for (const idempotencyKey of ["a\0b", "k".repeat(201)]) {
    await assert.rejects(billing.buyBundle({ ...buy, idempotencyKey }), notAccepted);
    await assert.rejects(billing.publishPlan({ ...daily, idempotencyKey }), notAccepted);
  }
  await assert.rejects(billing.buyBundle({ ...buy, planId: "a\0b" }), refusedAs(Code.NotFound, "plan-not-offered"));
  const cursor = "nonsense";
  await assert.rejects(
    billing.listUsage({ customerId: thandi, cursor }),
    refusedAs(Code.InvalidArgument, "cursor-unknown"),
  );
  const { throttledRate: _, ...noThrottle } = { ...daily, idempotencyKey: "2" };
  await assert.rejects(billing.publishPlan(noThrottle), refusedAs(Code.InvalidArgument, "throttled-rate-missing"));
  const next = { ...daily, idempotencyKey: "3", planId: "pln_x" };
  await assert.rejects(billing.publishPlan(next), refusedAs(Code.NotFound, "plan-unknown"));
  await billing.withdrawPlan({ planId: plan.planId });
  assert.deepEqual((await billing.listPlans({})).plans, []);
});
