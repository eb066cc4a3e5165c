import { randomInt } from "node:crypto";
import type { Transaction } from "#transactions";

/** A transaction as `verify`, the list and callbacks show it. */
export function transactionJson(transaction: Transaction) {
  const { id, reference, status, amount, currency, paidAt, createdAt } = transaction;
  const paid = status === "success" || status === "reversed";
  return {
    id,
    domain: "test",
    status,
    reference,
    receipt_number: null,
    amount,
    message: null,
    gateway_response: transaction.gatewayResponse,
    paid_at: paidAt,
    created_at: createdAt,
    channel: "card",
    currency,
    ip_address: "127.0.0.1",
    metadata: transaction.metadata ?? "",
    log: null,
    fees: paid ? feesOf(amount) : null,
    fees_split: null,
    authorization: paid ? card(id) : {},
    customer: {
      id: id - 4_000_000_000,
      first_name: null,
      last_name: null,
      email: transaction.email,
      customer_code: `CUS_sandbox${id % 100_000}`,
      phone: null,
      metadata: null,
      risk_action: "default",
      international_format_phone: null,
    },
    plan: null,
    split: {},
    order_id: null,
    paidAt,
    createdAt,
    requested_amount: transaction.requestedAmount,
    pos_transaction_data: null,
    source: null,
    fees_breakdown: null,
    connect: null,
    transaction_date: createdAt,
    plan_object: {},
    subaccount: {},
  };
}

export function refundJson(transaction: Transaction, amount: number) {
  const now = new Date();
  return {
    transaction: transactionJson(transaction),
    integration: 100_043,
    deducted_amount: 0,
    channel: null,
    merchant_note: `Refund for transaction ${transaction.reference}`,
    customer_note: `Refund for transaction ${transaction.reference}`,
    status: "pending",
    refunded_by: "sandbox@paystack.test",
    expected_at: new Date(now.getTime() + 7 * 86_400_000).toISOString(),
    currency: transaction.currency,
    domain: "test",
    amount,
    fully_deducted: false,
    id: randomInt(1_000_000, 9_999_999),
    createdAt: now.toISOString(),
    updatedAt: now.toISOString(),
  };
}

/** A refusal, in the shape in which Paystack writes them. */
export const refusal = (message: string, code: string, nextStep: string, type = "validation_error") => ({
  status: false,
  message,
  meta: { nextStep },
  type,
  code,
});

/** 2.9 % and one major unit, before VAT. */
const feesOf = (amount: number): number => Math.round((amount * 29) / 1_000) + 100;

const card = (id: number) => ({
  authorization_code: `AUTH_sandbox${id % 100_000}`,
  bin: "408408",
  last4: "4081",
  exp_month: "12",
  exp_year: "2030",
  channel: "card",
  card_type: "visa ",
  bank: "TEST BANK",
  country_code: "ZA",
  brand: "visa",
  reusable: true,
  signature: `SIG_sandbox${id % 100_000}`,
  account_name: null,
});
