import assert from "node:assert/strict";
import { ok, refuse } from "@beacom/result";
import { test } from "vitest";
import { namesOf, readPurpose } from "#domain/purpose";

test("a payment is for a plan, for an invoice, or for the wallet", () => {
  const cases = [
    [{ planId: "", invoiceId: "" }, { kind: "wallet" }],
    [
      { planId: "pln_daily", invoiceId: "" },
      { kind: "plan", planId: "pln_daily" },
    ],
    [
      { planId: "", invoiceId: "inv_7_cus_thandi" },
      { kind: "invoice", invoiceId: "inv_7_cus_thandi" },
    ],
  ] as const;
  for (const [names, purpose] of cases) {
    assert.deepEqual(readPurpose(names), ok(purpose));
    assert.deepEqual(namesOf(purpose), names);
  }
});

test("what can be neither is refused, and so is both at once", () => {
  assert.deepEqual(readPurpose({ planId: "daily", invoiceId: "" }), refuse({ kind: "plan-unknown" }));
  for (const invoiceId of ["INV-000001", "inv_", "inv_1'; --", `inv_${"1".repeat(81)}`])
    assert.deepEqual(readPurpose({ planId: "", invoiceId }), refuse({ kind: "invoice-unknown" }), invoiceId);
  const both = { planId: "pln_daily", invoiceId: "inv_7_cus_thandi" };
  assert.deepEqual(readPurpose(both), refuse({ kind: "for-two-things" }));
});
