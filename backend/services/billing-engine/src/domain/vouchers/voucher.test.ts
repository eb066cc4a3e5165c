import assert from "node:assert/strict";
import { refuse, valueOf } from "@beacom/result";
import fc from "fast-check";
import { test } from "vitest";
import { type Entry, imbalances } from "#domain/ledger";
import { decideVoidSold, expiryOfVoucher } from "#domain/vouchers/end-voucher";
import { checkExpiry, expiryOf, usualExpiry } from "#domain/vouchers/expiry-rule";
import { decideGenerateBatch } from "#domain/vouchers/generate-batch";
import { decideRedeem } from "#domain/vouchers/redeem-voucher";
import { decideSellVouchers } from "#domain/vouchers/sell-vouchers";
import { partsOfVoucherId, voucherAfter, voucherId } from "#domain/vouchers/voucher";
import { afterwards, batchOf, generation, move, noon, soldBatch } from "#domain/vouchers/voucher-examples";

const redemption = { ordinal: 7, customerId: "cus_a", at: noon };
const balanceOf = (entries: readonly Entry[], account: string) =>
  entries.reduce((sum, entry) => (entry.account === account ? sum + entry.amountCents : sum), 0n);
const dayMs = 86_400_000;

test("a sold voucher is redeemed once", () => {
  const batch = soldBatch();
  const events = valueOf(decideRedeem(batch, undefined, redemption));
  const voucher = voucherAfter(undefined, events);
  assert.deepEqual(voucher, { state: "redeemed", customerId: "cus_a", at: noon });
  assert.deepEqual(valueOf(decideRedeem(batch, voucher, redemption)), []);
  assert.deepEqual(
    decideRedeem(batch, voucher, { ...redemption, customerId: "cus_b" }),
    refuse({ kind: "voucher-used" }),
  );
});

test("what was not sold, is void or is over cannot be redeemed", () => {
  assert.deepEqual(decideRedeem(undefined, undefined, redemption), refuse({ kind: "voucher-unknown" }));
  assert.deepEqual(
    decideRedeem(soldBatch(), undefined, { ...redemption, ordinal: 101 }),
    refuse({ kind: "voucher-unknown" }),
  );
  assert.deepEqual(decideRedeem(batchOf(), undefined, redemption), refuse({ kind: "voucher-not-sold" }));
  const voided = { state: "void", at: noon } as const;
  assert.deepEqual(decideRedeem(soldBatch(), voided, redemption), refuse({ kind: "voucher-void" }));
  const lastMoment = new Date("2029-11-27T09:59:59.999Z");
  assert.ok(decideRedeem(soldBatch(), undefined, { ...redemption, at: lastMoment }).ok);
  const over = { ...redemption, at: new Date("2029-11-27T10:00:00Z") };
  assert.deepEqual(decideRedeem(soldBatch(), undefined, over), refuse({ kind: "voucher-expired" }));
});

test("a voucher is valid for three years from its sale, and never for less", () => {
  fc.assert(
    fc.property(fc.date({ min: new Date(0), max: new Date("2100-01-01"), noInvalidDate: true }), (soldAt) => {
      const until = expiryOf(usualExpiry, soldAt, false);
      assert.ok(until && until.getTime() - soldAt.getTime() >= 3 * 365 * dayMs);
      assert.equal(until.getUTCFullYear(), soldAt.getUTCFullYear() + 3);
    }),
  );
  assert.deepEqual(expiryOf(usualExpiry, new Date("2028-02-29T10:00:00Z"), false), new Date("2031-03-01T10:00:00Z"));
  assert.deepEqual(expiryOf(usualExpiry, noon, true), new Date("2030-11-27T10:00:00Z"));
  assert.equal(expiryOf({ kind: "never" }, noon, false), null);
  for (const years of [0, 2, 2.999, -3])
    assert.deepEqual(
      checkExpiry({ kind: "years-after-sale", years, resaleDays: 0 }),
      refuse({ kind: "expiry-too-early" }),
    );
  assert.deepEqual(
    checkExpiry({ kind: "years-after-sale", years: 31, resaleDays: 0 }),
    refuse({ kind: "expiry-too-late" }),
  );
});

test("a voucher ends by time once, and what was paid is kept with its VAT", () => {
  const batch = soldBatch({ faceCents: 5_000n, salePriceCents: 4_600n });
  const at = new Date("2029-11-27T10:00:00Z");
  const expired = expiryOfVoucher(batch, undefined, { ordinal: 1, vatBasisPoints: 1_500n, at });
  assert.deepEqual(expired?.entries, [
    { account: "vouchers-outstanding", amountCents: 5_000n, currency: "ZAR" },
    { account: "goodwill", amountCents: -400n, currency: "ZAR" },
    { account: "breakage", amountCents: -4_000n, currency: "ZAR" },
    { account: "vat-output", amountCents: -600n, currency: "ZAR" },
  ]);
  const expiry = { ordinal: 1, vatBasisPoints: 1_500n, at };
  assert.equal(expiryOfVoucher(batch, { state: "expired", at }, expiry), undefined);
  assert.equal(expiryOfVoucher(batch, undefined, { ...expiry, at: noon }), undefined);
  assert.equal(expiryOfVoucher(batchOf(), undefined, expiry), undefined);
});

