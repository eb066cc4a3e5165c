import assert from "node:assert/strict";
import { documentHtml, type InvoiceDocument, invoiceContent } from "@beacom/documents";
import { ok, type Result, refuse, valueOf } from "@beacom/result";
import type { LocalDate } from "@beacom/time";
import { afterEach, beforeEach, test } from "vitest";
import { openBilling } from "#billing-fixture";
import { fibre50, fibre100 } from "#domain/postpaid/postpaid-examples";
import { type PostpaidFixture, postpaidFixture, recipient } from "#postpaid-fixture";

let billing: Awaited<ReturnType<typeof openBilling>>;
let does: PostpaidFixture;
beforeEach(async () => {
  billing = await openBilling();
  does = postpaidFixture(billing);
  does.at("2026-06-01");
});
afterEach(() => billing.close());

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
test("a customer is invoiced at once and each month, pays, and the ledger and a rebuild agree", async () => {
  await does.open("cus_a");
  const first = await does.subscribe("cus_a");
  assert.deepEqual(first.invoiceIds, ["inv_1_cus_a"]);
  await pay("cus_a", 1_000_00n, "eft-1");
  does.at("2026-07-01");
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
  await does.verified();
});

test("serial numbers have no gaps whoever issues at the same time, and a rebuild gives the same ones", async () => {
  const customers = Array.from({ length: 30 }, (_, index) => `cus_${index}`);
  await Promise.all(customers.map((customerId) => does.open(customerId)));
  const other = billing.start();
  await Promise.all(
    customers.map((customerId, index) => {
      const { subscribe } = index % 2 === 0 ? billing.postpaid : other.postpaid;
      const order = { subscriptionId: "fibre", billing: "in-advance" as const, terms: fibre50 };
      return subscribe({ customerId, ...order, idempotencyKey: customerId });
    }),
  );
  does.at("2026-07-01");
  const reports = await Promise.all([billing.postpaid.closeCycles(), other.postpaid.closeCycles()]);
  assert.equal(reports[0].invoices + reports[1].invoices, 30);
  assert.equal(reports[0].failed + reports[1].failed, 0);
  const serials = await billing.sql<{ serial: bigint }[]>`
    select serial from billing_documents where series = 'INV' order by serial`;
  assert.deepEqual(
    serials.map(({ serial }) => serial),
    Array.from({ length: 60 }, (_, index) => BigInt(index + 1)),
  );
  await does.verified();
});

test("an upgrade credits and invoices in one command, and asked again it changes nothing more", async () => {
  await does.open("cus_a");
  await does.subscribe("cus_a");
  does.at("2026-06-16");
  const change = { customerId: "cus_a", subscriptionId: "fibre", terms: fibre100, when: "now" as const };
  const changed = valueOf(await billing.postpaid.changeTerms({ ...change, idempotencyKey: "up" }));
  assert.deepEqual([changed.invoiceIds, changed.creditNoteIds], [["inv_2_cus_a"], ["crn_1_cus_a"]]);
  const again = valueOf(await billing.postpaid.changeTerms({ ...change, idempotencyKey: "up" }));
  assert.equal(again.repeated, true);
  const note = await billing.postpaid.views.document("crn_1_cus_a");
  assert.deepEqual([note?.serial, note?.credits?.serial, note?.grossCents], ["CRN-000001", "INV-000001", 345_00n]);
  await does.verified();
});

test("who does not pay is restricted with the account, and has the service back in the command that pays", async () => {
  await billing.openAccount("cus_a");
  await does.open("cus_a");
  await does.subscribe("cus_a");
  for (let day = 2; day <= 20; day++) {
    does.at(`2026-06-${String(day).padStart(2, "0")}` as LocalDate);
    await billing.postpaid.runDunning();
  }
  assert.equal((await billing.views.account("cus_a"))?.service.level, "walled-garden");
  assert.equal((await billing.postpaid.views.customer("cus_a", "2026-06-20"))?.restriction, "walled-garden");
  await pay("cus_a", 690_00n, "eft-1");
  const { service } = (await billing.views.account("cus_a"))!;
  assert.notEqual(service.reason, "unpaid");
  assert.equal((await billing.postpaid.views.customer("cus_a", "2026-06-20"))?.restriction, "none");
  await does.verified();
});

test("an invoice is paid from the wallet in one commit, and not at all when the wallet is too low", async () => {
  await billing.pay("cus_a", 500_00n);
  await does.open("cus_a");
  await does.subscribe("cus_a");
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
  await does.verified();
});

