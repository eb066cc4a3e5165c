import assert from "node:assert/strict";
import { refuse, valueOf } from "@beacom/result";
import fc from "fast-check";
import { test } from "vitest";
import { imbalances } from "#domain/ledger";
import { decidePayIn, decideReturnPayment } from "#domain/resellers/pay-in";
import { decideReturnMasterCommission, refundedToFloat } from "#domain/resellers/refund-reseller";
import { decideChangeTerms, decideRegisterReseller } from "#domain/resellers/register-reseller";
import { floatChange, spendableCents } from "#domain/resellers/reseller";
import type { ResellerEvent } from "#domain/resellers/reseller-event";
import { afterwards, masterTerms, noon, resellerWith, saleOf, subTerms } from "#domain/resellers/reseller-examples";
import { decideSellFromFloat } from "#domain/resellers/sell-from-float";
import { decideReinstate, decideSetCreditLimit, decideSuspend } from "#domain/resellers/standing";

const by = "stf_books";
const creditOf = (creditLimitCents: bigint) => ({ creditLimitCents, approvalId: "app_1", by, at: noon });

test("a sale takes the price less the commission from the float", () => {
  const reseller = resellerWith(100_000n);
  const sold = valueOf(decideSellFromFloat({ reseller, master: undefined }, saleOf(10_000n)));
  assert.equal(sold.reseller.commissionCents, 500n);
  assert.deepEqual(sold.reseller.entries, [
    { account: "reseller-float", amountCents: 9_500n, currency: "ZAR" },
    { account: "commission", amountCents: 500n, currency: "ZAR" },
    { account: "transfer-clearing", amountCents: -10_000n, currency: "ZAR" },
  ]);
  assert.equal(sold.master, null);
  const after = afterwards(reseller, [sold.reseller]);
  assert.equal(after.floatCents, 90_500n);
  assert.equal(sold.reseller.floatAfterCents, 90_500n);
});

test("a sub-reseller and its master share the commission of the master's tiers", () => {
  const master = resellerWith(0n);
  const reseller = resellerWith(200_000n, subTerms(6_000), master);
  const sold = valueOf(decideSellFromFloat({ reseller, master }, saleOf(100_001n)));
  // R1,000 at 5 % and one cent at 6 % are 5,000 cents; 60 % of them are the seller's.
  assert.equal(sold.reseller.commissionCents, 3_000n);
  assert.equal(sold.master?.commissionCents, 2_000n);
  assert.equal(afterwards(master, [sold.master]).floatCents, 2_000n);
  assert.equal(afterwards(master, [sold.master]).volumeIn.cents["top-up"], 100_001n);
});

test("credit can be sold like float, and not a cent more", () => {
  const reseller = afterwards(resellerWith(0n), valueOf(decideSetCreditLimit(resellerWith(0n), creditOf(950n))));
  assert.ok(decideSellFromFloat({ reseller, master: undefined }, saleOf(1_000n)).ok);
  const more = decideSellFromFloat({ reseller, master: undefined }, saleOf(1_001n));
  assert.deepEqual(more, refuse({ kind: "float-too-low", missingCents: 1n }));
});

test("limits count the sale, the operator's day and its month", () => {
  const states = (limits: Parameters<typeof masterTerms>[0]) => {
    const reseller = resellerWith(1_000_000n, masterTerms(limits));
    const { reseller: first } = valueOf(decideSellFromFloat({ reseller, master: undefined }, saleOf(600n)));
    return { reseller: afterwards(reseller, [first]), master: undefined };
  };
  const kindOf = (result: ReturnType<typeof decideSellFromFloat>) => (result.ok ? "sold" : result.error.kind);
  assert.equal(kindOf(decideSellFromFloat(states({ perSaleCents: 600n }), saleOf(601n))), "over-sale-limit");
  assert.equal(kindOf(decideSellFromFloat(states({ perDayCents: 1_000n }), saleOf(401n))), "over-day-limit");
  assert.equal(kindOf(decideSellFromFloat(states({ perDayCents: 1_000n }), saleOf(400n))), "sold");
  const tomorrow = saleOf(1_000n, { day: "2026-11-28" });
  assert.equal(kindOf(decideSellFromFloat(states({ perDayCents: 1_000n }), tomorrow)), "sold");
  assert.equal(kindOf(decideSellFromFloat(states({ perMonthCents: 1_500n }), tomorrow)), "over-month-limit");
  const nextMonth = saleOf(1_500n, { day: "2026-12-01" });
  assert.equal(kindOf(decideSellFromFloat(states({ perMonthCents: 1_500n }), nextMonth)), "sold");
});

