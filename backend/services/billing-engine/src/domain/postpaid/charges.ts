import { type Period, periodOf, type Span } from "#domain/postpaid/cycle";
import type { InvoiceLine } from "#domain/postpaid/invoice";
import type { PendingCharge, Postpaid } from "#domain/postpaid/postpaid";
import { portion } from "#domain/postpaid/proration";
import { cyclePrice, type Subscription, usedDays } from "#domain/postpaid/subscription";
import { byRate, type VatRate } from "#domain/postpaid/vat";

/** A line before its VAT. Of usage, with the revenue that was accrued for it. */
export type ChargeLine = Omit<InvoiceLine, "netCents" | "vatCents"> & { readonly accruedNetCents: bigint };

/** What a subscription costs for some days of a period: a line for each of its terms, and each rate of VAT. */
export function subscriptionCharges(
  subscription: Subscription,
  { days, period }: { readonly days: Span; readonly period: Period },
  vatRates: readonly VatRate[],
): ChargeLine[] {
  return usedDays(subscription, days).flatMap(({ terms, from, to }) => {
    const { listCents, discountedCents } = cyclePrice(subscription, terms, period);
    return byRate(vatRates, terms.vat, { from, to }).flatMap(({ basisPoints, ...span }) => {
      const list = portion(listCents, period.whole, span);
      const gross = portion(discountedCents, period.whole, span);
      if (list === 0n) return [];
      return [
        {
          description: terms.name,
          subscriptionId: subscription.subscriptionId,
          quantity: terms.quantity,
          span,
          listCents: list,
          discountCents: list - gross,
          vat: terms.vat,
          vatBasisPoints: basisPoints,
          grossCents: gross,
          accruedNetCents: 0n,
          revenue: subscription.billing === "in-advance" ? "deferred" : "earned",
        },
      ];
    });
  });
}

/** Of the period that ends: what is billed in arrears, and what was added to it. Of the next one: what is billed in advance. */
export function cycleCharges(state: Postpaid, next: Period, vatRates: readonly VatRate[]): ChargeLine[] {
  const subscriptions = [...state.subscriptions.values()];
  const { period } = state;
  return [
    ...subscriptions
      .filter(({ billing }) => billing === "in-advance")
      .flatMap((subscription) => subscriptionCharges(subscription, { days: next, period: next }, vatRates)),
    ...subscriptions
      .filter(({ billing }) => billing === "in-arrears")
      .flatMap((subscription) => subscriptionCharges(subscription, { days: period, period }, vatRates)),
    ...state.pending.map(pendingLine),
  ];
}

/** The period after the open one: of the new cycle, if the customer has chosen another. */
export const nextPeriod = ({ profile, nextCycle, period }: Postpaid): Period =>
  periodOf(nextCycle ?? profile.cycle, period.to);

const pendingLine = ({ kind, ...charge }: PendingCharge): ChargeLine => ({
  ...charge,
  subscriptionId: null,
  listCents: charge.grossCents,
  discountCents: 0n,
  revenue: kind === "usage" ? "accrued" : kind === "fee" ? "fee" : "earned",
});
