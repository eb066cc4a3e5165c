import assert from "node:assert/strict";
import { type FollowedEvent, message, type OutboxMessage } from "@beacom/outbox";
import {
  BundleActivatedSchema,
  BundleExpiredSchema,
  DunningStepTakenSchema,
  InvoiceIssuedSchema,
  UsageNoticeRaisedSchema,
  WalletCreditedSchema,
  WalletToppedUpSchema,
} from "@beacom/proto/billing/v1/billing";
import { CodeIssuedSchema, CustomerRegisteredSchema, CustomerVerifiedSchema } from "@beacom/proto/identity/v1/identity";
import { PaymentFailedSchema, PaymentOpenedSchema, PaymentSucceededSchema } from "@beacom/proto/payments/v1/payments";
import { SessionsReportedSchema } from "@beacom/proto/radius/v1/radius";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import fc from "fast-check";
import { test } from "vitest";
import { messageIdOf } from "#adapters/webhooks/outgoing-postgres";
import { type BusinessEvent, bodyOf } from "#application/webhooks/event-types";
import { billingEvents } from "#transport/business-events/billing-events";
import { identityEvents, paymentEvents, sessionEvents } from "#transport/business-events/other-events";

const at = new Date("2026-11-27T10:00:00Z");
const later = new Date("2026-11-28T10:00:00Z");
const expiresAt = timestampFromDate(later);
const customerId = "cus_1";
const zar = (minorUnits: bigint) => ({ minorUnits, currency: "ZAR" });
const followed = (told: OutboxMessage, position = 7n): FollowedEvent => ({ traceparent: "", ...told, position });
/** As receivers see it: `bodyOf` throws for what is not of the promised form. */
const told = (events: BusinessEvent[]) =>
  events.map((event) => {
    const { type, data } = JSON.parse(bodyOf(event)) as { type: string; data: Record<string, unknown> };
    return { type, data };
  });
const billing = (...args: Parameters<typeof message>) => told(billingEvents(followed(message(...args))));

const person = { customerId, name: "Thandi Nkosi", phone: "+27820000001", email: "t@example.org", language: "zu" };

test("who registered is told by id and language: neither a name nor a phone leaves the installation", () => {
  for (const [schema, type] of [
    [CustomerRegisteredSchema, "customer.registered"],
    [CustomerVerifiedSchema, "customer.verified"],
  ] as const)
    assert.deepEqual(told(identityEvents(followed(message(schema, customerId, person, at)))), [
      { type, data: { customerId, language: "zu" } },
    ]);
});

test("codes are told to nobody", () => {
  const code = { verificationId: "ver_1", phone: "+27820000001", code: "123456", language: "en", expiresAt };
  assert.deepEqual(identityEvents(followed(message(CodeIssuedSchema, "ver_1", code, at))), []);
});

test("payments are told when they succeed or fail, without the provider's address to pay at", () => {
  const payment = {
    paymentId: "pay_1",
    customerId,
    amount: zar(9_900n),
    planId: "pln_1",
    provider: "paystack",
    providerReference: "ref",
    redirectUrl: "https://pay.example/secret",
    reason: "Card of T Nkosi declined",
  };
  const data = {
    paymentId: "pay_1",
    customerId,
    amount: { minorUnits: 9_900, currency: "ZAR" },
    provider: "paystack",
    planId: "pln_1",
    invoiceId: null,
  };
  const events = (schema: Parameters<typeof message>[0]) =>
    told(paymentEvents(followed(message(schema, "pay_1", { payment }, at))));
  assert.deepEqual(events(PaymentSucceededSchema), [{ type: "payment.succeeded", data }]);
  assert.deepEqual(events(PaymentFailedSchema), [{ type: "payment.failed", data }]);
  assert.deepEqual(events(PaymentOpenedSchema), []);
});

test("bundles are told when they are on, used up and expired; other notices are not told", () => {
  const bundle = {
    bundleId: "bun_1",
    planId: "pln_1",
    name: "Daily 1 GB",
    octetsGranted: 1_000_000_000n,
    octetsUsed: 5n,
    expiresAt,
  };
  const shown = {
    customerId,
    bundleId: "bun_1",
    planId: "pln_1",
    name: "Daily 1 GB",
    octetsGranted: 1_000_000_000,
    octetsUsed: 5,
    expiresAt: "2026-11-28T10:00:00.000Z",
  };
  assert.deepEqual(billing(BundleActivatedSchema, customerId, { customerId, bundle, paymentId: "" }, at), [
    { type: "bundle.activated", data: { ...shown, paymentId: null } },
  ]);
  assert.deepEqual(billing(BundleExpiredSchema, customerId, { customerId, bundle }, at), [
    { type: "bundle.expired", data: shown },
  ]);
  const notice = (percent: number) =>
    billing(
      UsageNoticeRaisedSchema,
      customerId,
      { customerId, bundleId: "bun_1", bundleName: "D", percent, expiresAt },
      at,
    );
  const usedUp = { customerId, bundleId: "bun_1", name: "D", expiresAt: "2026-11-28T10:00:00.000Z" };
  assert.deepEqual([50, 80, 100].map(notice), [[], [], [{ type: "bundle.used_up", data: usedUp }]]);
});

