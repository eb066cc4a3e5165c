import assert from "node:assert/strict";
import { refuse, valueOf } from "@beacom/result";
import { afterAll, beforeAll, test } from "vitest";
import type { ResellerTerms } from "#domain/resellers/reseller-event";
import { guest, masterTerms, openSales, type Sales } from "#sales-fixture";

let sales: Sales;
beforeAll(async () => {
  sales = await openSales();
  await sales.pay("cus_shop", 100n);
});
afterAll(() => sales.close());

const floatOf = async (resellerId: string) => (await sales.resellers.views.reseller(resellerId))?.floatCents;
const walletOf = async (customerId: string) => (await sales.views.account(customerId))?.availableCents;
const subOf = (masterId: string): ResellerTerms => ({
  kind: "sub",
  masterId,
  shareBasisPoints: 6_000,
  limits: { perSaleCents: null, perDayCents: 20_000n, perMonthCents: null },
});

test("a reseller tops a customer up out of its float, once for each key", async () => {
  const resellerId = await sales.reseller(10_000n);
  const command = { resellerId, customer: { customerId: "cus_shop" }, amountCents: 4_000n, idempotencyKey: "till-1" };
  const before = (await walletOf("cus_shop"))!;
  const sale = valueOf(await sales.resellers.topUpCustomer(command));
  assert.deepEqual([sale.priceCents, sale.commissionCents, sale.floatAfterCents], [4_000n, 200n, 6_200n]);
  assert.deepEqual(valueOf(await sales.resellers.topUpCustomer(command)), sale);
  assert.equal(await walletOf("cus_shop"), before + 4_000n);
  assert.equal(await floatOf(resellerId), 6_200n);
  const reused = await sales.resellers.topUpCustomer({ ...command, amountCents: 1n });
  assert.deepEqual(reused, refuse({ kind: "idempotency-key-reused" }));
  const tooMuch = await sales.resellers.topUpCustomer({ ...command, amountCents: 10_000n, idempotencyKey: "till-2" });
  assert.deepEqual(tooMuch, refuse({ kind: "float-too-low", missingCents: 3_300n }));
});

test("a sale is answered again although the float would not do for another", async () => {
  const resellerId = await sales.reseller(950n);
  const command = { resellerId, customer: { customerId: "cus_shop" }, amountCents: 1_000n, idempotencyKey: "last" };
  const engines = [sales, sales.start()];
  const answers = await Promise.all([0, 1, 0, 1].map((engine) => engines[engine]!.resellers.topUpCustomer(command)));
  for (const answer of answers) assert.equal(valueOf(answer).floatAfterCents, 0n);
});

test("a customer whom nobody can look up is not topped up, and a slip opens no account", async () => {
  const resellerId = await sales.reseller(10_000n);
  const command = { resellerId, amountCents: 1_000n, idempotencyKey: "phone" };
  assert.deepEqual(
    await sales.resellers.topUpCustomer({ ...command, customer: { phoneNumber: "+27820000000" } }),
    refuse({ kind: "identity-not-reachable" }),
  );
  assert.deepEqual(
    await sales.resellers.topUpCustomer({ ...command, customer: { customerId: "cus_nobody" } }),
    refuse({ kind: "customer-unknown" }),
  );
  assert.equal(await walletOf("cus_nobody"), undefined);
});

test("a sub-reseller's sale pays its master too, within its own limits", async () => {
  const masterId = await sales.reseller(0n);
  const resellerId = await sales.reseller(100_000n, subOf(masterId));
  const command = { resellerId, customer: { customerId: "cus_shop" }, amountCents: 10_000n };
  const sale = valueOf(await sales.resellers.topUpCustomer({ ...command, idempotencyKey: "s1" }));
  assert.equal(sale.commissionCents, 300n);
  assert.equal(await floatOf(masterId), 200n);
  const over = await sales.resellers.topUpCustomer({ ...command, amountCents: 10_001n, idempotencyKey: "s2" });
  assert.deepEqual(over, refuse({ kind: "over-day-limit", limitCents: 20_000n }));
  sales.later(86_400);
  assert.ok((await sales.resellers.topUpCustomer({ ...command, amountCents: 10_001n, idempotencyKey: "s2" })).ok);
  assert.deepEqual(
    (await sales.resellers.views.subResellers(masterId)).map((sub) => sub.resellerId),
    [resellerId],
  );
});

