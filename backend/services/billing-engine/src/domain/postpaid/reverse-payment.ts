import { ok, type Result, refuse } from "@beacom/result";
import { withoutZeros } from "#domain/ledger";
import { broughtUpToDate, type Now } from "#domain/postpaid/close-cycle";
import { concluded, followedBy, type PostpaidDecision, undecided } from "#domain/postpaid/decision";
import { sumOf } from "#domain/postpaid/issue-invoice";
import { sourceAccount } from "#domain/postpaid/pay";
import type { Postpaid } from "#domain/postpaid/postpaid";
import type { PaymentReversed } from "#domain/postpaid/postpaid-event";

export type ReverseRefusal = {
  readonly kind: "payment-unknown" | "payment-reversed" | "payment-from-wallet" | "reason-missing";
};

/** The payment is taken back (a dispute, a returned debit order): what it paid is open again. */
export function decideReversePayment(
  before: Postpaid,
  reversal: { readonly paymentId: string; readonly reason: string },
  now: Now,
): Result<PostpaidDecision, ReverseRefusal> {
  const decision = broughtUpToDate(undecided(before), now);
  const { state } = decision;
  const { paymentId, reason } = reversal;
  const payment = state.payments.get(paymentId);
  if (!payment) return refuse({ kind: "payment-unknown" });
  if (payment.reversed) return refuse({ kind: "payment-reversed" });
  if (payment.source === "wallet") return refuse({ kind: "payment-from-wallet" });
  if (reason.trim() === "") return refuse({ kind: "reason-missing" });
  const paid = [...state.invoices.values()].filter(({ allocations }) => allocations.has(paymentId));
  const undone = paid.map(({ invoiceId, allocations }) => ({
    invoiceId,
    amountCents: allocations.get(paymentId) ?? 0n,
  }));
  const undoneCents = sumOf(undone, ({ amountCents }) => amountCents);
  const unusedCents = state.credits.get(paymentId) ?? 0n;
  const { currency } = state.profile;
  const event: PaymentReversed = {
    type: "PaymentReversed",
    paymentId,
    reason,
    amountCents: payment.amountCents,
    undone,
    unusedCents,
    dunOn: paid.map(({ dunOn }) => dunOn).sort()[0] ?? null,
    entries: withoutZeros([
      { account: "receivable", amountCents: undoneCents, currency },
      { account: "customer-credit", amountCents: unusedCents, currency },
      { account: sourceAccount[payment.source], amountCents: -payment.amountCents, currency },
    ]),
    at: now.at,
  };
  return ok(concluded(followedBy(decision, [event]), now.at));
}
