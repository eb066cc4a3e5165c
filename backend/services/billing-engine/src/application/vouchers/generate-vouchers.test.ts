import assert from "node:assert/strict";
import { refuse, valueOf } from "@beacom/result";
import { afterAll, beforeAll, test } from "vitest";
import { readCode } from "#domain/vouchers/voucher-code";
import { openSales, pepper, type Sales } from "#sales-fixture";

let sales: Sales;
beforeAll(async () => {
  sales = await openSales();
});
afterAll(() => sales.close());

const staffId = "stf_press";
const order = { worth: { faceCents: 2_000n }, count: 1_200 };

test("a batch has as many codes as vouchers, no two alike, and each finds its own", async () => {
  const { batchId, codes } = await sales.batch(1_200, { isSold: false });
  assert.equal(new Set(codes).size, 1_200);
  for (const ordinal of [1, 500, 501, 1_200]) {
    const found = valueOf(await sales.vouchers.lookUp(codes[ordinal - 1]!));
    assert.deepEqual([found.batchId, found.ordinal, found.state], [batchId, ordinal, "generated"]);
  }
});

test("the same key gives the same batch, and for something else it is refused", async () => {
  const command = { order, staffId, idempotencyKey: "same" };
  const first = valueOf(await sales.vouchers.generate(command));
  assert.deepEqual(valueOf(await sales.vouchers.generate(command)), first);
  const another = await sales.vouchers.generate({ ...command, order: { ...order, count: 7 } });
  assert.deepEqual(another, refuse({ kind: "idempotency-key-reused" }));
  const together = { order: { ...order, count: 3 }, staffId, idempotencyKey: "together" };
  const [one, two] = await Promise.all([sales.vouchers.generate(together), sales.start().vouchers.generate(together)]);
  assert.equal(valueOf(one).batchId, valueOf(two).batchId);
  const { codes } = valueOf(await sales.vouchers.fetchCodes({ batchId: valueOf(one).batchId, staffId }));
  for (const code of codes) assert.equal(valueOf(await sales.vouchers.lookUp(code)).batchId, valueOf(one).batchId);
});

test("codes can be fetched for a day by who generated them, and are then gone", async () => {
  const { batchId } = valueOf(await sales.vouchers.generate({ order, staffId, idempotencyKey: "a day" }));
  const { codes } = valueOf(await sales.vouchers.fetchCodes({ batchId, staffId }));
  assert.deepEqual(valueOf(await sales.start().vouchers.fetchCodes({ batchId, staffId })).codes, codes);
  const another = await sales.vouchers.fetchCodes({ batchId, staffId: "stf_other" });
  assert.deepEqual(another, refuse({ kind: "generated-by-another" }));
  sales.later(24 * 3_600);
  assert.deepEqual(await sales.vouchers.fetchCodes({ batchId, staffId }), refuse({ kind: "codes-gone" }));
  await sales.vouchers.forgetOld();
  const rows = await sales.sql`select 1 from voucher_files where batch_id = ${batchId}`;
  assert.equal(rows.length, 0);
  assert.deepEqual(
    await sales.vouchers.fetchCodes({ batchId: "vbt_none", staffId }),
    refuse({ kind: "batch-unknown" }),
  );
});

test("codes are forgotten as soon as they are printed", async () => {
  const { batchId } = await sales.batch(1, { isSold: false });
  valueOf(await sales.vouchers.forgetCodes({ batchId, staffId }));
  assert.deepEqual(await sales.vouchers.fetchCodes({ batchId, staffId }), refuse({ kind: "codes-gone" }));
});

test("a code is found under the pepper that it was made with, for as long as that is in use", async () => {
  const { codes } = await sales.batch(1, { isSold: false });
  const newer = Buffer.alloc(32, "newer").toString("base64");
  const rotated = sales.start({ BILLING_VOUCHER_PEPPERS: `k2:${newer},k1:${pepper}` });
  assert.ok((await rotated.vouchers.lookUp(codes[0]!)).ok);
  const command = { order: { ...order, count: 1 }, staffId, idempotencyKey: "rotated" };
  const { batchId } = valueOf(await rotated.vouchers.generate(command));
  const fresh = valueOf(await rotated.vouchers.fetchCodes({ batchId, staffId })).codes;
  assert.ok((await rotated.vouchers.lookUp(fresh[0]!)).ok);
  const retired = sales.start({ BILLING_VOUCHER_PEPPERS: `k2:${newer}` });
  assert.deepEqual(await retired.vouchers.lookUp(codes[0]!), refuse({ kind: "voucher-unknown" }));
  const without = sales.start({ BILLING_VOUCHER_PEPPERS: "" });
  assert.deepEqual(await without.vouchers.lookUp(codes[0]!), refuse({ kind: "voucher-unknown" }));
  await assert.rejects(without.vouchers.generate({ ...command, idempotencyKey: "none" }), /BILLING_VOUCHER_PEPPERS/);
});