test("no event and no projection knows whom an invoice is made out to; what is erased breaks nothing", async () => {
  await does.open("cus_a");
  await does.subscribe("cus_a");
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
  does.at("2031-07-01");
  assert.equal(await recipients.eraseBefore("2031-06-30", billing.time.now), 1);
  assert.deepEqual(await recipients.find(issuedTo), { state: "erased" });
  assert.deepEqual(await recipients.compare(), []);
  await does.verified();
});

test("the first delivery of a document is the original and all others are copies", async () => {
  await does.open("cus_a");
  await does.subscribe("cus_a");
  const delivery = { customerId: "cus_a", documentId: "inv_1_cus_a", channel: "email" };
  assert.deepEqual(valueOf(await billing.postpaid.deliverDocument(delivery)), { copy: false });
  assert.deepEqual(valueOf(await billing.postpaid.deliverDocument(delivery)), { copy: true });
  const unknown = await billing.postpaid.deliverDocument({ ...delivery, documentId: "inv_2_cus_a" });
  assert.deepEqual(unknown.ok ? "" : unknown.error.kind, "document-unknown");
});

test("a statement of a month that has passed says what was open then", async () => {
  await does.open("cus_a");
  await does.subscribe("cus_a");
  does.at("2026-07-01");
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
  await Promise.all(customers.map((customerId) => does.open(customerId)));
  await Promise.all(customers.map((customerId) => does.subscribe(customerId)));
  does.at("2026-09-01");
  const breaking = billing.start();
  const started = breaking.postpaid.closeCycles();
  await breaking.close().catch(() => undefined);
  await started.catch(() => undefined);
  await billing.postpaid.closeCycles();
  const [counted] = await billing.sql`select count(*)::integer as invoices from billing_documents`;
  assert.equal(counted?.["invoices"], 40 * 4);
  assert.equal((await billing.postpaid.closeCycles()).looked, 0);
  await does.verified();
});

test("a customer whose history cannot be read now does not hold up the month of the others", async () => {
  const customers = ["cus_a", "cus_b", "cus_c"];
  for (const customerId of customers) {
    await does.open(customerId);
    await does.subscribe(customerId);
  }
  await billing.sql`alter table events disable trigger user`;
  const named = (type: string) =>
    billing.sql`update events set type = ${type} where stream = 'postpaid/cus_b' and version = 1`;
  await named("FromTheFuture");
  does.at("2026-07-01");
  const newer = billing.start();
  const report = await newer.postpaid.closeCycles();
  assert.deepEqual([report.looked, report.invoices, report.failed], [3, 2, 1]);
  await named("PostpaidOpened");
  assert.equal((await newer.postpaid.closeCycles()).invoices, 1);
  await does.verified();
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
  await does.open("cus_a");
  await does.subscribe("cus_a");
  does.at("2026-06-16");
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

test("a payment for an invoice pays it once, and what it does not need pays the next", async () => {
  await does.open("cus_a");
  const { invoiceIds } = await does.subscribe("cus_a");
  const paid = { customerId: "cus_a", reference: "T1", currency: "ZAR" as const, invoiceId: invoiceIds[0]! };
  const receive = (paymentId: string, amountCents: bigint, more: object = {}) =>
    billing.postpaid.receiveForInvoice({ ...paid, paymentId, amountCents, ...more });
  for (const _ of [1, 2]) assert.deepEqual(await receive("pay_1", 500_00n), ok("on-invoice"));
  assert.deepEqual(await receive("pay_2", 300_00n), ok("on-invoice"));
  assert.deepEqual(await receive("pay_3", 50_00n, { invoiceId: "inv_77_cus_a" }), ok("on-invoice"));
  const summary = await billing.postpaid.views.customer("cus_a", "2026-06-01");
  assert.deepEqual([summary?.receivableCents, summary?.creditCents], [0n, 160_00n]);
  await does.verified();
});

test("without a bill the money is the wallet's, also when there is a bill by the time that it is told of again", async () => {
  const paid = { customerId: "cus_b", paymentId: "pay_1", amountCents: 500_00n, currency: "ZAR" as const };
  const forInvoice = { ...paid, invoiceId: "inv_1_cus_b", reference: "T1" };
  assert.deepEqual(await billing.postpaid.receiveForInvoice(forInvoice), ok("not-billed"));
  valueOf(await billing.creditPayment({ ...paid, provider: "paystack", planId: "" }));
  await does.open("cus_b");
  await does.subscribe("cus_b");
  assert.deepEqual(await billing.postpaid.receiveForInvoice(forInvoice), ok("not-billed"));
  assert.equal(await does.owedOf("receivable"), 690_00n);
  await does.verified();
});