test("a voucher that is voided after the sale gives its price back, and its part of the commission", () => {
  const seller = {
    resellerId: "res_a",
    masterId: "res_m",
    commissionCents: 100n,
    masterCommissionCents: 10n,
    isForResale: true,
  };
  const batch = batchOf({ count: 3 });
  const sold = afterwards(batch, valueOf(decideSellVouchers(batch, { ...move(1, 3), seller, saleKey: "sale-1" })));
  const command = { reason: "stolen", approvalId: "app_1", by: "stf", at: noon } as const;
  const refunds = [1, 2, 3].map((ordinal) => valueOf(decideVoidSold(sold, undefined, { ...command, ordinal })).refund);
  assert.deepEqual(
    refunds.map((refund) => refund?.commissionCents),
    [33n, 33n, 34n],
  );
  assert.deepEqual(
    refunds.map((refund) => refund?.masterCommissionCents),
    [3n, 3n, 4n],
  );
  assert.equal(refunds[0]?.priceCents, 5_000n);
  const { event, refund } = valueOf(decideVoidSold(soldBatch(), undefined, { ...command, ordinal: 1 }));
  assert.equal(refund, null);
  assert.equal(balanceOf(event.entries, "bank"), -5_000n);
  const redeemed = { state: "redeemed", customerId: "cus_a", at: noon } as const;
  assert.deepEqual(decideVoidSold(sold, redeemed, { ...command, ordinal: 1 }), refuse({ kind: "voucher-ended" }));
  assert.deepEqual(decideVoidSold(batch, undefined, { ...command, ordinal: 1 }), refuse({ kind: "voucher-not-sold" }));
});

test("every event balances, and a voucher that ended is owed to nobody", () => {
  const prices = fc.record({
    faceCents: fc.bigInt(1n, 10n ** 9n),
    off: fc.bigInt(0n, 10_000n),
    vat: fc.bigInt(0n, 3_000n),
  });
  fc.assert(
    fc.property(prices, ({ faceCents, off, vat }) => {
      const terms = { count: 1, faceCents, salePriceCents: (faceCents * (10_000n - off)) / 10_000n };
      const batch = batchOf(terms);
      const [sale] = valueOf(decideSellVouchers(batch, { ...move(1), seller: null, saleKey: "s" }));
      const sold = afterwards(batch, [sale!]);
      const end = { ordinal: 1, vatBasisPoints: vat, at: new Date("2040-01-01") };
      const ends = [
        valueOf(decideRedeem(sold, undefined, { ordinal: 1, customerId: "cus_a", at: noon }))[0]!,
        expiryOfVoucher(sold, undefined, end)!,
        valueOf(decideVoidSold(sold, undefined, { ordinal: 1, reason: "lost", approvalId: "a", by: "b", at: noon }))
          .event,
      ];
      assert.deepEqual(imbalances(sale!.entries), []);
      for (const { entries } of ends) {
        assert.deepEqual(imbalances(entries), []);
        assert.equal(balanceOf([...sale!.entries, ...entries], "vouchers-outstanding"), 0n);
      }
    }),
  );
});

test.each([
  [{ count: 0 }, "count-not-positive"],
  [{ count: 100_001 }, "count-too-large"],
  [{ count: 1.5 }, "count-not-positive"],
  [{ faceCents: 0n }, "value-not-positive"],
  [{ faceCents: 2n ** 53n }, "value-too-large"],
  [{ salePriceCents: -1n }, "sale-price-negative"],
  [{ salePriceCents: 5_001n }, "sale-price-above-value"],
  [{ currency: "NGN" as const }, "currency-not-offered"],
  [{ codes: { alphabet: "digits" as const, length: 9 } }, "code-length-not-offered"],
  [{ expiry: { kind: "years-after-sale" as const, years: 1, resaleDays: 0 } }, "expiry-too-early"],
])("a batch of %o is not generated: %s", (changes, kind) => {
  const decided = decideGenerateBatch(undefined, generation(changes));
  assert.equal(decided.ok ? "generated" : decided.error.kind, kind);
});

test("a voucher's name says its batch and number", () => {
  assert.deepEqual(partsOfVoucherId(voucherId("vbt_0a-b", 12)), { batchId: "vbt_0a-b", ordinal: 12 });
});
