import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { message, type OutboxMessage, publish } from "@beacom/outbox";
import {
  BundleActivatedSchema,
  BundleNotActivatedSchema,
  CreditNoteIssuedSchema,
  DataReceivedSchema,
  DunningStepTakenSchema,
  InvoiceIssuedSchema,
  PaymentReceivedSchema,
  PaymentReversedSchema,
  ServiceRestrictionChangedSchema,
  UsageNoticeRaisedSchema,
  WalletCreditedSchema,
  WalletToppedUpSchema,
} from "@beacom/proto/billing/v1/billing";
import { CodeIssuedSchema, CustomerVerifiedSchema } from "@beacom/proto/identity/v1/identity";
import { CustomerPhoneChangedSchema, CustomerSecurityChangedSchema } from "@beacom/proto/identity/v1/security";
import { CustomerSeenAsSchema } from "@beacom/proto/identity/v1/team";
import { NotificationService } from "@beacom/proto/notification/v1/notification";
import { openLog, startServices } from "@beacom/runtime";
import { eventually, testDatabase } from "@beacom/testing";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { afterAll, test } from "vitest";
import { sweep } from "#adapters/sweep";
import { notificationService } from "#module";
import { sourceDatabases, sourceModules } from "#testing/sources";

const lines: string[] = [];
const log = openLog({ destination: { write: (line: string) => void lines.push(line) } });
const database = await testDatabase(notificationService.database!);
const sources = await sourceDatabases();
const { identity, billing, payments, radius } = sources;
const feeds = sourceModules(
  { identity: identity.sql, billing: billing.sql, payments: payments.sql, radius: radius.sql },
  log,
);
const services = await startServices(
  { here: [...feeds, notificationService], elsewhere: {}, log, runtime: { internalKey: randomBytes(32) } },
  {
    NOTIFICATION_DATABASE_URL: database.url,
    NOTIFICATION_SEALING_KEY: randomBytes(32).toString("base64"),
    BEACOM_PUBLIC_URL: "https://pay.karoo.example/",
  },
);
const client = services.peers.client(NotificationService);
afterAll(async () => {
  await services.close();
  await Promise.all([database, ...Object.values(sources)].map((each) => each.close()));
});

const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000);
const tell = (source: typeof identity, ...messages: OutboxMessage[]) => source.sql.begin((tx) => publish(tx, messages));
const textsTo = async (to: string) => (await client.listMessages({ to })).messages.map(({ text }) => text).toReversed();
const verified = (customerId: string, phone: string, language = "en") =>
  message(CustomerVerifiedSchema, customerId, { customerId, phone, language }, new Date());
const notice = (customerId: string, percent: number, at = new Date()) => {
  const value = {
    customerId,
    percent,
    bundleId: `bun_${customerId}`,
    bundleName: "Daily 1 GB",
    octetsRemaining: 200_000_000n,
    expiresAt: timestampFromDate(inHours(20)),
  };
  return message(UsageNoticeRaisedSchema, customerId, value, at);
};
const code = (phone: string, digits: string, expiresAt: Date) => {
  const value = {
    verificationId: "ver_1",
    phone,
    code: digits,
    language: "zu",
    expiresAt: timestampFromDate(expiresAt),
  };
  return message(CodeIssuedSchema, "ver_1", value, new Date());
};

test("a code is sent to the phone that asked, in its language, and never logged; an expired one is not sent", async () => {
  await tell(identity, code("+27820000001", "111111", inHours(-1)), code("+27820000001", "222222", inHours(0.2)));
  await eventually(async () => assert.equal((await textsTo("+27820000001")).length, 1));
  assert.match((await textsTo("+27820000001"))[0]!, /^222222 yikhodi yakho/);
  assert.ok(!lines.join("").includes("222222"));
});

test("money and bundles are told to the customer's phone, each once", async () => {
  await tell(identity, verified("cus_1", "+27820000002"));
  const amount = { minorUnits: 9_900n, currency: "ZAR" };
  const bundle = {
    bundleId: "bun_9",
    name: "Weekly 5 GB",
    octetsGranted: 5_000_000_000n,
    expiresAt: timestampFromDate(inHours(1)),
  };
  const [customerId, at] = ["cus_1", new Date()];
  const told = [
    message(WalletToppedUpSchema, customerId, { customerId, paymentId: "pay_1", amount, available: amount }, at),
    message(BundleActivatedSchema, customerId, { customerId, bundle, paymentId: "pay_1" }, at),
    message(BundleNotActivatedSchema, customerId, { customerId, paymentId: "pay_2", reason: "plan-withdrawn" }, at),
    ...[50, 80, 100].map((percent) => notice(customerId, percent)),
  ];
  await tell(billing, ...told, ...told);
  await eventually(async () => assert.equal((await textsTo("+27820000002")).length, 6));
  const texts = await textsTo("+27820000002");
  assert.equal(texts[0], "Your top-up of R99.00 has arrived. Your wallet now holds R99.00.");
  assert.match(texts[1]!, /^Weekly 5 GB is on: 5 GB until \w+day \d\d:\d\d\.$/);
  assert.match(texts[4]!, /^You have used 80% of Daily 1 GB\. 200 MB left until \w+day \d\d:\d\d\.$/);
});

