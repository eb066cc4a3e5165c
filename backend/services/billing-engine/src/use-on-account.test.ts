import assert from "node:assert/strict";
import { valueOf } from "@beacom/result";
import { afterEach, beforeEach, test } from "vitest";
import { openBilling } from "#billing-fixture";
import { type PostpaidFixture, postpaidFixture } from "#postpaid-fixture";

let billing: Awaited<ReturnType<typeof openBilling>>;
let does: PostpaidFixture;
beforeEach(async () => {
  billing = await openBilling();
  does = postpaidFixture(billing);
  does.at("2026-06-01");
});
afterEach(() => billing.close());

test("what was used on account is on the invoice of the cycle in which it was used, and accrued until then", async () => {
  await does.open("cus_a");
  await billing.openAccount("cus_a");
  await does.subscribe("cus_a");
  await does.allowOnAccount("cus_a", await does.dataTariff("Data by the megabyte"));
  does.at("2026-06-20");
  await does.browse("cus_a", "ses_1", 10n);
  assert.deepEqual([await does.owedOf("accrued-revenue"), await does.owedOf("transfer-clearing")], [1_000n, 0n]);
  does.at("2026-07-01", 0.1);
  assert.equal((await billing.postpaid.closeCycles()).invoices, 1);
  assert.deepEqual(await does.linesOf("inv_2_cus_a"), [
    ["Fibre 50", 600_00n, 90_00n, 690_00n],
    ["Data by the megabyte", 1_000n, 150n, 1_150n],
  ]);
  assert.deepEqual([await does.owedOf("accrued-revenue"), await does.owedOf("transfer-clearing")], [0n, 0n]);
  const outOfBundle = (await billing.views.account("cus_a"))?.outOfBundle;
  assert.deepEqual([outOfBundle?.usedCents, outOfBundle?.limitCents], [0n, 100_000n]);
  await does.verified();
});

test("use under an agreement that ended is billed too, each tariff on a line of its own with its VAT", async () => {
  await does.open("cus_a");
  await billing.openAccount("cus_a");
  await does.allowOnAccount("cus_a", await does.dataTariff("Data"));
  await does.browse("cus_a", "ses_1", 2n);
  await does.allowOnAccount("cus_a", await does.dataTariff("Emergency data", { tax: "zero-rated" }));
  await does.browse("cus_a", "ses_2", 3n);
  valueOf(await billing.outOfBundle.forbid({ customerId: "cus_a", by: "cus_a" }));
  does.at("2026-06-30", 23);
  assert.equal((await billing.postpaid.closeCycles()).looked, 0);
  does.at("2026-07-01");
  assert.equal((await billing.postpaid.closeCycles()).invoices, 1);
  assert.deepEqual(await does.linesOf("inv_1_cus_a"), [
    ["Data", 200n, 30n, 230n],
    ["Emergency data", 345n, 0n, 345n],
  ]);
  assert.equal(await does.owedOf("accrued-revenue"), 0n);
  await does.verified();
});

test("who uses nothing for months is invoiced at the end of the month in which something is used", async () => {
  await does.open("cus_a");
  await billing.openAccount("cus_a");
  await does.allowOnAccount("cus_a", await does.dataTariff("Data"));
  does.at("2026-09-10");
  await does.browse("cus_a", "ses_1", 1n);
  await billing.postpaid.closeCycles();
  assert.equal(await does.owedOf("receivable"), 0n);
  does.at("2026-10-01");
  assert.equal((await billing.postpaid.closeCycles()).invoices, 1);
  assert.equal(await does.owedOf("receivable"), 115n);
  assert.equal((await billing.postpaid.closeCycles()).looked, 0);
  await does.verified();
});

test("a command that ends the cycle before the worker takes the use onto the invoice as well", async () => {
  await does.open("cus_a");
  await billing.openAccount("cus_a");
  await does.subscribe("cus_a");
  await does.allowOnAccount("cus_a", await does.dataTariff("Data"));
  await does.browse("cus_a", "ses_1", 4n);
  does.at("2026-07-02");
  valueOf(await billing.postpaid.pause({ customerId: "cus_a", subscriptionId: "fibre", idempotencyKey: "pause" }));
  assert.deepEqual((await does.linesOf("inv_2_cus_a"))?.at(-1), ["Data", 400n, 60n, 460n]);
  await does.verified();
});

test("what was used on account before somebody is invoiced at all waits until then", async () => {
  await billing.openAccount("cus_a");
  await does.allowOnAccount("cus_a", await does.dataTariff("Data"));
  await does.browse("cus_a", "ses_1", 4n);
  await does.open("cus_a");
  does.at("2026-07-01");
  await billing.postpaid.closeCycles();
  assert.equal(await does.owedOf("receivable"), 460n);
  await does.verified();
});

test("an invoice that is paid from the wallet after the cycle's end does not let the use wait for another", async () => {
  await billing.pay("cus_a", 2_000_00n);
  await does.open("cus_a");
  await does.subscribe("cus_a");
  await does.allowOnAccount("cus_a", await does.dataTariff("Data"));
  await does.browse("cus_a", "ses_1", 4n);
  does.at("2026-07-02");
  const payment = { customerId: "cus_a", invoiceId: "inv_1_cus_a", idempotencyKey: "pay" };
  valueOf(await billing.postpaid.payFromWallet(payment));
  assert.deepEqual((await does.linesOf("inv_2_cus_a"))?.at(-1), ["Data", 400n, 60n, 460n]);
  assert.deepEqual([await does.owedOf("accrued-revenue"), await does.owedOf("transfer-clearing")], [0n, 0n]);
  await does.verified();
});

test("a write-off after the cycle's end does not either", async () => {
  await billing.openAccount("cus_a");
  await does.open("cus_a");
  await does.subscribe("cus_a");
  await does.allowOnAccount("cus_a", await does.dataTariff("Data"));
  await does.browse("cus_a", "ses_1", 4n);
  does.at("2026-07-02");
  const request = { kind: "write-off" as const, customerId: "cus_a", invoiceId: "inv_1_cus_a", amountCents: 690_00n };
  const proposal = { request, reasonCode: "agreement", note: "moved away", staffId: "stf_one", role: "owner" };
  const { approvalId } = valueOf(await billing.approvals.propose({ ...proposal, idempotencyKey: "write-off" }));
  valueOf(await billing.approvals.approve({ approvalId, staffId: "stf_two", role: "owner" }));
  assert.deepEqual((await does.linesOf("inv_2_cus_a"))?.at(-1), ["Data", 400n, 60n, 460n]);
  await does.verified();
});

test("a pro-forma names what was used on account so far, and so does one that is late", async () => {
  await billing.openAccount("cus_a");
  await does.open("cus_a");
  await does.allowOnAccount("cus_a", await does.dataTariff("Data"));
  await does.browse("cus_a", "ses_1", 4n);
  const grossOf = async () => valueOf(await billing.postpaid.proForma("cus_a"))?.grossCents;
  assert.equal(await grossOf(), 460n);
  does.at("2026-07-02");
  // What was used in June is on the invoice that the end of June brings, and not on the next one too.
  assert.equal(await grossOf(), undefined);
  await billing.postpaid.closeCycles();
  assert.equal(await grossOf(), undefined);
  await does.browse("cus_a", "ses_2", 1n);
  assert.equal(await grossOf(), 115n);
  await does.verified();
});
