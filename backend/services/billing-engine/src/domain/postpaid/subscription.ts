import type { LocalDate } from "@beacom/time";
import { overlap, type Period, type Span } from "#domain/postpaid/cycle";
import { share } from "#domain/postpaid/proration";
import type { VatTreatment } from "#domain/postpaid/vat";

/** What is paid for. A plan keeps the version that it was sold as. */
export type SubscriptionTerms = {
  readonly planId: string;
  readonly planVersion: number;
  readonly name: string;
  /** Of one, for a whole cycle, with VAT. */
  readonly priceCents: bigint;
  readonly quantity: number;
  readonly vat: VatTreatment;
};

/** Off the price of every cycle that begins within its days. Null has no end. */
export type Discount = {
  readonly discountId: string;
  readonly description: string;
  readonly off:
    | { readonly kind: "percent"; readonly basisPoints: bigint }
    | { readonly kind: "fixed"; readonly amountCents: bigint };
  readonly from: LocalDate;
  readonly to: LocalDate | null;
};

/** Days on the same terms. Between segments it is paused. */
export type Segment = {
  readonly terms: SubscriptionTerms;
  readonly from: LocalDate;
  readonly to: LocalDate | null;
};

export type Billing = "in-advance" | "in-arrears";

export type Subscription = {
  readonly subscriptionId: string;
  readonly billing: Billing;
  /** One after the other; those that were invoiced and are over are forgotten, except for the last. */
  readonly segments: readonly Segment[];
  readonly discounts: readonly Discount[];
  /** The first day without it, once it is cancelled. */
  readonly endsOn: LocalDate | null;
};

export type SubscriptionState = "planned" | "active" | "paused" | "ended";

export function stateOn({ segments, endsOn }: Subscription, date: LocalDate): SubscriptionState {
  if (endsOn !== null && endsOn <= date) return "ended";
  if (segments.some(({ from, to }) => from <= date && (to === null || to > date))) return "active";
  return segments.some(({ from }) => from > date) ? "planned" : "paused";
}

/** On what terms it is on that day, or was last. */
export function termsOn({ segments }: Subscription, date: LocalDate): SubscriptionTerms {
  const segment = segments.findLast(({ from }) => from <= date) ?? segments[0];
  if (!segment) throw new Error("a subscription has terms");
  return segment.terms;
}

/** Other terms from that day on, whatever was planned for later; null pauses it. */
export function segmentsFrom(
  subscription: Subscription,
  date: LocalDate,
  terms: SubscriptionTerms | null,
): readonly Segment[] {
  const before = subscription.segments
    .filter(({ from }) => from < date)
    .map((segment) => (segment.to === null || segment.to > date ? { ...segment, to: date } : segment));
  if (terms) return [...before, { terms, from: date, to: null }];
  if (before.length > 0) return before;
  // Paused on its first day: what it costs when it goes on must not be lost.
  return [{ terms: termsOn(subscription, date), from: date, to: date }];
}

/** The segments that can still be asked for: of the open period and later, and the last. */
export const segmentsKept = (segments: readonly Segment[], from: LocalDate): readonly Segment[] =>
  segments.filter((segment, index) => segment.to === null || segment.to > from || index === segments.length - 1);

/** The days of a span on which it is used, on which terms. */
export function usedDays(subscription: Subscription, span: Span): (Span & { readonly terms: SubscriptionTerms })[] {
  const { segments, endsOn } = subscription;
  const untilEnd = overlap(span, { from: span.from, to: endsOn });
  if (!untilEnd) return [];
  return segments.flatMap((segment) => {
    const days = overlap(untilEnd, segment);
    return days ? [{ ...days, terms: segment.terms }] : [];
  });
}

/** The price of a whole cycle before and after the discounts of the period; never below nothing. */
export function cyclePrice(
  { discounts }: Subscription,
  { priceCents, quantity }: SubscriptionTerms,
  period: Period,
): { readonly listCents: bigint; readonly discountedCents: bigint } {
  const listCents = priceCents * BigInt(quantity);
  let discountedCents = listCents;
  for (const { off, from, to } of discounts) {
    if (from > period.from || (to !== null && to <= period.from)) continue;
    discountedCents -= off.kind === "fixed" ? off.amountCents : share(listCents, off.basisPoints, 10_000n);
  }
  return { listCents, discountedCents: discountedCents < 0n ? 0n : discountedCents };
}
