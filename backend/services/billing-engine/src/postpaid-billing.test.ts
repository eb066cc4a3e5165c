import assert from "node:assert/strict";
import { documentHtml, type InvoiceDocument, invoiceContent } from "@beacom/documents";
import { ok, type Result, refuse, valueOf } from "@beacom/result";
import { type LocalDate, startOfDate } from "@beacom/time";
import { afterEach, beforeEach, test } from "vitest";
import { openBilling } from "#billing-fixture";
import { fibre50, fibre100 } from "#domain/postpaid/postpaid-examples";

let billing: Awaited<ReturnType<typeof openBilling>>;
beforeEach(async () => {
  billing = await openBilling();
  at("2026-06-01");
});
afterEach(() => billing.close());

const at = (date: LocalDate, hour = 10) => {
  billing.time.now = new Date(startOfDate(date).getTime() + hour * 3_600_000);
};

const recipient = { name: "Thandi Mokoena", addressLines: ["12 Vilakazi Street", "Soweto"], vatNumber: null };
const opening = { cycle: { months: 1, day: 1 }, termsDays: 7, segment: "home", recipient };
const open = async (customerId: string) => valueOf(await billing.postpaid.open({ customerId, ...opening }));
const subscribe = async (customerId: string, terms = fibre50) => {
  const order = { subscriptionId: "fibre", billing: "in-advance" as const, terms };
  return valueOf(await billing.postpaid.subscribe({ customerId, ...order, idempotencyKey: `${customerId}-fibre` }));
};
const pay = async (customerId: string, amountCents: bigint, paymentId: string) =>
  valueOf(
    await billing.postpaid.receivePayment({
      customerId,
      paymentId,
      source: "bank",
      reference: paymentId,
      amountCents,
      currency: "ZAR",
    }),
  );
const verified = async () => {
  const { balanced, chainIntact, rebuildEqualsLive, problems } = await billing.verifyLedger();
  assert.deepEqual(
    { balanced, chainIntact, rebuildEqualsLive, problems },
    { balanced: true, chainIntact: true, rebuildEqualsLive: true, problems: [] },
  );
};

test("a customer is invoiced at once and each month, pays, and the ledger and a rebuild agree", async () => {
  await open("cus_a");
  const first = await subscribe("cus_a");
  assert.deepEqual(first.invoiceIds, ["inv_1_cus_a"]);
  await pay("cus_a", 1_000_00n, "eft-1");
  at("2026-07-01");
  const report = await billing.postpaid.closeCycles();
  assert.deepEqual([report.looked, report.changed, report.invoices, report.failed], [1, 1, 1, 0]);
  assert.equal((await billing.postpaid.closeCycles()).looked, 0);
  const summary = await billing.postpaid.views.customer("cus_a", "2026-07-01");
  assert.equal(summary?.receivableCents, 380_00n);
  assert.deepEqual(
    summary?.subscriptions.map(({ name }) => name),
    ["Fibre 50"],
  );
  const documents = await billing.postpaid.views.documents({ customerId: "cus_a", cursor: "", limit: 10 });
  assert.deepEqual(
    documents?.rows.map(({ serial, openCents, form }) => [serial, openCents, form]),
    [
      ["INV-000002", 380_00n, "abridged"],
      ["INV-000001", 0n, "abridged"],
    ],
  );
  await verified();
});

test("serial numbers have no gaps whoever issues at the same time, and a rebuild gives the same ones", async () => {
  const customers = Array.from({ length: 30 }, (_, index) => `cus_${index}`);
  await Promise.all(customers.map(open));
  const other = billing.start();
  await Promise.all(
    customers.map((customerId, index) => {
      const { subscribe } = index % 2 === 0 ? billing.postpaid : other.postpaid;
      const order = { subscriptionId: "fibre", billing: "in-advance" as const, terms: fibre50 };
      return subscribe({ customerId, ...order, idempotencyKey: customerId });
    }),
  );
  at("2026-07-01");
  const reports = await Promise.all([billing.postpaid.closeCycles(), other.postpaid.closeCycles()]);
  assert.equal(reports[0].invoices + reports[1].invoices, 30);
  assert.equal(reports[0].failed + reports[1].failed, 0);
  const serials = await billing.sql<{ serial: bigint }[]>`
    select serial from billing_documents where series = 'INV' order by serial`;
  assert.deepEqual(
    serials.map(({ serial }) => serial),
    Array.from({ length: 60 }, (_, index) => BigInt(index + 1)),
  );
  await verified();
});

