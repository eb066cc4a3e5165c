import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { message, type OutboxMessage, outboxMigrations, publish, serveFeed } from "@beacom/outbox";
import {
  BillingEvents,
  BundleActivatedSchema,
  BundleNotActivatedSchema,
  UsageNoticeRaisedSchema,
  WalletToppedUpSchema,
} from "@beacom/proto/billing/v1/billing";
import { CodeIssuedSchema, CustomerVerifiedSchema, IdentityEvents } from "@beacom/proto/identity/v1/identity";
import { NotificationService } from "@beacom/proto/notification/v1/notification";
import { openLog, type ServiceModule, startServices } from "@beacom/runtime";
import { eventually, testDatabase } from "@beacom/testing";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { afterAll, test } from "vitest";
import { sweep } from "#adapters/sweep";
import { notificationService } from "#module";

const lines: string[] = [];
const log = openLog({ destination: { write: (line: string) => void lines.push(line) } });
const database = await testDatabase(notificationService.database!);
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
  { here: [...sources, notificationService], elsewhere: {}, log, runtime: { internalKey: randomBytes(32) } },
  { NOTIFICATION_DATABASE_URL: database.url },
);
const client = services.peers.client(NotificationService);
afterAll(async () => {
  await services.close();
  await Promise.all([database.close(), identity.close(), billing.close()]);
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
