import type { Currency } from "@beacom/money";
import type { Recipient, Supplier } from "#content/party";
import type { Period } from "#words/dates";
import type { Language } from "#words/language";

/**
 * `tax-invoice` and `abridged-tax-invoice` are those of section 20 of the VAT Act; `invoice` is for a supplier who is no vendor;
 * `pro-forma` asks for money before there is a supply.
 */
export type InvoiceForm = "tax-invoice" | "abridged-tax-invoice" | "invoice" | "credit-note" | "pro-forma";

/** Dates are ISO local dates, amounts minor units of `currency`. A credit note's amounts are positive: the form says which way they go. */
export type InvoiceDocument = {
  readonly form: InvoiceForm;
  /** The original is issued once; whatever is made after it is a copy and says so. */
  readonly isCopy: boolean;
  readonly language: Language;
  readonly currency: Currency;
  readonly serial: string;
  readonly issuedOn: string;
  readonly dueOn: string | null;
  readonly supplied: Period | null;
  readonly supplier: Supplier;
  readonly recipient: Recipient | null;
  readonly lines: readonly InvoiceLine[];
  /** One for each rate that occurs in the lines. */
  readonly totalsByRate: readonly RateTotal[];
  readonly netCents: bigint;
  readonly vatCents: bigint;
  readonly grossCents: bigint;
  /** Of a credit note: refunded. */
  readonly paidCents: bigint;
  /** Gross less paid. Of a credit note: what is left on the account as credit. */
  readonly dueCents: bigint;
  readonly paymentReference: string | null;
  readonly paymentUrl: string | null;
  readonly notes: readonly string[];
  /** Of a credit note and nothing else. */
  readonly credits: { readonly serial: string; readonly issuedOn: string; readonly reason: string } | null;
};

export type InvoiceLine = {
  readonly description: string;
  readonly quantity: string;
  readonly unit: string;
  readonly period: Period | null;
  readonly vatBasisPoints: bigint;
  readonly netCents: bigint;
  readonly vatCents: bigint;
  readonly grossCents: bigint;
};

export type RateTotal = {
  readonly vatBasisPoints: bigint;
  readonly netCents: bigint;
  readonly vatCents: bigint;
  readonly grossCents: bigint;
};
