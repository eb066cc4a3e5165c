import type { Currency } from "@beacom/money";
import { ok, type Result, refuse } from "@beacom/result";
import { type LedgerAccount, movement } from "#domain/ledger";
import { broughtUpToDate, type Now } from "#domain/postpaid/close-cycle";
import { concluded, followedBy, type PostpaidDecision, undecided } from "#domain/postpaid/decision";
import { outstandingCents } from "#domain/postpaid/invoice";
import { sumOf } from "#domain/postpaid/issue-invoice";
import type { Postpaid } from "#domain/postpaid/postpaid";
import type { Allocation, PaymentReceived, PaymentSource } from "#domain/postpaid/postpaid-event";
import { allocated } from "#domain/postpaid/use-credit";
import { recovered } from "#domain/postpaid/write-off";

export type PayRefusal =
  | { readonly kind: "amount-not-positive" | "payment-known" | "invoice-unknown" | "allocated-beyond-payment" }
  | { readonly kind: "currency-not-the-customers"; readonly currency: Currency }
  | { readonly kind: "over-what-is-open"; readonly invoiceId: string; readonly openCents: bigint };

export type IncomingPayment = {
  readonly paymentId: string;
  readonly source: PaymentSource;
  readonly reference: string;
  readonly amountCents: bigint;
  readonly currency: Currency;
  /** What the customer says it is for. The rest, or all if nothing is said, pays what was due first. */
  readonly meantFor?: MeantFor;
};

/** Money arrives. What no invoice needs stays the customer's credit, for the next one. */
export function decideReceivePayment(
  before: Postpaid,
  payment: IncomingPayment,
  now: Now,
): Result<PostpaidDecision, PayRefusal> {
  const { meantFor: _, ...received } = payment;
  const meantFor = together(payment.meantFor ?? []);
  const { currency } = before.profile;
  if (payment.amountCents <= 0n) return refuse({ kind: "amount-not-positive" });
  if (payment.currency !== currency) return refuse({ kind: "currency-not-the-customers", currency });
  if (before.payments.has(payment.paymentId)) return refuse({ kind: "payment-known" });
  const decision = broughtUpToDate(undecided(before), now);
  const problem = meantForProblem(decision.state, payment.amountCents, meantFor);
  if (problem) return refuse(problem);
  const entries = movement(
    { debit: sourceAccount[payment.source], credit: "customer-credit" },
    payment.amountCents,
    currency,
  );
  const event: PaymentReceived = { type: "PaymentReceived", ...received, entries, at: now.at };
  let current = followedBy(decision, [event]);
  for (const { invoiceId, amountCents } of meantFor) current = recovered(current, invoiceId, amountCents, now.at);
  const allocations = meantFor.map((part): Allocation => ({ creditId: payment.paymentId, ...part }));
  if (allocations.length > 0) current = followedBy(current, [allocated(current.state, allocations, now.at)]);
  return ok(concluded(current, now.at));
}

export const sourceAccount: Readonly<Record<PaymentSource, LedgerAccount>> = {
  provider: "provider-clearing",
  bank: "bank",
  wallet: "transfer-clearing",
};

type MeantFor = readonly { readonly invoiceId: string; readonly amountCents: bigint }[];

function together(parts: MeantFor): MeantFor {
  const asked = new Map<string, bigint>();
  for (const part of parts) asked.set(part.invoiceId, (asked.get(part.invoiceId) ?? 0n) + part.amountCents);
  return [...asked].map(([invoiceId, amountCents]) => ({ invoiceId, amountCents }));
}

/** An invoice that was written off can be paid too: what was given up comes back first. */
function meantForProblem(state: Postpaid, amountCents: bigint, meantFor: MeantFor): PayRefusal | undefined {
  if (meantFor.some((part) => part.amountCents <= 0n)) return { kind: "amount-not-positive" };
  if (sumOf(meantFor, (part) => part.amountCents) > amountCents) return { kind: "allocated-beyond-payment" };
  for (const { invoiceId, amountCents: cents } of meantFor) {
    const invoice = state.invoices.get(invoiceId);
    if (!invoice) return { kind: "invoice-unknown" };
    const openCents = outstandingCents(invoice) + invoice.writtenOffCents;
    if (cents > openCents) return { kind: "over-what-is-open", invoiceId, openCents };
  }
  return undefined;
}

/**
 * An invoice paid from the customer's wallet, all of what is open of it or a part. The wallet's own event takes the same amount out of
 * it in the same command; the clearing account between the two is zero again when both are done.
 */
export function decidePayFromWallet(
  before: Postpaid,
  payment: { readonly paymentId: string; readonly invoiceId: string; readonly amountCents?: bigint },
  now: Now,
): Result<PostpaidDecision & { readonly amountCents: bigint }, PayRefusal> {
  const { state } = broughtUpToDate(undecided(before), now);
  const invoice = state.invoices.get(payment.invoiceId);
  if (!invoice) return refuse({ kind: "invoice-unknown" });
  const openCents = outstandingCents(invoice);
  const amountCents = payment.amountCents ?? openCents;
  const { invoiceId, paymentId } = payment;
  if (amountCents > openCents) return refuse({ kind: "over-what-is-open", invoiceId, openCents });
  const decided = decideReceivePayment(
    before,
    {
      paymentId,
      source: "wallet",
      reference: invoiceId,
      amountCents,
      currency: before.profile.currency,
      meantFor: [{ invoiceId, amountCents }],
    },
    now,
  );
  return decided.ok ? ok({ ...decided.value, amountCents }) : decided;
}
