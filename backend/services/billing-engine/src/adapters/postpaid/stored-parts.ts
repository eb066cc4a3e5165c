import type { Currency } from "@beacom/money";
import type { LocalDate } from "@beacom/time";
import { big, integer, list, nullable, record, type Shape, text } from "#adapters/stored-shape";
import { variants } from "#adapters/stored-variants";
import type { Cycle, Period, Span } from "#domain/postpaid/cycle";
import type { InvoiceLine } from "#domain/postpaid/invoice";
import type { BillingProfile, Recipient } from "#domain/postpaid/profile";
import type { Discount, Segment, SubscriptionTerms } from "#domain/postpaid/subscription";

export const day: Shape<LocalDate> = text<LocalDate>();
export const currency: Shape<Currency> = text<Currency>();
export const span: Shape<Span> = record<Span>({ from: day, to: day });
export const period: Shape<Period> = record<Period>({ from: day, to: day, whole: span });

/** A day of the month, or that it is the last. */
const cycleDay: Shape<number | "last"> = {
  write: (value) => value,
  read: (stored) => (stored === "last" ? stored : integer.read(stored)),
};
export const cycle: Shape<Cycle> = record<Cycle>({ months: integer, day: cycleDay, from: day });

export const recipient: Shape<Recipient> = record<Recipient>({ kind: text(), detailsId: text(), commitment: text() });
export const profile: Shape<BillingProfile> = record<BillingProfile>({
  cycle,
  termsDays: integer,
  currency,
  zone: text(),
  segment: text(),
  recipient,
});

export const terms: Shape<SubscriptionTerms> = record<SubscriptionTerms>({
  planId: text(),
  planVersion: integer,
  name: text(),
  priceCents: big,
  quantity: integer,
  vat: text(),
});
export const segments: Shape<readonly Segment[]> = list(record<Segment>({ terms, from: day, to: nullable(day) }));
export const discount: Shape<Discount> = record<Discount>({
  discountId: text(),
  description: text(),
  off: variants<"kind", Discount["off"]>("kind", {
    percent: record({ basisPoints: big }),
    fixed: record({ amountCents: big }),
  }),
  from: day,
  to: nullable(day),
});

export const lineFields = {
  description: text(),
  subscriptionId: nullable(text()),
  quantity: integer,
  span: nullable(span),
  listCents: big,
  discountCents: big,
  vat: text<InvoiceLine["vat"]>(),
  vatBasisPoints: big,
  netCents: big,
  vatCents: big,
  grossCents: big,
  revenue: text<InvoiceLine["revenue"]>(),
};
export const invoiceLine: Shape<InvoiceLine> = record<InvoiceLine>(lineFields);