test("an upgrade credits and invoices in one command, and asked again it changes nothing more", async () => {
  await open("cus_a");
  await subscribe("cus_a");
  at("2026-06-16");
  const change = { customerId: "cus_a", subscriptionId: "fibre", terms: fibre100, when: "now" as const };
  const changed = valueOf(await billing.postpaid.changeTerms({ ...change, idempotencyKey: "up" }));
  assert.deepEqual([changed.invoiceIds, changed.creditNoteIds], [["inv_2_cus_a"], ["crn_1_cus_a"]]);
  const again = valueOf(await billing.postpaid.changeTerms({ ...change, idempotencyKey: "up" }));
  assert.equal(again.repeated, true);
  const note = await billing.postpaid.views.document("crn_1_cus_a");
  assert.deepEqual([note?.serial, note?.credits?.serial, note?.grossCents], ["CRN-000001", "INV-000001", 345_00n]);
  await verified();
});

test("who does not pay is restricted with the account, and has the service back in the command that pays", async () => {
  await billing.openAccount("cus_a");
  await open("cus_a");
  await subscribe("cus_a");
  for (let day = 2; day <= 20; day++) {
    at(`2026-06-${String(day).padStart(2, "0")}` as LocalDate);
    await billing.postpaid.runDunning();
  }
  assert.equal((await billing.views.account("cus_a"))?.service.level, "walled-garden");
  assert.equal((await billing.postpaid.views.customer("cus_a", "2026-06-20"))?.restriction, "walled-garden");
  await pay("cus_a", 690_00n, "eft-1");
  const { service } = (await billing.views.account("cus_a"))!;
  assert.notEqual(service.reason, "unpaid");
  assert.equal((await billing.postpaid.views.customer("cus_a", "2026-06-20"))?.restriction, "none");
  await verified();
});

test("an invoice is paid from the wallet in one commit, and not at all when the wallet is too low", async () => {
  await billing.pay("cus_a", 500_00n);
  await open("cus_a");
  await subscribe("cus_a");
  const payment = { customerId: "cus_a", invoiceId: "inv_1_cus_a" };
  const tooLow = await billing.postpaid.payFromWallet({ ...payment, idempotencyKey: "1" });
  assert.deepEqual(tooLow.ok ? "" : tooLow.error.kind, "wallet-too-low");
  await billing.pay("cus_a", 200_00n);
  const paid = valueOf(await billing.postpaid.payFromWallet({ ...payment, idempotencyKey: "2" }));
  assert.equal(paid.receivableCents, 0n);
  assert.deepEqual(valueOf(await billing.postpaid.payFromWallet({ ...payment, idempotencyKey: "2" })), paid);
  assert.equal((await billing.views.account("cus_a"))?.availableCents, 10_00n);
  const [clearing] = await billing.sql`
    select sum(amount_cents)::bigint as cents from ledger_entries where account = 'transfer-clearing'`;
  assert.equal(clearing?.["cents"], 0n);
  await verified();
});

