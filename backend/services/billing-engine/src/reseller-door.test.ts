import assert from "node:assert/strict";
import { Code } from "@connectrpc/connect";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Doors, needsPermission, openDoors, refused, zar } from "#door-fixture";

const thandi = "cus_thandi";
const fivePercent = [{ from: zar(0n), basisPoints: 500 }];
const terms = {
  electronicVoucherCommission: fivePercent,
  topUpCommission: fivePercent,
  voucherCommission: fivePercent,
};

let doors: Doors;
beforeEach(async () => {
  doors = await openDoors();
});
afterEach(() => doors.close());

const manage = () => doors.staff("resellers.manage");
const sell = () => doors.staff("resellers.sell");
const payments = () => doors.staff("resellers.manage");

async function reseller(floatCents = 0n, more: object = {}) {
  const registration = { terms: { ...terms, ...more }, idempotencyKey: doors.key() };
  const { resellerId } = await doors.resellers.registerReseller(registration, manage());
  if (floatCents > 0n) {
    const payment = { resellerId, reference: `EFT ${resellerId}`, amount: zar(floatCents) };
    await doors.resellers.payIntoFloat(payment, payments());
  }
  return resellerId;
}

test("a reseller pays in, sells vouchers and airtime, and its month adds up", async () => {
  const { resellers, vouchers } = doors;
  await doors.customer(thandi);
  const resellerId = await reseller(500_00n);
  const again = { resellerId, reference: `EFT ${resellerId}`, amount: zar(500_00n) };
  assert.equal((await resellers.payIntoFloat(again, payments())).float?.minorUnits, 500_00n);

  const worth = { case: "face" as const, value: zar(100_00n) };
  const voucher = { resellerId, worth, idempotencyKey: "slip" };
  const sold = await resellers.sellElectronicVoucher(voucher, sell());
  expect(sold.sale).toMatchObject({ product: "electronic-voucher", price: zar(100_00n), commission: zar(5_00n) });
  assert.match(sold.code, /^\d{4} \d{4} \d{4} \d{4}$/);
  assert.equal((await resellers.sellElectronicVoucher(voucher, sell())).code, sold.code);
  const redeemed = await vouchers.redeemVoucher({ customerId: thandi, code: sold.code }, doors.sources.as(thandi));
  assert.equal(redeemed.available?.minorUnits, 100_00n);

  const press = doors.staff("vouchers.manage");
  const { batchId } = await vouchers.generateVouchers({ worth, count: 3, idempotencyKey: "b" }, press);
  const cards = { resellerId, batchId, ranges: [{ first: 1, last: 2 }], forResale: true, idempotencyKey: "cards" };
  expect(await resellers.sellVouchersFromFloat(cards, sell())).toMatchObject({
    product: "voucher",
    price: zar(200_00n),
  });

  doors.sources.phones.known.set("082 123 4567", thandi);
  const airtime = { resellerId, amount: zar(40_00n), idempotencyKey: "airtime" };
  const byPhone = { ...airtime, customer: { case: "phone" as const, value: "082 123 4567" } };
  const topUp = await resellers.topUpCustomer(byPhone, sell());
  assert.equal(topUp.floatAfter?.minorUnits, 177_00n);
  assert.deepEqual(await resellers.topUpCustomer(byPhone, sell()), topUp);
  const account = await doors.billing.getAccount({ customerId: thandi });
  assert.equal(account.available?.minorUnits, 140_00n);
  await refused(
    resellers.sellElectronicVoucher(
      { ...voucher, worth: { ...worth, value: zar(200_00n) }, idempotencyKey: "more" },
      sell(),
    ),
    "float-too-low",
    Code.FailedPrecondition,
    { missing: 13_00n },
  );

  const settled = await resellers.settleReseller({ resellerId, month: "2026-06" }, doors.staff("resellers.read"));
  expect(settled).toMatchObject({
    opening: zar(0n),
    payments: zar(500_00n),
    sales: zar(340_00n),
    commission: zar(17_00n),
    closing: zar(177_00n),
  });
  const { movements } = await resellers.listFloatMovements({ resellerId }, doors.staff("resellers.read"));
  assert.deepEqual(
    movements.map(({ kind, product, floatAfter }) => [kind, product, floatAfter?.minorUnits]),
    [
      ["sale", "top-up", 177_00n],
      ["sale", "voucher", 215_00n],
      ["sale", "electronic-voucher", 405_00n],
      ["payment", "", 500_00n],
    ],
  );
});