test("a customer who moved to another phone is told there from then on", async () => {
  const customerId = "cus_moved";
  const moved = { customerId, phone: "+27820000092", language: "en" };
  await tell(identity, verified(customerId, "+27820000091"));
  await tell(billing, notice(customerId, 50));
  await eventually(async () => assert.equal((await textsTo("+27820000091")).length, 1));
  const before = { customerId, phone: "+27820000091", language: "en", change: "phone-changed" };
  await tell(
    identity,
    message(CustomerSecurityChangedSchema, customerId, before, new Date()),
    message(CustomerSecurityChangedSchema, customerId, { ...before, change: "not-known-here" }, new Date()),
    message(CustomerPhoneChangedSchema, customerId, moved, new Date()),
  );
  await eventually(async () => {
    const [row] = await database.sql<{ phone: string }[]>`select phone from contacts where customer_id = ${customerId}`;
    assert.equal(row?.phone, moved.phone);
  });
  await tell(billing, notice(customerId, 80));
  await eventually(async () => assert.equal((await textsTo("+27820000092")).length, 1));
  const [, told, ...more] = await textsTo("+27820000091");
  assert.match(told!, /^Your account moved to another phone number at \d\d:\d\d\. If it was not you, call us now\.$/);
  assert.deepEqual(more, []);
});

test("a customer is told when somebody of the operator's has looked at the account", async () => {
  await tell(identity, verified("cus_seen", "+27820000093", "af"));
  const seen = { customerId: "cus_seen", staffName: "Bongani", reason: "cannot find the bundle" };
  await tell(identity, message(CustomerSeenAsSchema, "cus_seen", seen, new Date()));
  await eventually(async () => assert.match((await textsTo("+27820000093"))[0] ?? "", /^Ons span het om \d\d:\d\d/));
});

test("who pays by invoice is told of each thing once, and of nothing that only belongs to it", async () => {
  const [customerId, at] = ["cus_3", new Date()];
  await tell(identity, verified(customerId, "+27820000005"));
  const zar = (minorUnits: bigint) => ({ minorUnits, currency: "ZAR" });
  const all = zar(69_000n);
  const balance = (open: bigint, credit = 0n) => ({ open: zar(open), overdue: zar(open), credit: zar(credit) });
  const step = { customerId, campaignId: "usual", channel: "sms", amount: all, dueOn: "2026-06-08", invoiceIds: [] };
  const restriction = { customerId, balance: balance(69_000n) };
  const document = { customerId, total: all };
  const told = [
    message(
      InvoiceIssuedSchema,
      customerId,
      { ...document, invoiceId: "inv_1_cus_3", dueOn: "2026-06-08", open: all },
      at,
    ),
    message(
      CreditNoteIssuedSchema,
      customerId,
      { ...document, creditNoteId: "crn_1_cus_3", balance: balance(0n), belongsTo: "invoice" },
      at,
    ),
    message(
      DunningStepTakenSchema,
      customerId,
      { ...step, step: 3, action: "walled-garden", template: "service-restricted", on: "2026-06-15" },
      at,
    ),
    message(
      ServiceRestrictionChangedSchema,
      customerId,
      { ...restriction, restriction: "walled-garden", belongsTo: "dunning-step" },
      at,
    ),
    message(DunningStepTakenSchema, customerId, { ...step, step: 4, action: "fee", channel: "", on: "2026-06-16" }, at),
    message(
      PaymentReceivedSchema,
      customerId,
      { customerId, paymentId: "pay_3", source: "provider", amount: all, balance: balance(0n), restoresService: true },
      at,
    ),
    message(
      ServiceRestrictionChangedSchema,
      customerId,
      { ...restriction, restriction: "none", belongsTo: "payment" },
      at,
    ),
    message(
      PaymentReversedSchema,
      customerId,
      { customerId, paymentId: "pay_3", amount: all, balance: balance(69_000n) },
      at,
    ),
    message(ServiceRestrictionChangedSchema, customerId, { ...restriction, restriction: "walled-garden" }, at),
    message(
      CreditNoteIssuedSchema,
      customerId,
      { ...document, creditNoteId: "crn_2_cus_3", balance: balance(0n, 500n) },
      at,
    ),
    message(ServiceRestrictionChangedSchema, customerId, { ...restriction, restriction: "none" }, at),
  ];
  await tell(billing, ...told, ...told);
  await eventually(async () => assert.equal((await textsTo("+27820000005")).length, 7));
  assert.deepEqual(await textsTo("+27820000005"), [
    "Your invoice of R690.00 is ready. Please pay R690.00 by 8 June. Pay at https://pay.karoo.example",
    "R690.00 was due on 8 June. Until it is paid, only our payment pages open. Pay at https://pay.karoo.example",
    "Your payment of R690.00 has arrived. Your service is back. All your invoices are paid.",
    "Your payment of R690.00 was taken back by the bank. Still to pay: R690.00. Pay at https://pay.karoo.example",
    "Only our payment pages open until R690.00 is paid. Pay at https://pay.karoo.example",
    "You have a credit note of R690.00. All your invoices are paid. R5.00 is kept for your next invoice.",
    "Your service is back.",
  ]);
});

