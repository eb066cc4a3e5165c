import assert from "node:assert/strict";
import { newId } from "@beacom/ids";
import { outboxMigrations } from "@beacom/outbox";
import { SearchService } from "@beacom/proto/admin/v1/search";
import { PaymentStatus } from "@beacom/proto/payments/v1/payments";
import { openLog, startServices } from "@beacom/runtime";
import { testDatabase } from "@beacom/testing";
import { afterAll, test } from "vitest";
import { adminApi } from "#module";
import { isDown, isStuck, isUnknown, needing, neighbours, type Script } from "#testing/neighbours";

const [thandi, session, payment] = [newId("customer"), newId("session"), newId("payment")];
const customer = { customerId: thandi, name: "Thandi Nkosi", phone: "+27821234567", email: "thandi@example.org" };
const asked: unknown[] = [];
const script: Script = {
  identity: {
    searchCustomers: needing("customers.read", ({ by }) => (asked.push(by.value), { customers: [customer] })),
    getCustomer: needing("customers.read", ({ customerId }) => (customerId === thandi ? customer : isUnknown())),
  },
  postpaid: {
    findDocument: needing("customers.read", ({ serial }) =>
      serial === "INV-000007"
        ? { customerId: thandi, document: { documentId: "inv_7", serial, kind: "invoice" } }
        : isUnknown(),
    ),
  },
  payments: {
    getPayment: needing("payments.read", ({ paymentId }) => ({
      paymentId,
      customerId: thandi,
      amount: { minorUnits: 9_900n, currency: "ZAR" },
      status: PaymentStatus.UNDER_REVIEW,
      provider: "paystack",
    })),
    findPayment: isDown,
  },
  radius: {
    listSessions: needing("radius.read", (wanted) => {
      asked.push(wanted.callingStationId || wanted.framedIpAddress || wanted.sessionId);
      return { sessions: [{ sessionId: session, customerId: thandi, username: "thandi", nasName: "tower 1" }] };
    }),
  },
  vouchers: { getVoucherBatch: isStuck },
};

const database = await testDatabase(adminApi.database!);
const outbox = await testDatabase({ schema: "identity", migrations: [outboxMigrations] });
const around = neighbours(script, outbox.sql);
const services = await startServices(
  { here: [around.module, adminApi], elsewhere: {}, log: openLog({ level: "silent" }) },
  { ADMIN_DATABASE_URL: database.url, ADMIN_PATIENCE_MS: "200" },
);
afterAll(async () => {
  await services.close();
  await Promise.all([database.close(), outbox.close()]);
});

const all = around.staff("customers.read", "radius.read", "payments.read");
const search = (text: string, as = all) => services.peers.client(SearchService).search({ text }, as);
const kindsOf = async (text: string) => (await search(text)).found.map(({ kind, id }) => `${kind} ${id}`);

test("a customer is found by name, phone, e-mail address and id", async () => {
  for (const text of ["thandi nk", "082 123 4567", "thandi@", thandi.toUpperCase()])
    assert.deepEqual(await kindsOf(text), [`customer ${thandi}`], text);
  const [found] = (await search("Thandi")).found;
  assert.deepEqual([found?.title, found?.detail], ["Thandi Nkosi", "+27821234567 · thandi@example.org · not verified"]);
  assert.deepEqual(asked.slice(0, 3), ["thandi nk", "0821234567", "thandi@"]);
});

test("a session is found by hardware address, IP address and id; a payment by id; a document by its number", async () => {
  for (const text of ["AA-BB-CC-DD-EE-FF", "100.64.0.7", session]) {
    const { found } = await search(text);
    assert.ok(
      found.some(({ id, customerId }) => id === session && customerId === thandi),
      text,
    );
  }
  assert.ok(asked.includes("aa:bb:cc:dd:ee:ff") && asked.includes("100.64.0.7"));
  const [paid] = (await search(payment)).found;
  assert.deepEqual([paid?.kind, paid?.title, paid?.detail], ["payment", "R99.00", "under-review · paystack"]);
  assert.deepEqual(await kindsOf("inv-000007"), ["document inv_7"]);
});

test("a service that is down, slow or keeps its answer to itself is named, and what the others know is found", async () => {
  const reference = await search("T482913077");
  assert.deepEqual(
    reference.missing.map(({ service, why }) => [service, why]),
    [["payments", "unavailable"]],
  );
  const { missing } = await search(newId("voucherBatch"));
  assert.deepEqual(
    missing.map(({ service, what, why }) => [service, what, why]),
    [["billing-engine", "voucher batch", "too-slow"]],
  );
  const support = await search("100.64.0.7", around.staff("customers.read"));
  assert.deepEqual(
    support.found.map(({ kind }) => kind),
    ["customer"],
  );
  assert.deepEqual(
    support.missing.map(({ service, why }) => [service, why]),
    [["radius-server", "not-allowed"]],
  );
});

test("what is not there is found by nobody, and that is no error; what cannot be searched for says so", async () => {
  const nobody = await search(newId("customer"));
  assert.deepEqual([nobody.found, nobody.missing, nobody.takenAs], [[], [], ["id"]]);
  assert.deepEqual((await search("?")).takenAs, []);
});

test("who may not see customers searches for nothing", async () => {
  await assert.rejects(search("thandi", around.staff("plans.read")), /permission-missing/);
});
