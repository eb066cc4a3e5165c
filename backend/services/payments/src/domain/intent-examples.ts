import { newId } from "@beacom/ids";
import { money } from "@beacom/money";
import type { Intent, IntentState } from "#domain/intent";
import type { SeenCharge } from "#domain/observe";

/** Examples for tests: a top-up of R99, opened at noon. */
export const noon = new Date("2026-11-22T10:00:00Z");
export const at = (minutes: number): Date => new Date(noon.getTime() + minutes * 60_000);
export const reference = "pay-1";

export function intentExample(state: IntentState = { status: "pending", redirectUrl: "https://pay.test/1" }): Intent {
  return {
    paymentId: newId("payment", noon.getTime()),
    customerId: "cus_thandi",
    amount: money(9_900n, "ZAR"),
    purpose: { kind: "wallet" },
    email: "thandi@example.test",
    returnUrl: "https://portal.test/top-up/1",
    provider: "paystack",
    references: [reference],
    createdAt: noon,
    expiresAt: at(30),
    callbackAt: null,
    state,
  };
}

export const chargeExample = (fields: Partial<SeenCharge> = {}): SeenCharge => ({
  reference,
  outcome: "succeeded",
  amount: { minorUnits: 9_900n, currency: "ZAR" },
  words: "",
  ...fields,
});