test("a suspended reseller, and the sub-resellers of a suspended master, sell nothing", () => {
  const reason = { reason: "owes", by, at: noon };
  const suspended = afterwards(resellerWith(9_999n), valueOf(decideSuspend(resellerWith(9_999n), reason)));
  assert.deepEqual(
    decideSellFromFloat({ reseller: suspended, master: undefined }, saleOf(1n)),
    refuse({ kind: "reseller-suspended" }),
  );
  const sub = resellerWith(9_999n, subTerms(), resellerWith(0n));
  const underIt = decideSellFromFloat({ reseller: sub, master: suspended }, saleOf(1n));
  assert.deepEqual(underIt, refuse({ kind: "master-suspended" }));
  const back = afterwards(suspended, valueOf(decideReinstate(suspended, { by, at: noon })));
  assert.ok(decideSellFromFloat({ reseller: back, master: undefined }, saleOf(1n)).ok);
  assert.deepEqual(valueOf(decideSuspend(suspended, reason)), []);
  assert.deepEqual(valueOf(decideReinstate(back, { by, at: noon })), []);
  assert.deepEqual(
    decideSellFromFloat({ reseller: undefined, master: undefined }, saleOf(1n)),
    refuse({ kind: "reseller-unknown" }),
  );
});

test("a payment counts once by the bank's reference, and is taken back once", () => {
  const reseller = resellerWith(500n);
  const payment = { reference: "EFT 1", amountCents: 500n, by, at: noon };
  assert.deepEqual(valueOf(decidePayIn(reseller, payment)), []);
  const another = decidePayIn(reseller, { ...payment, amountCents: 501n });
  assert.deepEqual(another, refuse({ kind: "reference-used-for-another-amount" }));
  const returned = afterwards(reseller, valueOf(decideReturnPayment(reseller, payment)));
  assert.equal(returned.floatCents, 0n);
  assert.deepEqual(valueOf(decideReturnPayment(returned, payment)), []);
  assert.deepEqual(decidePayIn(returned, payment), refuse({ kind: "payment-was-returned" }));
  const unknown = decideReturnPayment(reseller, { ...payment, reference: "EFT 2" });
  assert.deepEqual(unknown, refuse({ kind: "payment-unknown" }));
  assert.deepEqual(decidePayIn(reseller, { ...payment, amountCents: 0n }), refuse({ kind: "amount-not-positive" }));
  assert.deepEqual(decidePayIn(reseller, { ...payment, reference: "" }), refuse({ kind: "reference-missing" }));
});

test("a credit limit is never below what is owed", () => {
  const start = resellerWith(0n);
  const limited = afterwards(start, valueOf(decideSetCreditLimit(start, creditOf(10_000n))));
  const { reseller: sale } = valueOf(decideSellFromFloat({ reseller: limited, master: undefined }, saleOf(8_000n)));
  const owing = afterwards(limited, [sale]);
  assert.deepEqual(decideSetCreditLimit(owing, creditOf(7_599n)), refuse({ kind: "owes-more", owedCents: 7_600n }));
  assert.ok(decideSetCreditLimit(owing, creditOf(7_600n)).ok);
  assert.deepEqual(decideSetCreditLimit(owing, creditOf(-1n)), refuse({ kind: "credit-limit-negative" }));
});

