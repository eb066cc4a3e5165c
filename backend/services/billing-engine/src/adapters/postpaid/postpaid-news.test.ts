import assert from "node:assert/strict";
import { valueOf } from "@beacom/result";
import { datePlusDays, type LocalDate, startOfDate } from "@beacom/time";
import { afterEach, beforeEach, test } from "vitest";
import { openBilling } from "#billing-fixture";
import { fibre50, fibre100 } from "#domain/postpaid/postpaid-examples";

let billing: Awaited<ReturnType<typeof openBilling>>;
beforeEach(async () => {
  billing = await openBilling();
  at("2026-06-01");
  const recipient = { name: "Thandi Mokoena", addressLines: ["12 Vilakazi Street", "Soweto"], vatNumber: null };
  const terms = { cycle: { months: 1, day: 1 }, termsDays: 7, segment: "home", recipient };
  valueOf(await billing.postpaid.open({ customerId: "cus_a", ...terms }));
  await billing.openAccount("cus_a");
});
afterEach(() => billing.close());

const at = (date: LocalDate) => {
  billing.time.now = new Date(startOfDate(date).getTime() + 10 * 3_600_000);
};
const subscribe = async () => {
  const order = { subscriptionId: "fibre", billing: "in-advance" as const, terms: fibre50 };
  return valueOf(await billing.postpaid.subscribe({ customerId: "cus_a", ...order, idempotencyKey: "fibre" }));
};
const pay = async (paymentId: string, amountCents: bigint) => {
  const payment = { customerId: "cus_a", paymentId, source: "bank" as const, reference: paymentId, amountCents };
  return valueOf(await billing.postpaid.receivePayment({ ...payment, currency: "ZAR" }));
};
const dunUntil = async (from: LocalDate, to: LocalDate) => {
  for (let day = from; day <= to; day = datePlusDays(day, 1)) {
    at(day);
    await billing.postpaid.runDunning();
  }
};
/** The last one of its type, without what no money is in: protobuf's JSON leaves out zero and nothing. */
const last = async (type: string) => (await billing.told(type)).at(-1)!;
const zar = (minorUnits: string | undefined) => ({ ...(minorUnits && { minorUnits }), currency: "ZAR" });
const balance = (open?: string, overdue?: string, credit?: string) => ({
  open: zar(open),
  overdue: zar(overdue),
  credit: zar(credit),
});

test("an invoice is told with what is left to pay of it, and until when; its serial nobody knows yet", async () => {
  await pay("eft-1", 90_00n);
  await subscribe();
  assert.deepEqual(await last("InvoiceIssued"), {
    customerId: "cus_a",
    invoiceId: "inv_1_cus_a",
    reason: "change",
    issuedOn: "2026-06-01",
    dueOn: "2026-06-08",
    total: zar("69000"),
    open: zar("60000"),
  });
});

test("a payment is told once, with the invoices that it paid and what is left", async () => {
  await subscribe();
  await pay("eft-1", 100_00n);
  assert.deepEqual(await last("PaymentReceived"), {
    customerId: "cus_a",
    paymentId: "eft-1",
    source: "bank",
    amount: zar("10000"),
    balance: balance("59000"),
  });
  await pay("eft-2", 600_00n);
  const paid = await last("PaymentReceived");
  assert.deepEqual(paid["paidInvoiceIds"], ["inv_1_cus_a"]);
  assert.deepEqual(paid["balance"], balance(undefined, undefined, "1000"));
  await pay("eft-2", 600_00n);
  assert.equal((await billing.told("PaymentReceived")).length, 2);
});

test("each step is told once with its template, and what it restricts belongs to it; what a payment restores belongs to the payment", async () => {
  await subscribe();
  await dunUntil("2026-06-02", "2026-06-20");
  const steps = await billing.told("DunningStepTaken");
  assert.deepEqual(
    steps.map(({ template, on, nextOn }) => [template, on, nextOn]),
    [
      ["invoice-due-soon", "2026-06-06", "2026-06-09"],
      ["invoice-overdue", "2026-06-09", "2026-06-13"],
      ["service-will-be-restricted", "2026-06-13", "2026-06-15"],
      ["service-restricted", "2026-06-15", "2026-06-29"],
    ],
  );
  const { amount, dueOn, invoiceIds, channel, action } = steps.at(-1)!;
  assert.deepEqual([amount, dueOn, invoiceIds], [zar("69000"), "2026-06-08", ["inv_1_cus_a"]]);
  assert.deepEqual([channel, action], ["sms", "walled-garden"]);
  const restricted = { customerId: "cus_a", restriction: "walled-garden", balance: balance("69000", "69000") };
  assert.deepEqual(await billing.told("ServiceRestrictionChanged"), [{ ...restricted, belongsTo: "dunning-step" }]);
  await pay("eft-1", 690_00n);
  assert.equal((await last("PaymentReceived"))["restoresService"], true);
  const restored = { customerId: "cus_a", restriction: "none", balance: balance(), belongsTo: "payment" };
  assert.deepEqual(await last("ServiceRestrictionChanged"), restored);
});