test("neither a code nor a pepper is in any event, row or snapshot", async () => {
  const { codes } = await sales.batch(40);
  const plain = codes.map((code) => valueOf(readCode(code)));
  for (const code of codes.slice(0, 20))
    valueOf(await sales.vouchers.redeem({ customerId: "cus_many", address: "10.9.9.9", mac: "", code }));
  const tables = await sales.sql<{ name: string }[]>`
    select table_name as name from information_schema.tables where table_schema = current_schema()`;
  assert.ok(tables.length > 20);
  const octets = Buffer.from(pepper, "base64");
  const secrets = [...plain, ...codes, pepper, octets.toString("hex"), octets.toString()];
  for (const { name } of tables) {
    const rows = await sales.sql<{ row: string }[]>`select to_jsonb(t)::text as row from ${sales.sql(name)} as t`;
    const text = rows.map(({ row }) => row).join("\n");
    for (const secret of secrets) assert.ok(!text.includes(secret), `a secret is in ${name}`);
    // Octets are shown in hexadecimal.
    for (const code of plain) assert.ok(!text.includes(Buffer.from(code).toString("hex")), `a code is in ${name}`);
  }
});

test("an order that cannot be is refused", async () => {
  const command = { staffId, idempotencyKey: "refused" };
  const generate = (changes: object) => sales.vouchers.generate({ ...command, order: { ...order, ...changes } });
  assert.deepEqual(await generate({ worth: { planId: "pln_none" } }), refuse({ kind: "plan-not-offered" }));
  assert.deepEqual(await generate({ resellerId: "rsl_none" }), refuse({ kind: "reseller-unknown" }));
  assert.deepEqual(await generate({ count: 100_001 }), refuse({ kind: "count-too-large" }));
  const noKey = await sales.vouchers.generate({ order, staffId, idempotencyKey: "" });
  assert.deepEqual(noKey, refuse({ kind: "idempotency-key-missing" }));
});

test("vouchers are printed, handed over and taken back once, however often it is asked", async () => {
  const { batchId } = await sales.batch(10, { isSold: false });
  const resellerId = await sales.reseller(0n);
  const ranges = [{ first: 1, last: 10 }];
  for (let i = 0; i < 2; i++) {
    valueOf(await sales.vouchers.print({ batchId, ranges, staffId, idempotencyKey: "p" }));
    valueOf(
      await sales.vouchers.handOver({ batchId, ranges, staffId, resellerId, receipt: "GRN 1", idempotencyKey: "h" }),
    );
  }
  const counts = (await sales.vouchers.views.batch(batchId))!.counts;
  assert.equal(counts.handedOver, 10);
  const other = { batchId, ranges: [{ first: 1, last: 9 }], staffId, idempotencyKey: "p" };
  assert.deepEqual(await sales.vouchers.print(other), refuse({ kind: "idempotency-key-reused" }));
  const some = [{ first: 4, last: 6 }];
  valueOf(await sales.vouchers.takeBack({ batchId, ranges: some, staffId, resellerId, idempotencyKey: "t" }));
  assert.deepEqual(
    (await sales.vouchers.views.ranges(batchId)).map(({ first, last, state }) => `${first}-${last} ${state}`),
    ["1-3 handed-over", "4-6 printed", "7-10 handed-over"],
  );
  const nobody = { batchId, ranges: some, staffId, resellerId: "rsl_none", receipt: "GRN 2", idempotencyKey: "n" };
  assert.deepEqual(await sales.vouchers.handOver(nobody), refuse({ kind: "reseller-unknown" }));
  valueOf(await sales.resellers.suspend({ resellerId, reason: "owes", staffId }));
  const suspended = await sales.vouchers.handOver({ ...nobody, resellerId });
  assert.deepEqual(suspended, refuse({ kind: "reseller-suspended" }));
  const page = await sales.vouchers.views.batches({ cursor: "", limit: 2 });
  assert.equal(page?.rows.length, 2);
  assert.ok((await sales.vouchers.views.batches({ cursor: page.nextCursor!, limit: 2 }))!.rows.length > 0);
  assert.equal(await sales.vouchers.views.batches({ cursor: "' or 1=1", limit: 2 }), undefined);
});

test("a sale at the counter happens once, and its key stands for no other", async () => {
  const { batchId } = await sales.batch(10, { isSold: false });
  const sell = (first: number, last: number) =>
    sales.vouchers.sell({ batchId, ranges: [{ first, last }], staffId, idempotencyKey: "till" });
  for (let i = 0; i < 2; i++) valueOf(await sell(1, 3));
  for (const [first, last] of [
    [4, 6],
    [1, 2],
  ] as const)
    assert.deepEqual(await sell(first, last), refuse({ kind: "idempotency-key-reused" }));
  assert.equal((await sales.vouchers.views.batch(batchId))!.counts.sold, 3);
});

test("everything that happened keeps every rule, and the projections are those of the events", async () => {
  assert.deepEqual((await sales.verifyLedger()).problems, []);
});
