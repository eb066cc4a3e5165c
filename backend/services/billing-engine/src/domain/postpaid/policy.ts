import type { LocalDate } from "@beacom/time";
import type { DunningCampaign } from "#domain/postpaid/dunning-campaign";
import type { VatRate } from "#domain/postpaid/vat";

/** What the operator and the law say on the day of a command, for the customer's segment. */
export type PostpaidPolicy = {
  readonly vatRates: readonly VatRate[];
  /** Null where the law knows no lesser forms: every invoice is a full one. */
  readonly invoiceForms: InvoiceForms | null;
  readonly series: { readonly invoice: string; readonly creditNote: string };
  readonly campaign: DunningCampaign;
  /** Above this an invoice is not written off here, whoever approves it. */
  readonly writeOffLimitCents: bigint;
  /** How far ahead a promise to pay may be. */
  readonly promiseDays: number;
  /** Who broke so many since nothing was overdue last is not believed again. */
  readonly brokenPromises: number;
  /** How many days before it counts a customer is told of a price that the operator raises. */
  readonly priceRiseNoticeDays: number;
};

/** VAT Act 89 of 1991, section 20: amounts include VAT, and the limit itself belongs to the lesser form. */
export type InvoiceForms = { readonly noneUpToCents: bigint; readonly abridgedUpToCents: bigint };
export const southAfricanForms: InvoiceForms = { noneUpToCents: 50_00n, abridgedUpToCents: 5_000_00n };

export type InvoiceForm = "none" | "abridged" | "full";

export function formOf(grossCents: bigint, forms: InvoiceForms | null): InvoiceForm {
  if (forms === null) return "full";
  if (grossCents <= forms.noneUpToCents) return "none";
  return grossCents <= forms.abridgedUpToCents ? "abridged" : "full";
}

/** When the first notice about an invoice is due: at the latest on the day after it should have been paid. */
export type DueDates = { readonly dueOn: LocalDate; readonly dunOn: LocalDate };
