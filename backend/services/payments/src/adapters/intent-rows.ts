import { isId } from "@beacom/ids";
import { isCurrency, money } from "@beacom/money";
import { z } from "zod";
import type { Intent, IntentState } from "#domain/intent";
import { namesOf, type Purpose, purposeOf } from "#domain/purpose";

const Row = z.object({
  payment_id: z.string().refine((text) => isId("payment", text)),
  customer_id: z.string(),
  amount_cents: z.bigint(),
  currency: z.string().refine(isCurrency),
  plan_id: z.string().nullable(),
  invoice_id: z.string().nullable(),
  email: z.string(),
  return_url: z.string(),
  provider: z.string(),
  status: z.enum(["created", "pending", "expired", "failed", "succeeded", "under-review"]),
  redirect_url: z.string().nullable(),
  reason: z.string().nullable(),
  settled_reference: z.string().nullable(),
  created_at: z.date(),
  expires_at: z.date(),
  settled_at: z.date().nullable(),
  callback_at: z.date().nullable(),
  received_at: z.date().nullable(),
  references: z.array(z.string()),
});
type Row = z.infer<typeof Row>;

export function intentOf(raw: unknown): Intent {
  const row = Row.parse(raw);
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

function stateOf(row: Row): IntentState {
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
