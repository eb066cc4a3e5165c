import { ok, type Result, refuse } from "@beacom/result";
import { movement } from "#domain/ledger";
import { mostOfAnything } from "#domain/quantity";
import type { Reseller } from "#domain/resellers/reseller";
import type { ResellerEvent } from "#domain/resellers/reseller-event";

export type FloatPayment = {
  readonly reference: string;
  readonly amountCents: bigint;
  readonly by: string;
  readonly at: Date;
};
export type PayInRefusal = {
  readonly kind:
    | "reseller-unknown"
    | "amount-not-positive"
    | "amount-too-large"
    | "reference-missing"
    | "reference-used-for-another-amount"
    | "payment-was-returned";
};

/** A payment is known by the bank's reference and counts once. A suspended reseller may pay what it owes. */
export function decidePayIn(
  reseller: Reseller | undefined,
  { reference, amountCents, by, at }: FloatPayment,
): Result<readonly ResellerEvent[], PayInRefusal> {
  if (!reseller) return refuse({ kind: "reseller-unknown" });
  if (amountCents <= 0n) return refuse({ kind: "amount-not-positive" });
  if (!/^[^\p{Cc}\p{Cs}]{1,100}$/u.test(reference)) return refuse({ kind: "reference-missing" });
  const before = reseller.payments.get(reference);
  if (before?.isReturned) return refuse({ kind: "payment-was-returned" });
  if (before)
    return before.amountCents === amountCents ? ok([]) : refuse({ kind: "reference-used-for-another-amount" });
  const floatAfterCents = reseller.floatCents + amountCents;
  if (floatAfterCents > mostOfAnything) return refuse({ kind: "amount-too-large" });
  const entries = movement({ debit: "bank", credit: "reseller-float" }, amountCents, reseller.currency);
  return ok([{ type: "FloatPaidIn", reference, amountCents, floatAfterCents, entries, by, at }]);
}

/** The bank returned it. It is not refused for what is in the float: the money is gone either way, and nothing can be sold until it is there. */
export function decideReturnPayment(
  reseller: Reseller | undefined,
  { reference, by, at }: Omit<FloatPayment, "amountCents">,
): Result<readonly ResellerEvent[], { readonly kind: "reseller-unknown" | "payment-unknown" }> {
  if (!reseller) return refuse({ kind: "reseller-unknown" });
  const payment = reseller.payments.get(reference);
  if (!payment) return refuse({ kind: "payment-unknown" });
  if (payment.isReturned) return ok([]);
  const { amountCents } = payment;
  const floatAfterCents = reseller.floatCents - amountCents;
  const entries = movement({ debit: "reseller-float", credit: "bank" }, amountCents, reseller.currency);
  return ok([{ type: "FloatPaymentReturned", reference, amountCents, floatAfterCents, entries, by, at }]);
}