test("while identity is not reachable nobody is topped up by phone, and nothing is half done", async () => {
  const { resellers } = doors;
  await doors.customer(thandi);
  const resellerId = await reseller(100_00n);
  const customer = { case: "phone" as const, value: "082 123 4567" };
  const topUp = { resellerId, customer, amount: zar(40_00n), idempotencyKey: "1" };
  await refused(resellers.topUpCustomer(topUp, sell()), "customer-unknown", Code.NotFound);
  doors.sources.phones.isDown = true;
  await refused(resellers.topUpCustomer(topUp, sell()), "identity-not-reachable", Code.Unavailable);
  assert.equal((await resellers.getReseller({ resellerId })).float?.minorUnits, 100_00n);
  doors.sources.phones.isDown = false;
  doors.sources.phones.known.set(customer.value, thandi);
  assert.equal((await resellers.topUpCustomer(topUp, sell())).floatAfter?.minorUnits, 62_00n);
});

test("terms, masters and standing are seen as they were set", async () => {
  const { resellers } = doors;
  const masterId = await reseller();
  const own = { masterId, shareBasisPoints: 6_000, mostPerDay: zar(1_000_00n) };
  const sub = await resellers.registerReseller({ terms: own, idempotencyKey: "sub" }, manage());
  expect(sub).toMatchObject({ masterId, suspended: false, terms: { masterId, shareBasisPoints: 6_000 } });
  assert.deepEqual([sub.terms?.mostPerDay?.minorUnits, sub.terms?.mostPerSale], [1_000_00n, undefined]);
  const { resellerId } = sub;
  const changed = await resellers.changeResellerTerms(
    { resellerId, terms: { ...own, shareBasisPoints: 5_000 } },
    manage(),
  );
  assert.equal(changed.terms?.shareBasisPoints, 5_000);
  const read = doors.staff("resellers.read");
  const subs = await resellers.listSubResellers({ resellerId: masterId }, read);
  assert.deepEqual(
    subs.resellers.map((found) => found.resellerId),
    [resellerId],
  );
  const first = await resellers.listResellers({ limit: 1 }, read);
  const second = await resellers.listResellers({ limit: 1, cursor: first.page!.nextCursor }, read);
  assert.deepEqual(
    [...first.resellers, ...second.resellers].map((found) => found.resellerId),
    [resellerId, masterId],
  );
  assert.equal(second.page?.nextCursor, "");
  assert.equal((await resellers.suspendReseller({ resellerId, reason: "not paid" }, manage())).suspended, true);
  const sale = { resellerId, worth: { case: "face" as const, value: zar(1_00n) }, idempotencyKey: "s" };
  await refused(resellers.sellElectronicVoucher(sale, sell()), "reseller-suspended", Code.FailedPrecondition);
  assert.equal((await resellers.reinstateReseller({ resellerId }, manage())).suspended, false);
  await resellers.payIntoFloat({ resellerId, reference: "EFT 1", amount: zar(10_00n) }, payments());
  const returned = await resellers.returnFloatPayment({ resellerId, reference: "EFT 1" }, payments());
  assert.equal(returned.float?.minorUnits, 0n);
});

test("each of what is done with resellers needs its permission, and none of it is a customer's to do", async () => {
  const { resellers } = doors;
  const resellerId = await reseller();
  const own = { resellerId, idempotencyKey: "k" };
  const calls = (caller: ReturnType<Doors["staff"]>) => [
    resellers.registerReseller({ terms, idempotencyKey: "k" }, caller),
    resellers.changeResellerTerms({ resellerId, terms }, caller),
    resellers.getReseller({ resellerId }, caller),
    resellers.listResellers({}, caller),
    resellers.listSubResellers({ resellerId }, caller),
    resellers.suspendReseller({ resellerId, reason: "x" }, caller),
    resellers.reinstateReseller({ resellerId }, caller),
    resellers.payIntoFloat({ resellerId, reference: "r", amount: zar(1n) }, caller),
    resellers.returnFloatPayment({ resellerId, reference: "r" }, caller),
    resellers.sellVouchersFromFloat(own, caller),
    resellers.sellElectronicVoucher(own, caller),
    resellers.topUpCustomer(own, caller),
    resellers.settleReseller({ resellerId, month: "2026-06" }, caller),
    resellers.listFloatMovements({ resellerId }, caller),
  ];
  await Promise.all(calls(doors.staff("vouchers.read")).map(needsPermission));
  const asCustomer = calls(doors.sources.as(thandi));
  await Promise.all(asCustomer.map((call) => refused(call, "caller-not-allowed", Code.PermissionDenied)));
});

