import assert from "node:assert/strict";
import { money } from "@beacom/money";
import { ok, refuse } from "@beacom/result";
import { test } from "vitest";
import { checkOrder, type Order } from "#domain/order";

const limits = { currency: "ZAR", leastCents: 500n, mostCents: 1_000_000n };
const order = (fields: Partial<Order> = {}): Order => ({
  customerId: "cus_thandi",
  minorUnits: 9_900n,
  currency: "ZAR",
  planId: "",
  invoiceId: "",
  email: "thandi@example.test",
  returnUrl: "https://portal.test/top-up/{payment_id}",
  idempotencyKey: "3f0c",
  ...fields,
});

test("an order between R5 and R10,000 is taken", () => {
  for (const minorUnits of [500n, 9_900n, 1_000_000n])
    assert.deepEqual(
      checkOrder(order({ minorUnits }), limits),
      ok({ amount: money(minorUnits, "ZAR"), purpose: { kind: "wallet" } }),
    );
});

test("what it is for goes along with the amount", () => {
  const amount = money(69_000n, "ZAR");
  assert.deepEqual(
    checkOrder(order({ minorUnits: 69_000n, invoiceId: "inv_12_cus_thandi" }), limits),
    ok({ amount, purpose: { kind: "invoice", invoiceId: "inv_12_cus_thandi" } }),
  );
  assert.deepEqual(
    checkOrder(order({ minorUnits: 69_000n, planId: "pln_daily" }), limits),
    ok({ amount, purpose: { kind: "plan", planId: "pln_daily" } }),
  );
});

test("anything else about it that does not fit is refused by name", () => {
  const refusals: [Partial<Order>, string][] = [
    [{ minorUnits: 499n }, "amount-too-small"],
    [{ minorUnits: -1n }, "amount-too-small"],
    [{ minorUnits: 1_000_001n }, "amount-too-large"],
    [{ currency: "NGN" }, "currency-not-accepted"],
    [{ currency: "" }, "currency-not-accepted"],
    [{ customerId: "" }, "customer-unknown"],
    [{ planId: "daily" }, "plan-unknown"],
    [{ invoiceId: "2026-001" }, "invoice-unknown"],
    [{ planId: "pln_daily", invoiceId: "inv_1_cus_a" }, "for-two-things"],
    [{ email: "" }, "email-not-accepted"],
    [{ email: "two@at@signs" }, "email-not-accepted"],
    [{ email: "nul\u0000@example.test" }, "email-not-accepted"],
    [{ returnUrl: "javascript:alert(1)" }, "return-address-not-accepted"],
    [{ idempotencyKey: "" }, "idempotency-key-not-accepted"],
    [{ idempotencyKey: "x".repeat(201) }, "idempotency-key-not-accepted"],
  ];
  for (const [fields, kind] of refusals) assert.deepEqual(checkOrder(order(fields), limits), refuse({ kind }), kind);
});