test("a restriction that a promise lifts, and that comes back when it is broken, stands for itself", async () => {
  await subscribe();
  await dunUntil("2026-06-02", "2026-06-16");
  const promise = { promiseId: "prm_1", amountCents: 690_00n, by: "2026-06-20" as const, restoresService: true };
  valueOf(await billing.postpaid.promiseToPay({ customerId: "cus_a", ...promise, idempotencyKey: "promise" }));
  const lifted = { customerId: "cus_a", restriction: "none", balance: balance("69000", "69000") };
  assert.deepEqual(await last("ServiceRestrictionChanged"), lifted);
  await dunUntil("2026-06-17", "2026-06-21");
  assert.deepEqual(await last("ServiceRestrictionChanged"), { ...lifted, restriction: "walled-garden" });
});

test("a credit note that another document charges anew belongs to that one; otherwise it stands for itself", async () => {
  await subscribe();
  at("2026-06-16");
  const change = { customerId: "cus_a", subscriptionId: "fibre", terms: fibre100, when: "now" as const };
  valueOf(await billing.postpaid.changeTerms({ ...change, idempotencyKey: "up" }));
  assert.deepEqual(
    [(await last("CreditNoteIssued"))["belongsTo"], (await last("CreditNoteIssued"))["total"]],
    ["invoice", zar("34500")],
  );
  const credit = { customerId: "cus_a", invoiceId: "inv_2_cus_a", reason: "a fault in May" };
  const lines = [{ line: 0, grossCents: 10_00n }];
  valueOf(await billing.postpaid.creditInvoice({ ...credit, lines, idempotencyKey: "fault" }));
  const { belongsTo, total, creditNoteId } = await last("CreditNoteIssued");
  assert.deepEqual([belongsTo, total, creditNoteId], [undefined, zar("1000"), "crn_2_cus_a"]);
  assert.doesNotMatch(JSON.stringify(await billing.told("CreditNoteIssued")), /fault in May/);
});

test("a contract that ends is told once: its credit note and its restriction belong to the step", async () => {
  await subscribe();
  await dunUntil("2026-06-02", "2026-09-07");
  const terminated = (await last("DunningStepTaken"))["action"];
  assert.equal(terminated, "terminate");
  const restriction = await last("ServiceRestrictionChanged");
  assert.deepEqual([restriction["restriction"], restriction["belongsTo"]], ["terminated", "dunning-step"]);
  const notes = await billing.told("CreditNoteIssued");
  assert.deepEqual(
    notes.map(({ belongsTo }) => belongsTo),
    ["dunning-step"],
  );
});

test("a payment that is taken back is told with what is open again", async () => {
  await subscribe();
  await pay("eft-1", 690_00n);
  at("2026-06-10");
  const reversal = { customerId: "cus_a", paymentId: "eft-1", reason: "insufficient funds" };
  valueOf(await billing.postpaid.reversePayment({ ...reversal, idempotencyKey: "back" }));
  const told = { customerId: "cus_a", paymentId: "eft-1", amount: zar("69000"), balance: balance("69000", "69000") };
  assert.deepEqual(await last("PaymentReversed"), told);
});

test("who is sent money or data is told by how much, and not by whom", async () => {
  const plan = await billing.publish("Daily 1 GB", { octets: 1_000_000_000n, priceCents: 1_150n });
  await billing.pay("cus_b", 5_000n, plan.planId);
  const parties = { customerId: "cus_b", toCustomerId: "cus_a" };
  valueOf(
    await billing.transfers.sendMoney({ ...parties, amountCents: 2_000n, currency: "ZAR", idempotencyKey: "money" }),
  );
  const bundleId = (await billing.views.account("cus_b"))!.bundles[0]!.bundleId;
  valueOf(await billing.transfers.sendData({ ...parties, bundleId, octets: 400_000_000n, idempotencyKey: "data" }));
  const { movementId, ...money } = await last("WalletCredited");
  assert.match(String(movementId), /^transfer:/);
  assert.deepEqual(money, { customerId: "cus_a", source: "transfer", amount: zar("2000"), available: zar("2000") });
  const { bundle } = (await last("DataReceived")) as { bundle: Record<string, unknown> };
  assert.deepEqual([bundle["name"], bundle["octetsGranted"]], ["Daily 1 GB", "400000000"]);
});