test("vouchers that a reseller signed for are paid for when they are sold, and only then worth anything", async () => {
  const resellerId = await sales.reseller(50_000n);
  const { batchId, codes } = await sales.batch(10, { isSold: false });
  const ranges = [{ first: 1, last: 10 }];
  const hand = { batchId, ranges, resellerId, receipt: "GRN 9", staffId: "stf_press", idempotencyKey: "hand" };
  valueOf(await sales.vouchers.handOver(hand));
  assert.equal((await sales.vouchers.redeem({ ...guest("cus_shop"), code: codes[0]! })).ok, false);
  const sell = { resellerId, batchId, isForResale: false, idempotencyKey: "sold-1" };
  const sale = valueOf(await sales.resellers.sellVouchers({ ...sell, ranges: [{ first: 1, last: 2 }] }));
  assert.deepEqual([sale.priceCents, sale.commissionCents], [10_000n, 1_000n]);
  assert.equal(await floatOf(resellerId), 41_000n);
  assert.ok((await sales.vouchers.redeem({ ...guest("cus_shop"), code: codes[0]! })).ok);
  const found = valueOf(await sales.vouchers.lookUp(codes[1]!));
  assert.deepEqual(
    found.expiresAt,
    new Date(Date.UTC(found.soldAt!.getUTCFullYear() + 3, 10, found.soldAt!.getUTCDate(), 10)),
  );
  const another = await sales.reseller(50_000n);
  const theirs = await sales.resellers.sellVouchers({ ...sell, resellerId: another, ranges: [{ first: 3, last: 3 }] });
  assert.equal(theirs.ok ? "sold" : theirs.error.kind, "vouchers-elsewhere");
});

test("vouchers bought to be sold on are valid for longer than three years, because the person's begin later", async () => {
  const resellerId = await sales.reseller(50_000n);
  const { batchId, codes } = await sales.batch(2, { isSold: false });
  const buy = { resellerId, batchId, ranges: [{ first: 1, last: 2 }], isForResale: true, idempotencyKey: "bulk" };
  valueOf(await sales.resellers.sellVouchers(buy));
  const { soldAt, expiresAt } = valueOf(await sales.vouchers.lookUp(codes[0]!));
  const days = (expiresAt!.getTime() - soldAt!.getTime()) / 86_400_000;
  // 2028 is a leap year.
  assert.equal(days, 3 * 365 + 1 + 365);
});

test("an electronic voucher is made as it is sold, and a lost receipt is printed again", async () => {
  const resellerId = await sales.reseller(10_000n);
  const command = { resellerId, worth: { faceCents: 2_000n }, idempotencyKey: "slip-1" };
  const slip = valueOf(await sales.resellers.sellElectronicVoucher(command));
  assert.match(slip.code!, /^(\d{4} ){3}\d{4}$/);
  const again = valueOf(await sales.start().resellers.sellElectronicVoucher(command));
  assert.deepEqual(again, slip);
  assert.equal(await floatOf(resellerId), 8_100n);
  const other = valueOf(await sales.resellers.sellElectronicVoucher({ ...command, idempotencyKey: "slip-2" }));
  assert.notEqual(other.code, slip.code);
  const redeemed = valueOf(await sales.vouchers.redeem({ ...guest("cus_slip"), code: slip.code! }));
  assert.equal(redeemed.availableCents, 2_000n);
  assert.equal(valueOf(await sales.resellers.sellElectronicVoucher(command)).code, null);
  sales.later(24 * 3_600 + 1);
  const old = valueOf(await sales.resellers.sellElectronicVoucher({ ...command, idempotencyKey: "slip-2" }));
  assert.equal(old.code, null);
});

