import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "vitest";
import { openSales } from "#sales-fixture";

const customers = ["cus_a", "cus_b", "cus_c"];
const faceCents = 1_000n;
const attempt = fc.record({
  customer: fc.constantFrom(...customers),
  voucher: fc.nat(7),
  engine: fc.nat(1),
  repeat: fc.integer({ min: 1, max: 3 }),
});

test("a voucher is credited at most once, whoever redeems it at the same moment on two processes", async () => {
  const sales = await openSales();
  try {
    const engines = [sales, sales.start({ BILLING_ACCOUNTS_IN_MEMORY: "2" })];
    await fc.assert(
      fc.asyncProperty(fc.array(attempt, { minLength: 20, maxLength: 60 }), async (attempts) => {
        const { batchId, codes } = await sales.batch(8, { faceCents });
        const before = await wallets();
        const redeemed = new Set<number>();
        const winners = new Map<number, string>();
        await Promise.all(
          attempts.flatMap(({ customer, voucher, engine, repeat }, index) =>
            Array.from({ length: repeat }, async () => {
              // Everybody has an address of their own, so that nobody has to wait.
              const caller = { customerId: customer, address: `10.${index}.0.1`, mac: "" };
              const result = await engines[engine]!.vouchers.redeem({ ...caller, code: codes[voucher]! });
              if (!result.ok) return assert.notEqual(result.error.kind, "currency-differs");
              redeemed.add(voucher);
              // Whoever is told that it is in the wallet is the one whose wallet it is in.
              assert.equal(winners.get(voucher) ?? customer, customer);
              winners.set(voucher, customer);
            }),
          ),
        );
        const gained = (await wallets()) - before;
        const counts = (await sales.vouchers.views.batch(batchId))!.counts;
        assert.equal(counts.redeemed, redeemed.size);
        assert.equal(counts.sold, 8 - redeemed.size);
        assert.equal(gained, faceCents * BigInt(redeemed.size));
        await sales.sql`delete from redemption_failures`;
      }),
      { numRuns: 8 },
    );
    assert.equal(await sales.owed("transfer-clearing"), 0n);
    assert.deepEqual((await sales.verifyLedger()).problems, []);
  } finally {
    await sales.close();
  }

  async function wallets(): Promise<bigint> {
    const accounts = await Promise.all(customers.map((customer) => sales.views.account(customer)));
    return accounts.reduce((sum, account) => sum + (account?.availableCents ?? 0n), 0n);
  }
});