test("what makes no sense is refused by name", async () => {
  const { resellers } = doors;
  const resellerId = await reseller();
  const bad = (call: Promise<unknown>, kind: string) => refused(call, kind, Code.InvalidArgument);
  const registered = (odd: object) => resellers.registerReseller({ terms: odd, idempotencyKey: doors.key() }, manage());
  await bad(resellers.registerReseller({ idempotencyKey: "k" }, manage()), "terms-missing");
  await bad(registered({ shareBasisPoints: 100 }), "master-missing");
  await bad(registered({ ...terms, masterId: resellerId }), "commission-is-the-masters");
  await bad(registered({ masterId: resellerId, shareBasisPoints: 10_001 }), "commission-not-a-share");
  await bad(registered({ topUpCommission: [{ from: zar(5n), basisPoints: 1 }] }), "commission-tiers-not-in-order");
  await bad(registered({ mostPerSale: zar(-1n) }), "limit-not-positive");
  await bad(registered({ mostPerSale: { minorUnits: 1n, currency: "???" } }), "currency-unknown");
  await refused(registered({ masterId: "rsl_x" }), "master-unknown", Code.NotFound);
  const payment = { resellerId, reference: "EFT", amount: zar(-1n) };
  await bad(resellers.payIntoFloat(payment, payments()), "amount-not-positive");
  await bad(resellers.payIntoFloat({ ...payment, amount: zar(1n), reference: "" }, payments()), "reference-missing");
  await bad(resellers.settleReseller({ resellerId, month: "2026-13" }), "not-a-month");
  await refused(resellers.settleReseller({ resellerId: "rsl_x", month: "2026-06" }), "reseller-unknown", Code.NotFound);
  await bad(resellers.listFloatMovements({ resellerId, cursor: "?" }), "cursor-unknown");
  await bad(resellers.listResellers({ cursor: "?\0" }), "cursor-unknown");
  await bad(resellers.topUpCustomer({ resellerId, amount: zar(1n), idempotencyKey: "k" }, sell()), "customer-missing");
  await bad(resellers.sellElectronicVoucher({ resellerId, idempotencyKey: "k" }, sell()), "value-missing");
  await bad(resellers.suspendReseller({ resellerId }, manage()), "reason-missing");
});

test("whoever is there for some resellers meets no others", async () => {
  const { resellers } = doors;
  const [own, other] = [await reseller(100_00n), await reseller(100_00n)];
  const there = doors.sources.asResellers([own], "resellers.read", "resellers.sell", "resellers.manage");
  assert.equal((await resellers.getReseller({ resellerId: own }, there)).resellerId, own);
  const seen = await resellers.listResellers({}, there);
  assert.deepEqual(
    seen.resellers.map(({ resellerId }) => resellerId),
    [own],
  );
  const worth = { case: "face" as const, value: zar(10_00n) };
  const refusedThere = [
    resellers.getReseller({ resellerId: other }, there),
    resellers.listFloatMovements({ resellerId: other }, there),
    resellers.sellElectronicVoucher({ resellerId: other, worth, idempotencyKey: "slip" }, there),
    resellers.suspendReseller({ resellerId: other, reason: "x" }, there),
    resellers.registerReseller({ terms, idempotencyKey: doors.key() }, there),
  ];
  for (const call of refusedThere) await refused(call, "out-of-scope", Code.PermissionDenied);
  const sub = await resellers.registerReseller(
    { terms: { masterId: own, shareBasisPoints: 5_000 }, idempotencyKey: doors.key() },
    there,
  );
  assert.ok(sub.resellerId);
});