test("no event and no projection knows whom an invoice is made out to; what is erased breaks nothing", async () => {
  await open("cus_a");
  await subscribe("cus_a");
  const { recipients, views } = billing.postpaid;
  const moved = { ...recipient, addressLines: ["1 Long Street", "Cape Town"] };
  valueOf(await billing.postpaid.changeRecipient({ customerId: "cus_a", recipient: moved, idempotencyKey: "moved" }));
  for (const table of ["events", "billing_documents", "postpaid_customers", "outbox"]) {
    const rows = await billing.sql`select to_jsonb(t)::text as row from ${billing.sql(table)} as t`;
    assert.ok(
      rows.every(({ row }) => !String(row).includes("Vilakazi") && !String(row).includes("Mokoena")),
      table,
    );
  }
  const issuedTo = (await views.document("inv_1_cus_a"))!.issued.recipient;
  assert.deepEqual(await recipients.find(issuedTo), { state: "there", details: recipient });
  assert.equal(await recipients.eraseBefore("2026-06-01", billing.time.now), 0);
  await billing.sql`update invoice_recipients set name = 'Somebody Else' where details_id = ${issuedTo.detailsId}`;
  assert.deepEqual(await recipients.find(issuedTo), { state: "altered" });
  assert.equal((await recipients.compare()).length, 1);
  at("2031-07-01");
  assert.equal(await recipients.eraseBefore("2031-06-30", billing.time.now), 1);
  assert.deepEqual(await recipients.find(issuedTo), { state: "erased" });
  assert.deepEqual(await recipients.compare(), []);
  await verified();
});

test("the first delivery of a document is the original and all others are copies", async () => {
  await open("cus_a");
  await subscribe("cus_a");
  const delivery = { customerId: "cus_a", documentId: "inv_1_cus_a", channel: "email" };
  assert.deepEqual(valueOf(await billing.postpaid.deliverDocument(delivery)), { copy: false });
  assert.deepEqual(valueOf(await billing.postpaid.deliverDocument(delivery)), { copy: true });
  const unknown = await billing.postpaid.deliverDocument({ ...delivery, documentId: "inv_2_cus_a" });
  assert.deepEqual(unknown.ok ? "" : unknown.error.kind, "document-unknown");
});

test("a statement of a month that has passed says what was open then", async () => {
  await open("cus_a");
  await subscribe("cus_a");
  at("2026-07-01");
  await billing.postpaid.closeCycles();
  await pay("cus_a", 690_00n, "eft-1");
  const june = await billing.postpaid.views.statement({ customerId: "cus_a", from: "2026-06-01", to: "2026-06-30" });
  assert.deepEqual([june?.openingCents, june?.closingCents, june?.ageing.currentCents], [0n, 690_00n, 690_00n]);
  const july = await billing.postpaid.views.statement({ customerId: "cus_a", from: "2026-07-01", to: "2026-07-31" });
  assert.deepEqual(
    july?.rows.map(({ kind, balanceCents }) => [kind, balanceCents]),
    [
      ["invoice", 1_380_00n],
      ["payment", 690_00n],
    ],
  );
});

test("closing that was broken off goes on with those that are left, and nothing is invoiced twice", async () => {
  const customers = Array.from({ length: 40 }, (_, index) => `cus_${index}`);
  await Promise.all(customers.map(open));
  await Promise.all(customers.map((customerId) => subscribe(customerId)));
  at("2026-09-01");
  const breaking = billing.start();
  const started = breaking.postpaid.closeCycles();
  await breaking.close().catch(() => undefined);
  await started.catch(() => undefined);
  await billing.postpaid.closeCycles();
  const [counted] = await billing.sql`select count(*)::integer as invoices from billing_documents`;
  assert.equal(counted?.["invoices"], 40 * 4);
  assert.equal((await billing.postpaid.closeCycles()).looked, 0);
  await verified();
});

