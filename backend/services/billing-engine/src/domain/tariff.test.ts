import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "vitest";
import type { OutOfBundle } from "#domain/account";
import { planOf } from "#domain/account-examples";
import { imbalances } from "#domain/ledger";
import { affordableOctets, chargeTariff, tariffCents } from "#domain/tariff";

const plan = planOf({
  kind: "pay-as-you-go",
  allowances: [],
  tariff: { unitOctets: 100n, unitPrices: [{ currency: "ZAR", priceCents: 30n }] },
});
const agreed = (changes: Partial<OutOfBundle> = {}): OutOfBundle => ({
  plan,
  payer: "wallet",
  limitCents: null,
  octetsUsed: 0n,
  chargedCents: 0n,
  earlierCents: 0n,
  ...changes,
});
const charge = (outOfBundle: OutOfBundle, octets: bigint, walletCents = 1_000n) =>
  chargeTariff(outOfBundle, octets, { currency: "ZAR", walletCents, vatBasisPoints: 1_500n });

test("it pays for as many octets as the wallet can, and never takes more than there is", () => {
  const { octets, cents } = charge(agreed(), 10_000n, 30n);
  assert.equal(cents, 30n);
  // The next octet would be the first of another cent.
  assert.equal(octets, 103n);
  assert.equal(tariffCents(104n, { unitOctets: 100n, unitCents: 30n }), 31n);
});

test("without a cent there is not one octet", () => {
  assert.equal(affordableOctets(agreed(), "ZAR", 0n), 0n);
  assert.deepEqual(charge(agreed(), 5n, 0n), { octets: 0n, cents: 0n, entries: [] });
});

test("what was allowed is the most, whatever the wallet has", () => {
  assert.equal(charge(agreed({ limitCents: 10n }), 10_000n).cents, 10n);
  assert.equal(charge(agreed({ limitCents: 10n, chargedCents: 10n, octetsUsed: 34n }), 10n).octets, 0n);
});

test("on account the limit counts, not the wallet, and VAT waits for the invoice", () => {
  const { cents, entries } = charge(agreed({ payer: "invoice", limitCents: 115n }), 10_000n, 0n);
  assert.equal(cents, 115n);
  assert.deepEqual(entries, [
    { account: "accrued-revenue", amountCents: 100n, currency: "ZAR" },
    { account: "earned-revenue", amountCents: -100n, currency: "ZAR" },
  ]);
});

test("in another currency than the tariff's nothing is charged", () => {
  const other = { currency: "USD" as const, walletCents: 1_000n, vatBasisPoints: 1_500n };
  assert.equal(chargeTariff(agreed(), 100n, other).octets, 0n);
});

test("it costs the same in one report or in many, and its entries add up", () => {
  fc.assert(
    fc.property(fc.array(fc.bigInt(1n, 500n), { maxLength: 20 }), (reports) => {
      let now = agreed();
      for (const octets of reports) {
        const charged = charge(now, octets, 10n ** 9n);
        assert.deepEqual(imbalances(charged.entries), []);
        now = { ...now, octetsUsed: now.octetsUsed + charged.octets, chargedCents: now.chargedCents + charged.cents };
      }
      const whole = reports.reduce((sum, octets) => sum + octets, 0n);
      assert.equal(now.octetsUsed, whole);
      assert.equal(now.chargedCents, (whole * 30n) / 100n);
    }),
  );
});