test("a sub-reseller needs a master that is none itself, and stays with it", () => {
  const master = resellerWith(0n);
  const sub = resellerWith(0n, subTerms(), master);
  const registration = { currency: "ZAR", registrationKey: "k", by, at: noon } as const;
  const register = (terms: ReturnType<typeof subTerms>, of: typeof master | undefined) =>
    decideRegisterReseller({ reseller: undefined, master: of }, { ...registration, terms });
  assert.deepEqual(register(subTerms(), undefined), refuse({ kind: "master-unknown" }));
  assert.deepEqual(register(subTerms(), sub), refuse({ kind: "master-is-a-sub-reseller" }));
  assert.deepEqual(register(subTerms(10_001), master), refuse({ kind: "commission-not-a-share" }));
  assert.deepEqual(register(masterTerms({ perDayCents: 0n }), undefined), refuse({ kind: "limit-not-positive" }));
  const becomeMaster = decideChangeTerms({ reseller: sub, master }, { terms: masterTerms(), by, at: noon });
  assert.deepEqual(becomeMaster, refuse({ kind: "reseller-changes-its-kind" }));
  assert.ok(decideChangeTerms({ reseller: sub, master }, { terms: subTerms(5_000), by, at: noon }).ok);
  assert.deepEqual(valueOf(decideChangeTerms({ reseller: sub, master }, { terms: subTerms(), by, at: noon })), []);
});

test("a refund gives the price back and takes the commission, also the master's", () => {
  const refund = { saleKey: "s", approvalId: "app_1", at: noon };
  const back = refundedToFloat(resellerWith(0n), { ...refund, priceCents: 5_000n, commissionCents: 250n });
  assert.equal(floatChange(back.entries), 4_750n);
  assert.deepEqual(imbalances(back.entries), []);
  const poor = decideReturnMasterCommission(resellerWith(99n), { ...refund, commissionCents: 100n });
  assert.deepEqual(poor, refuse({ kind: "master-float-too-low", missingCents: 1n }));
  const given = valueOf(decideReturnMasterCommission(resellerWith(100n), { ...refund, commissionCents: 100n }));
  assert.equal(given.floatAfterCents, 0n);
});

const step = fc.oneof(
  fc.record({ do: fc.constant("pay" as const), cents: fc.bigInt(1n, 50_000n), reference: fc.nat(5) }),
  fc.record({ do: fc.constant("credit" as const), cents: fc.bigInt(0n, 30_000n) }),
  fc.record({ do: fc.constant("sell" as const), cents: fc.bigInt(0n, 60_000n), day: fc.nat(3) }),
);

test("whatever a reseller does, float and credit are never exceeded and every event balances", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      let reseller = resellerWith(0n);
      let float = 0n;
      for (const next of steps) {
        const events = (): readonly ResellerEvent[] => {
          if (next.do === "pay") {
            const paid = decidePayIn(reseller, {
              reference: `${next.reference}`,
              amountCents: next.cents,
              by,
              at: noon,
            });
            return paid.ok ? paid.value : [];
          }
          if (next.do === "credit") {
            const limited = decideSetCreditLimit(reseller, creditOf(next.cents));
            return limited.ok ? limited.value : [];
          }
          const sale = saleOf(next.cents, { day: `2026-11-2${next.day}` });
          const sold = decideSellFromFloat({ reseller, master: undefined }, sale);
          return sold.ok ? [sold.value.reseller] : [];
        };
        for (const event of events()) {
          reseller = afterwards(reseller, [event]);
          if (!("entries" in event)) continue;
          float += floatChange(event.entries);
          assert.deepEqual(imbalances(event.entries), []);
          assert.equal(event.floatAfterCents, float);
        }
        assert.equal(reseller.floatCents, float);
        assert.ok(spendableCents(reseller) >= 0n);
      }
    }),
  );
});