test("documents are what the law asks for, the second time as a copy", async () => {
  const supplier = {
    name: "Karoo Fibre",
    addressLines: ["1 Church Street", "Beaufort West"],
    vatNumber: "4123456789",
    registrationNumber: null,
    email: null,
    phone: null,
    website: null,
    bank: null,
  };
  await open("cus_a");
  await subscribe("cus_a");
  at("2026-06-16");
  const change = { customerId: "cus_a", subscriptionId: "fibre", terms: fibre100, when: "now" as const };
  valueOf(await billing.postpaid.changeTerms({ ...change, idempotencyKey: "up" }));
  const setting = { channel: "email", supplier, language: "en" as const, paymentUrl: null };
  const made = async (documentId: string, set: (document: InvoiceDocument) => Result<InvoiceDocument, string> = ok) =>
    billing.postpaid.makeDocument({ documentId, ...setting, set });
  // What could not be set was not delivered, so the original is still to come.
  assert.deepEqual(await made("inv_1_cus_a", () => refuse("no-paper")), refuse("no-paper"));
  const invoice = valueOf(await made("inv_1_cus_a"));
  assert.deepEqual([invoice.form, invoice.isCopy, invoice.serial], ["abridged-tax-invoice", false, "INV-000001"]);
  assert.deepEqual(invoice.supplied, { from: "2026-06-01", to: "2026-06-30" });
  assert.equal(valueOf(await made("inv_1_cus_a")).isCopy, true);
  const note = valueOf(await made("crn_1_cus_a"));
  assert.equal(note.credits?.serial, "INV-000001");
  for (const document of [invoice, note])
    assert.match(documentHtml(valueOf(invoiceContent(document))), new RegExp(document.serial));
});

const dataTariff = async (name: string, tax: "standard" | "zero-rated" = "standard") => {
  const unitPrices = [{ currency: "ZAR" as const, priceCents: 115n }];
  const tariff = { unitOctets: 1_000_000n, unitPrices };
  const terms = { kind: "pay-as-you-go" as const, allowances: [], priceCents: 0n, tax, tariff };
  return (await billing.publish(name, terms)).planId;
};
const allowOnAccount = async (customerId: string, planId: string) =>
  valueOf(
    await billing.outOfBundle.allow({ customerId, planId, payer: "invoice", limitCents: 100_000n, by: "stf_one" }),
  );
const browse = (customerId: string, sessionId: string, megabytes: bigint) => {
  const reportedAt = billing.time.now;
  const report = { sessionId, startedAt: reportedAt, reportedAt, endedAt: null, octetsUp: 0n };
  return billing.chargeUsage(customerId, [{ ...report, octetsDown: megabytes * 1_000_000n }]);
};
const owedOf = async (account: string) => {
  const [row] = await billing.sql<{ cents: bigint }[]>`
    select coalesce(sum(amount_cents), 0)::bigint as cents from ledger_entries where account = ${account}`;
  return row!.cents;
};
const linesOf = async (documentId: string) =>
  (await billing.postpaid.views.document(documentId))?.issued.lines.map(
    ({ description, netCents, vatCents, grossCents }) => [description, netCents, vatCents, grossCents],
  );

test("what was used on account is on the invoice of the cycle in which it was used, and accrued until then", async () => {
  await open("cus_a");
  await billing.openAccount("cus_a");
  await subscribe("cus_a");
  await allowOnAccount("cus_a", await dataTariff("Data by the megabyte"));
  at("2026-06-20");
  await browse("cus_a", "ses_1", 10n);
  assert.deepEqual([await owedOf("accrued-revenue"), await owedOf("transfer-clearing")], [1_000n, 0n]);
  at("2026-07-01", 0.1);
  assert.equal((await billing.postpaid.closeCycles()).invoices, 1);
  assert.deepEqual(await linesOf("inv_2_cus_a"), [
    ["Fibre 50", 600_00n, 90_00n, 690_00n],
    ["Data by the megabyte", 1_000n, 150n, 1_150n],
  ]);
  assert.deepEqual([await owedOf("accrued-revenue"), await owedOf("transfer-clearing")], [0n, 0n]);
  const outOfBundle = (await billing.views.account("cus_a"))?.outOfBundle;
  assert.deepEqual([outOfBundle?.usedCents, outOfBundle?.limitCents], [0n, 100_000n]);
  await verified();
});