test("money and data that come by another way than a payment are told once, a voucher's by the bundle that it was for", async () => {
  const [customerId, at] = ["cus_4", new Date()];
  await tell(identity, verified(customerId, "+27820000006"));
  const amount = { minorUnits: 2_000n, currency: "ZAR" };
  const credited = (movementId: string, source: string, forBundle = false) =>
    message(
      WalletCreditedSchema,
      customerId,
      { customerId, movementId, source, amount, available: amount, forBundle },
      at,
    );
  const bundle = {
    bundleId: "bun_sent",
    name: "Daily 1 GB",
    octetsGranted: 400_000_000n,
    expiresAt: timestampFromDate(inHours(20)),
  };
  const told = [
    credited("transfer:cus_5:1", "transfer"),
    credited("voucher:b/1", "voucher"),
    credited("voucher:b/2", "voucher", true),
    credited("adjustment:1", "adjustment"),
    message(DataReceivedSchema, customerId, { customerId, transferId: "transfer:cus_5:2", bundle }, at),
  ];
  await tell(billing, ...told, ...told);
  await eventually(async () => assert.equal((await textsTo("+27820000006")).length, 4));
  const texts = await textsTo("+27820000006");
  assert.deepEqual(texts.slice(0, 3), [
    "You got R20.00 from another customer. Your wallet now holds R20.00.",
    "Your top-up of R20.00 has arrived. Your wallet now holds R20.00.",
    "R20.00 was added to your wallet. It now holds R20.00.",
  ]);
  assert.match(texts[3]!, /^You got 400 MB of Daily 1 GB from another customer\. It works until \w+day/);
  assert.ok(!texts.join().includes("cus_5"));
});

test("news that come before the phone is known wait for it; stale ones are dropped", async () => {
  await tell(billing, notice("cus_2", 50, inHours(-30)), notice("cus_2", 80));
  await eventually(async () => {
    const [row] = await database.sql<
      { n: bigint }[]
    >`select count(*) as n from waiting_news where customer_id = 'cus_2'`;
    assert.equal(row!.n, 2n);
  });
  await tell(identity, verified("cus_2", "+27820000003", "af"));
  await eventually(async () => assert.equal((await textsTo("+27820000003")).length, 1));
  assert.match((await textsTo("+27820000003"))[0]!, /^Jy het 80% van Daily 1 GB gebruik/);
});

test("news that cannot be put into words hold up nobody else's", async () => {
  const [customerId, unknown] = ["cus_1", { minorUnits: 100n, currency: "XTS" }];
  const value = { customerId, paymentId: "pay_xts", amount: unknown, available: unknown };
  await tell(billing, message(WalletToppedUpSchema, customerId, value, new Date()), notice("cus_2", 100));
  await eventually(async () => assert.equal((await textsTo("+27820000003")).length, 2));
  assert.ok(lines.some((line) => line.includes("passed over") && line.includes("XTS")));
});

test("codes are blanked after a day", async () => {
  await tell(identity, code("+27820000004", "333333", inHours(1)));
  await eventually(async () => assert.equal((await textsTo("+27820000004")).length, 1));
  await sweep(database.sql, inHours(23));
  assert.match((await textsTo("+27820000004"))[0]!, /333333/);
  await sweep(database.sql, inHours(25));
  assert.deepEqual(await textsTo("+27820000004"), [""]);
  await sweep(database.sql, inHours(91 * 24));
  assert.deepEqual(await textsTo("+27820000004"), []);
});

test("words of the operator's own reach a customer once for their key, and nobody whose phone is not known", async () => {
  await tell(identity, verified("cus_told", "+27820000077", "af"));
  await eventually(async () => assert.equal((await client.getReach({ customerId: "cus_told" })).language, "af"));
  const said = { customerId: "cus_told", words: { en: "We are back.", af: "Ons is terug." }, idempotencyKey: "mas_1" };
  const told = await Promise.all([client.tellCustomer(said), client.tellCustomer(said)]);
  assert.equal(told.filter(({ wasTold }) => wasTold).length, 1);
  assert.deepEqual(await textsTo("+27820000077"), ["Ons is terug."]);
  assert.equal((await client.getReach({ customerId: "cus_nobody" })).reachable, false);
  await assert.rejects(client.tellCustomer({ ...said, customerId: "cus_nobody" }), /not-reachable/);
});
