import { isId } from "@beacom/ids";
import { isCurrency, money } from "@beacom/money";
import type { Intent, IntentState } from "#domain/intent";
import { namesOf, type Purpose, purposeOf } from "#domain/purpose";

/** As the table's checks let it be. */
export type IntentRow = {
  payment_id: string;
  customer_id: string;
  amount_cents: bigint;
  currency: string;
  plan_id: string | null;
  invoice_id: string | null;
  email: string;
  return_url: string;
  provider: string;
  status: Intent["state"]["status"];
  redirect_url: string | null;
  reason: string | null;
  settled_reference: string | null;
  created_at: Date;
  expires_at: Date;
  settled_at: Date | null;
  callback_at: Date | null;
  received_at: Date | null;
  references: string[];
};

export function intentOf(row: IntentRow): Intent {
  if (!isId("payment", row.payment_id) || !isCurrency(row.currency))
    throw new Error(`payments.intents has a row that is no payment: ${row.payment_id}, ${row.currency}`);
  return {
    paymentId: row.payment_id,
    customerId: row.customer_id,
    amount: money(row.amount_cents, row.currency),
    purpose: purposeOf({ planId: row.plan_id ?? "", invoiceId: row.invoice_id ?? "" }),
    email: row.email,
    returnUrl: row.return_url,
    provider: row.provider,
    references: row.references,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    callbackAt: row.callback_at,
    state: stateOf(row),
  };
}

export function purposeColumns(purpose: Purpose) {
  const { planId, invoiceId } = namesOf(purpose);
  return { plan_id: planId || null, invoice_id: invoiceId || null };
}

/** The columns that a change of state writes. The table's checks see to it that each state has what it needs. */
export function stateColumns(state: IntentState) {
  return {
    status: state.status,
    redirect_url: state.status === "pending" ? state.redirectUrl : null,
    reason: "words" in state ? state.words : null,
    settled_reference: state.status === "succeeded" ? state.reference : null,
    settled_at: "at" in state ? state.at : null,
    received_at: state.status === "succeeded" ? state.receivedAt : null,
  };
}

function stateOf(row: IntentRow): IntentState {
  const at = row.settled_at ?? row.created_at;
  switch (row.status) {
    case "created":
      return { status: "created" };
    case "pending":
      return { status: "pending", redirectUrl: row.redirect_url ?? "" };
    case "expired":
      return { status: "expired", at };
    case "succeeded":
      return { status: "succeeded", at, reference: row.settled_reference ?? "", receivedAt: row.received_at ?? at };
    default:
      return { status: row.status, at, words: row.reason ?? "" };
  }
}