test("use under an agreement that ended is billed too, each tariff on a line of its own with its VAT", async () => {
  await open("cus_a");
  await billing.openAccount("cus_a");
  await allowOnAccount("cus_a", await dataTariff("Data"));
  await browse("cus_a", "ses_1", 2n);
  await allowOnAccount("cus_a", await dataTariff("Emergency data", "zero-rated"));
  await browse("cus_a", "ses_2", 3n);
  valueOf(await billing.outOfBundle.forbid({ customerId: "cus_a", by: "cus_a" }));
  at("2026-06-30", 23);
  assert.equal((await billing.postpaid.closeCycles()).looked, 0);
  at("2026-07-01");
  assert.equal((await billing.postpaid.closeCycles()).invoices, 1);
  assert.deepEqual(await linesOf("inv_1_cus_a"), [
    ["Data", 200n, 30n, 230n],
    ["Emergency data", 345n, 0n, 345n],
  ]);
  assert.equal(await owedOf("accrued-revenue"), 0n);
  await verified();
});

test("who uses nothing for months is invoiced at the end of the month in which something is used", async () => {
  await open("cus_a");
  await billing.openAccount("cus_a");
  await allowOnAccount("cus_a", await dataTariff("Data"));
  at("2026-09-10");
  await browse("cus_a", "ses_1", 1n);
  await billing.postpaid.closeCycles();
  assert.equal(await owedOf("receivable"), 0n);
  at("2026-10-01");
  assert.equal((await billing.postpaid.closeCycles()).invoices, 1);
  assert.equal(await owedOf("receivable"), 115n);
  assert.equal((await billing.postpaid.closeCycles()).looked, 0);
  await verified();
});

test("a command that ends the cycle before the worker takes the use onto the invoice as well", async () => {
  await open("cus_a");
  await billing.openAccount("cus_a");
  await subscribe("cus_a");
  await allowOnAccount("cus_a", await dataTariff("Data"));
  await browse("cus_a", "ses_1", 4n);
  at("2026-07-02");
  valueOf(await billing.postpaid.pause({ customerId: "cus_a", subscriptionId: "fibre", idempotencyKey: "pause" }));
  assert.deepEqual((await linesOf("inv_2_cus_a"))?.at(-1), ["Data", 400n, 60n, 460n]);
  await verified();
});

test("what was used on account before somebody is invoiced at all waits until then", async () => {
  await billing.openAccount("cus_a");
  await allowOnAccount("cus_a", await dataTariff("Data"));
  await browse("cus_a", "ses_1", 4n);
  await open("cus_a");
  at("2026-07-01");
  await billing.postpaid.closeCycles();
  assert.equal(await owedOf("receivable"), 460n);
  await verified();
});

test("a payment for an invoice pays it once, and what it does not need pays the next", async () => {
  await open("cus_a");
  const { invoiceIds } = await subscribe("cus_a");
  const paid = { customerId: "cus_a", reference: "T1", currency: "ZAR" as const, invoiceId: invoiceIds[0]! };
  const receive = (paymentId: string, amountCents: bigint, more: object = {}) =>
    billing.postpaid.receiveForInvoice({ ...paid, paymentId, amountCents, ...more });
  for (const _ of [1, 2]) assert.deepEqual(await receive("pay_1", 500_00n), ok("on-invoice"));
  assert.deepEqual(await receive("pay_2", 300_00n), ok("on-invoice"));
  assert.deepEqual(await receive("pay_3", 50_00n, { invoiceId: "inv_77_cus_a" }), ok("on-invoice"));
  const summary = await billing.postpaid.views.customer("cus_a", "2026-06-01");
  assert.deepEqual([summary?.receivableCents, summary?.creditCents], [0n, 160_00n]);
  await verified();
});

test("without a bill the money is the wallet's, also when there is a bill by the time that it is told of again", async () => {
  const paid = { customerId: "cus_b", paymentId: "pay_1", amountCents: 500_00n, currency: "ZAR" as const };
  const forInvoice = { ...paid, invoiceId: "inv_1_cus_b", reference: "T1" };
  assert.deepEqual(await billing.postpaid.receiveForInvoice(forInvoice), ok("not-billed"));
  valueOf(await billing.creditPayment({ ...paid, provider: "paystack", planId: "" }));
  await open("cus_b");
  await subscribe("cus_b");
  assert.deepEqual(await billing.postpaid.receiveForInvoice(forInvoice), ok("not-billed"));
  assert.equal(await owedOf("receivable"), 690_00n);
  await verified();
});

