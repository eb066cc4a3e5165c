import assert from "node:assert/strict";
import { refuse, valueOf } from "@beacom/result";
import { afterAll, beforeAll, test } from "vitest";
import { guest, openSales, type Sales } from "#sales-fixture";

let sales: Sales;
beforeAll(async () => {
  sales = await openSales();
});
afterAll(() => sales.close());

const walletOf = async (customerId: string) => (await sales.views.account(customerId))?.availableCents;
const threeYears = new Date("2029-11-22T10:00:00Z");

test("a voucher's value goes into the wallet, and the books balance", async () => {
  const { codes, batchId } = await sales.batch(3);
  assert.equal(await sales.owed("vouchers-outstanding"), 15_000n);
  const redeemed = valueOf(await sales.vouchers.redeem({ ...guest("cus_first"), code: codes[1]! }));
  assert.deepEqual(redeemed, {
    batchId,
    ordinal: 2,
    faceCents: 5_000n,
    currency: "ZAR",
    availableCents: 5_000n,
    plan: null,
    isRepeated: false,
  });
  assert.equal(await sales.owed("vouchers-outstanding"), 10_000n);
  assert.equal(await sales.owed("transfer-clearing"), 0n);
  const { counts, outstandingCents } = (await sales.vouchers.views.batch(batchId))!;
  assert.deepEqual(counts, { generated: 0, printed: 0, handedOver: 0, sold: 2, redeemed: 1, void: 0, expired: 0 });
  assert.equal(outstandingCents, 10_000n);
});

test("who redeems the same voucher again is told that it is in the wallet, and nobody else is", async () => {
  const { codes } = await sales.batch(1);
  const code = codes[0]!;
  valueOf(await sales.vouchers.redeem({ ...guest("cus_owner"), code }));
  const again = valueOf(await sales.vouchers.redeem({ ...guest("cus_owner"), code: code.toLowerCase() }));
  assert.equal(again.isRepeated, true);
  assert.equal(await walletOf("cus_owner"), 5_000n);
  const another = await sales.vouchers.redeem({ ...guest("cus_thief", "10.0.0.2"), code });
  assert.deepEqual(another, refuse({ kind: "code-not-accepted" }));
  assert.equal(await walletOf("cus_thief"), undefined);
});

test("what the wallet holds is told as it is, also by a process that knew the customer from before", async () => {
  const other = sales.start();
  const { codes } = await sales.batch(1, { isSold: false });
  const sold = await sales.batch(1);
  const caller = guest("cus_wanderer", "10.0.2.1");
  assert.equal((await other.vouchers.redeem({ ...caller, code: codes[0]! })).ok, false);
  valueOf(await sales.vouchers.redeem({ ...caller, code: sold.codes[0]! }));
  const again = valueOf(await other.vouchers.redeem({ ...caller, code: sold.codes[0]! }));
  assert.deepEqual([again.isRepeated, again.availableCents], [true, 5_000n]);
});

test("a guesser is told the same of a code that is unknown, not sold, void, used and over", async () => {
  const unsold = await sales.batch(2, { isSold: false });
  const request = {
    kind: "void-vouchers",
    batchId: unsold.batchId,
    ranges: [{ first: 2, last: 2 }],
    reason: "lost",
  } as const;
  const words = { reasonCode: "lost-or-stolen", note: "fell into the sea", staffId: "stf_one", role: "finance" };
  const { approvalId } = valueOf(await sales.approvals.propose({ request, ...words, idempotencyKey: sales.key() }));
  valueOf(await sales.approvals.approve({ approvalId, staffId: "stf_two", role: "finance" }));
  const used = await sales.batch(1);
  valueOf(await sales.vouchers.redeem({ ...guest("cus_other"), code: used.codes[0]! }));
  const over = await sales.batch(1);
  const other = await sales.batch(1);
  const now = sales.time.now;
  const answers: unknown[] = [];
  for (const [index, code] of ["0000 0000 0000 0000", ...unsold.codes, used.codes[0]!, over.codes[0]!].entries()) {
    if (index === 4) sales.time.now = threeYears;
    answers.push(await sales.vouchers.redeem({ ...guest(`cus_guesser_${index}`, `10.0.1.${index}`), mac: "", code }));
  }
  assert.deepEqual(
    answers,
    Array.from({ length: 5 }, () => refuse({ kind: "code-not-accepted" })),
  );
  sales.time.now = now;
  assert.ok((await sales.vouchers.redeem({ ...guest("cus_late"), code: other.codes[0]! })).ok);
});

test("a voucher for a plan activates the version that it was sold as, for the price of then", async () => {
  const plan = await sales.publish("Weekly", { priceCents: 2_900n });
  const { codes } = await sales.batch(2, { planId: plan.planId });
  valueOf(await sales.withdrawPlan(plan.planId));
  const redeemed = valueOf(await sales.vouchers.redeem({ ...guest("cus_plan"), code: codes[0]! }));
  assert.deepEqual(redeemed.plan, { planId: plan.planId, isActivated: true });
  assert.equal(redeemed.availableCents, 0n);
  const { bundles } = (await sales.views.account("cus_plan"))!;
  assert.deepEqual(
    bundles.map(({ planId, state }) => [planId, state]),
    [[plan.planId, "active"]],
  );
});

test("the value of a plan that a customer cannot have stays in the wallet", async () => {
  const plan = await sales.publish("Once", { priceCents: 2_900n, mostPerCustomer: 1 });
  const { codes } = await sales.batch(2, { planId: plan.planId });
  valueOf(await sales.vouchers.redeem({ ...guest("cus_once"), code: codes[0]! }));
  const second = valueOf(await sales.vouchers.redeem({ ...guest("cus_once"), code: codes[1]! }));
  assert.deepEqual(second.plan, { planId: plan.planId, isActivated: false });
  assert.equal(second.availableCents, 2_900n);
});

test("vouchers whose time is up end once, and what was paid for them is income with its VAT", async () => {
  const { batchId, codes } = await sales.batch(3);
  valueOf(await sales.vouchers.redeem({ ...guest("cus_early"), code: codes[0]! }));
  const [owed, breakage, vat] = await Promise.all(
    ["vouchers-outstanding", "breakage", "vat-output"].map((account) => sales.owed(account)),
  );
  sales.time.now = threeYears;
  const before = await sales.vouchers.views.batches({ cursor: "", limit: 100 });
  const open = before!.rows.reduce((sum, { counts }) => sum + counts.sold, 0);
  assert.equal(await sales.vouchers.expire(), open);
  assert.equal(await sales.vouchers.expire(), 0);
  assert.equal(await sales.owed("vouchers-outstanding"), 0n);
  assert.equal((await sales.owed("breakage")) - breakage! + (await sales.owed("vat-output")) - vat!, owed);
  const { counts } = (await sales.vouchers.views.batch(batchId))!;
  assert.deepEqual([counts.sold, counts.redeemed, counts.expired], [0, 1, 2]);
  assert.deepEqual(await sales.vouchers.lookUp(codes[1]!).then((found) => valueOf(found).state), "expired");
});

test("everything that happened keeps every rule, and the projections are those of the events", async () => {
  const { problems, ...report } = await sales.verifyLedger();
  assert.deepEqual(problems, []);
  assert.ok(report.balanced && report.chainIntact && report.rebuildEqualsLive);
});