test("invoices are told when they are issued and, after the due date, with each step of dunning", () => {
  const invoice = { customerId, invoiceId: "inv_1", issuedOn: "2026-06-01", dueOn: "2026-06-08" };
  const amounts = { total: { minorUnits: 69_000, currency: "ZAR" }, open: { minorUnits: 100, currency: "ZAR" } };
  assert.deepEqual(billing(InvoiceIssuedSchema, customerId, { ...invoice, total: zar(69_000n), open: zar(100n) }, at), [
    { type: "invoice.issued", data: { ...invoice, ...amounts } },
  ]);
  const step = {
    customerId,
    campaignId: "usual",
    step: 2,
    action: "remind",
    dueOn: "2026-06-08",
    amount: zar(100n),
    invoiceIds: ["inv_1"],
  };
  const on = (day: string) => billing(DunningStepTakenSchema, customerId, { ...step, on: day }, at);
  assert.deepEqual([on("2026-06-07"), on("2026-06-08")], [[], []]);
  const data = {
    customerId,
    invoiceIds: ["inv_1"],
    dueOn: "2026-06-08",
    step: 2,
    action: "remind",
    amount: amounts.open,
    nextStepOn: null,
  };
  assert.deepEqual(on("2026-06-09"), [{ type: "invoice.overdue", data }]);
});

test("money that came into a wallet is told by where it came from, and never by which other customer it came", () => {
  const credit = (source: string, movementId = `${source}:1`) =>
    billing(
      WalletCreditedSchema,
      customerId,
      { customerId, movementId, source, amount: zar(5n), available: zar(9n) },
      at,
    );
  for (const source of ["adjustment", "reversal", "refund"]) assert.equal(credit(source)[0]?.type, "wallet.adjusted");
  for (const source of ["voucher", "reseller"]) assert.equal(credit(source)[0]?.type, "wallet.credited");
  assert.equal(credit("transfer", "transfer:cus_2:k1")[0]?.data["movementId"], "transfer:k1");
  const toppedUp = { customerId, paymentId: "pay_1", amount: zar(5n), available: zar(9n) };
  assert.deepEqual(billing(WalletToppedUpSchema, customerId, toppedUp, at), []);
});

const reported = (seconds: number, change: { octetsDown?: bigint; ended?: boolean } = {}) => {
  const reportedAt = timestampFromDate(new Date(at.getTime() + seconds * 1_000));
  const { octetsDown = 0n, ended = false } = change;
  const report = { sessionId: "ses_1", customerId, startedAt: timestampFromDate(at), reportedAt, octetsDown };
  return { ...report, ...(ended && { endedAt: reportedAt }) };
};
const sessions = (...reports: ReturnType<typeof reported>[]) =>
  sessionEvents(followed(message(SessionsReportedSchema, "sessions", { reports }, later)));

test("of a session its start and its end are told, and nothing between", () => {
  const going = [reported(2), reported(300), reported(600, { octetsDown: 10n })];
  const events = told(sessions(...going, reported(900, { octetsDown: 20n, ended: true })));
  assert.deepEqual(events, [
    { type: "session.started", data: { customerId, sessionId: "ses_1", startedAt: "2026-11-27T10:00:00.000Z" } },
    {
      type: "session.stopped",
      data: {
        customerId,
        sessionId: "ses_1",
        startedAt: "2026-11-27T10:00:00.000Z",
        endedAt: "2026-11-27T10:15:00.000Z",
        octetsDown: 20,
        octetsUp: 0,
      },
    },
  ]);
});

test("a router that reports an end twice is heard once: both have one id", () => {
  const ids = [900, 960].map((seconds) => messageIdOf(sessions(reported(seconds, { ended: true }))[0]!));
  assert.equal(ids[0], ids[1]);
  assert.notEqual(ids[0], messageIdOf(sessions(reported(1))[0]!));
});

test("an id depends on nothing but what happened, and differs for whatever differs", () => {
  const cause = fc.record({
    cause: fc.string(),
    at: fc.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true }),
  });
  fc.assert(
    fc.property(cause, cause, (a, b) => {
      assert.match(messageIdOf(a), /^msg_[0-9a-z]{26}$/);
      assert.equal(messageIdOf(a), messageIdOf({ ...a }));
      assert.equal(messageIdOf(a) === messageIdOf(b), a.cause === b.cause && a.at.getTime() === b.at.getTime());
    }),
  );
});