const contract = async (name: string, priceCents: bigint) => {
  const plan = await billing.publish(name, { kind: "postpaid", priceCents, validity: { count: 1, unit: "month" } });
  return {
    plan,
    terms: { planId: plan.planId, planVersion: plan.version, name, priceCents, quantity: 1, vat: plan.tax },
  };
};
const migration = (fromPlanId: string, toPlanId: string) => ({
  fromPlanId,
  fromVersion: null,
  toPlanId,
  noticeDays: 30,
});

test("subscribers of a plan move to another from their next cycle on, each once however often it is run", async () => {
  const [old, cheaper] = [await contract("Old", 500_00n), await contract("New", 450_00n)];
  const customers = Array.from({ length: 30 }, (_, index) => `cus_${index}`);
  await Promise.all(customers.map(open));
  await Promise.all(customers.map((customerId) => subscribe(customerId, old.terms)));
  const paused = { customerId: "cus_3", subscriptionId: "fibre", idempotencyKey: "pause" };
  valueOf(await billing.postpaid.pause(paused));
  const move = { ...migration(old.plan.planId, cheaper.plan.planId), idempotencyKey: "cheaper" };
  const preview = valueOf(await billing.postpaid.migrateSubscribers.preview(move));
  assert.deepEqual([preview.looked, preview.moved, preview.changeCents], [30, 29, -29n * 50_00n]);
  assert.deepEqual([...preview.left], [["subscription-paused", 1]]);
  const [before] = await billing.sql`select count(*)::integer as n from postpaid_subscriptions where name = 'New'`;
  assert.equal(before?.["n"], 0);

  // Two processes at once, and one of them ends in the middle.
  const other = billing.start();
  const broken = other.postpaid.migrateSubscribers.run(move).catch(() => undefined);
  await Promise.all([billing.postpaid.migrateSubscribers.run(move), other.close().catch(() => undefined)]);
  await broken;
  const again = valueOf(await billing.postpaid.migrateSubscribers.run(move));
  assert.deepEqual([again.looked, again.moved], [1, 0]);
  const changes = await billing.sql`
    select count(*)::integer as n from events where type = 'SubscriptionChanged' and data like '%"change":"terms"%'`;
  assert.equal(changes[0]?.["n"], 29);
  at("2026-07-01");
  await billing.postpaid.closeCycles();
  assert.deepEqual(await linesOf("inv_2_cus_7"), [["New", 391_30n, 58_70n, 450_00n]]);
  await verified();
});

test("a dearer plan waits for a cycle that is far enough away to tell the customer in time", async () => {
  const [old, dearer] = [await contract("Old", 500_00n), await contract("Dearer", 600_00n)];
  await open("cus_a");
  await subscribe("cus_a", old.terms);
  at("2026-06-20");
  const move = { ...migration(old.plan.planId, dearer.plan.planId), idempotencyKey: "dearer" };
  const early = valueOf(await billing.postpaid.migrateSubscribers.run(move));
  assert.deepEqual([early.moved, [...early.left]], [0, [["notice-too-short", 1]]]);
  at("2026-07-01");
  const later = valueOf(await billing.postpaid.migrateSubscribers.run(move));
  assert.deepEqual([later.moved, later.changeCents], [1, 100_00n]);
  at("2026-08-01");
  await billing.postpaid.closeCycles();
  assert.equal((await linesOf("inv_3_cus_a"))?.[0]?.[3], 600_00n);
  assert.deepEqual(
    await billing.postpaid.migrateSubscribers.run({ ...move, toPlanId: old.plan.planId, idempotencyKey: "none" }),
    refuse({ kind: "same-plan" }),
  );
  await verified();
});