test("a month's settlement opens where the last one closed, and adds up", async () => {
  const resellerId = await sales.reseller(20_000n);
  const month = sales.time.now.toISOString().slice(0, 7);
  const sell = { resellerId, customer: { customerId: "cus_shop" } };
  valueOf(await sales.resellers.topUpCustomer({ ...sell, amountCents: 5_000n, idempotencyKey: "m1" }));
  valueOf(
    await sales.resellers.payIn({ resellerId, reference: "EFT bounced", amountCents: 7_000n, staffId: "stf_books" }),
  );
  const returned = { resellerId, reference: "EFT bounced", staffId: "stf_books" };
  for (let i = 0; i < 2; i++) assert.equal(valueOf(await sales.resellers.returnPayment(returned)).floatCents, 15_250n);
  const statement = valueOf(await sales.resellers.settle({ resellerId, month }));
  const { openingCents, paymentsCents, salesCents, commissionCents, closingCents } = statement;
  assert.deepEqual(
    [openingCents, paymentsCents, salesCents, commissionCents, closingCents],
    [0n, 20_000n, 5_000n, 250n, 15_250n],
  );
  sales.later(35 * 86_400);
  valueOf(await sales.resellers.topUpCustomer({ ...sell, amountCents: 1_000n, idempotencyKey: "m2" }));
  const nextMonth = sales.time.now.toISOString().slice(0, 7);
  const next = valueOf(await sales.resellers.settle({ resellerId, month: nextMonth }));
  assert.deepEqual([next.openingCents, next.salesCents, next.closingCents], [15_250n, 1_000n, 14_300n]);
  const page = await sales.resellers.views.rows({ resellerId, cursor: "", limit: 3 });
  assert.deepEqual(
    page!.rows.map(({ kind }) => kind),
    ["sale", "payment-returned", "payment"],
  );
  const rest = await sales.resellers.views.rows({ resellerId, cursor: page!.nextCursor!, limit: 3 });
  assert.deepEqual(
    rest!.rows.map(({ floatAfterCents }) => floatAfterCents),
    [15_250n, 20_000n],
  );
  assert.deepEqual(await sales.resellers.settle({ resellerId, month: "2026-13" }), refuse({ kind: "not-a-month" }));
});

test("a suspended reseller sells nothing until it is reinstated, and its terms can be changed meanwhile", async () => {
  const resellerId = await sales.reseller(10_000n);
  const standing = { resellerId, staffId: "stf_books" };
  valueOf(await sales.resellers.suspend({ ...standing, reason: "complaints" }));
  const command = { resellerId, customer: { customerId: "cus_shop" }, amountCents: 100n, idempotencyKey: "x" };
  assert.deepEqual(await sales.resellers.topUpCustomer(command), refuse({ kind: "reseller-suspended" }));
  valueOf(
    await sales.resellers.changeTerms({
      ...standing,
      terms: { ...masterTerms, limits: { perSaleCents: 50n, perDayCents: null, perMonthCents: null } },
    }),
  );
  valueOf(await sales.resellers.reinstate(standing));
  assert.deepEqual(await sales.resellers.topUpCustomer(command), refuse({ kind: "over-sale-limit", limitCents: 50n }));
});

test("a reseller is registered once for each key, and none is its own master", async () => {
  const command = { terms: masterTerms, staffId: "stf_books", idempotencyKey: "reg" };
  assert.deepEqual(await sales.resellers.register(command), await sales.start().resellers.register(command));
  const orphan = await sales.resellers.register({ ...command, terms: subOf("rsl_none"), idempotencyKey: "orphan" });
  assert.deepEqual(orphan, refuse({ kind: "master-unknown" }));
});

test("everything that happened keeps every rule, and the projections are those of the events", async () => {
  assert.deepEqual((await sales.verifyLedger()).problems, []);
  assert.equal(await sales.owed("transfer-clearing"), 0n);
});
