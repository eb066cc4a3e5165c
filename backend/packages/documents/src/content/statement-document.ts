import type { Currency } from "@beacom/money";
import type { Recipient, Supplier } from "#content/party";
import type { Period } from "#words/dates";
import type { Language } from "#words/language";

/** What happened on an account between two days. A positive balance is owed to the supplier, a negative one is the customer's. */
export type StatementDocument = {
  readonly language: Language;
  readonly currency: Currency;
  readonly issuedOn: string;
  readonly period: Period;
  readonly supplier: Supplier;
  readonly recipient: Recipient;
  readonly accountReference: string | null;
  readonly openingCents: bigint;
  /** In the order of time; each balance follows from the one before. */
  readonly rows: readonly StatementRow[];
  readonly closingCents: bigint;
  /** By how long it has been owed; together the closing balance. */
  readonly ageing: Ageing | null;
  readonly paymentUrl: string | null;
  readonly notes: readonly string[];
};

export type StatementRow = {
  readonly date: string;
  readonly description: string;
  readonly reference: string | null;
  /** Both are zero or more, and shown unless zero. */
  readonly debitCents: bigint;
  readonly creditCents: bigint;
  readonly balanceCents: bigint;
};

/** `days30` is owed for 30 to 59 days, and so on. */
export type Ageing = {
  readonly currentCents: bigint;
  readonly days30Cents: bigint;
  readonly days60Cents: bigint;
  readonly days90Cents: bigint;
  readonly days120Cents: bigint;
};
