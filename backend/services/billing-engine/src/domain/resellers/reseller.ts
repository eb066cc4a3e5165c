import type { Currency } from "@beacom/money";
import type { Entry } from "#domain/ledger";
import { type Product, products } from "#domain/resellers/commission";
import type { ResellerEvent, ResellerTerms } from "#domain/resellers/reseller-event";

export type Reseller = {
  readonly currency: Currency;
  readonly terms: ResellerTerms;
  readonly isSuspended: boolean;
  /** Paid in and not sold yet. Below zero it is sold on credit. */
  readonly floatCents: bigint;
  readonly creditLimitCents: bigint;
  readonly payments: ReadonlyMap<string, { readonly amountCents: bigint; readonly isReturned: boolean }>;
  /** What it sold itself, on the last day and in the last month of a sale. */
  readonly soldOn: { readonly day: string; readonly cents: bigint };
  readonly soldIn: { readonly month: string; readonly cents: bigint };
  /** What it and its sub-resellers sold of each product in that month: what the tiers of its commission go by. */
  readonly volumeIn: { readonly month: string; readonly cents: Readonly<Record<Product, bigint>> };
};

export const spendableCents = ({ floatCents, creditLimitCents }: Reseller): bigint => floatCents + creditLimitCents;

/** `2026-11` of `2026-11-27`. */
export const monthOf = (day: string): string => day.slice(0, 7);

export const volumeOf = ({ volumeIn }: Reseller, product: Product, day: string): bigint =>
  volumeIn.month === monthOf(day) ? volumeIn.cents[product] : 0n;

export function resellerAfter(reseller: Reseller | undefined, events: readonly ResellerEvent[]): Reseller | undefined {
  let now = reseller;
  for (const event of events) {
    if (event.type === "ResellerRegistered") now = registered(event);
    else if (now) now = changed(withFloat(now, event), event);
    else throw new Error(`${event.type} happened to a reseller that was never registered`);
  }
  return now;
}

export function floatChange(entries: readonly Entry[]): bigint {
  let change = 0n;
  for (const { account, amountCents } of entries) if (account === "reseller-float") change -= amountCents;
  return change;
}

const nothingSold = Object.fromEntries(products.map((product) => [product, 0n])) as Record<Product, bigint>;

const registered = (event: Extract<ResellerEvent, { type: "ResellerRegistered" }>): Reseller => ({
  currency: event.currency,
  terms: event.terms,
  isSuspended: false,
  floatCents: 0n,
  creditLimitCents: 0n,
  payments: new Map(),
  soldOn: { day: "", cents: 0n },
  soldIn: { month: "", cents: 0n },
  volumeIn: { month: "", cents: nothingSold },
});

const withFloat = (reseller: Reseller, event: ResellerEvent): Reseller =>
  "entries" in event ? { ...reseller, floatCents: reseller.floatCents + floatChange(event.entries) } : reseller;

function changed(reseller: Reseller, event: Exclude<ResellerEvent, { type: "ResellerRegistered" }>): Reseller {
  switch (event.type) {
    case "ResellerTermsChanged":
      return { ...reseller, terms: event.terms };
    case "ResellerSuspended":
      return { ...reseller, isSuspended: true };
    case "ResellerReinstated":
      return { ...reseller, isSuspended: false };
    case "CreditLimitSet":
      return { ...reseller, creditLimitCents: event.creditLimitCents };
    case "FloatPaidIn":
    case "FloatPaymentReturned": {
      const { reference, amountCents, type } = event;
      const payment = { amountCents, isReturned: type === "FloatPaymentReturned" };
      return { ...reseller, payments: new Map(reseller.payments).set(reference, payment) };
    }
    case "ResellerSold":
      return withVolume(withSales(reseller, event), event);
    case "MasterCommissionEarned":
      return withVolume(reseller, event);
    case "ResellerRefunded":
    case "MasterCommissionReturned":
      // The day's and the month's sales stay: whoever sells and gives back over and over has sold that much.
      return reseller;
    default:
      return event satisfies never;
  }
}

type Volume = { readonly product: Product; readonly priceCents: bigint; readonly day: string };

function withSales(reseller: Reseller, { priceCents, day }: Volume): Reseller {
  const month = monthOf(day);
  const { soldOn, soldIn } = reseller;
  return {
    ...reseller,
    soldOn: { day, cents: (soldOn.day === day ? soldOn.cents : 0n) + priceCents },
    soldIn: { month, cents: (soldIn.month === month ? soldIn.cents : 0n) + priceCents },
  };
}

function withVolume(reseller: Reseller, { product, priceCents, day }: Volume): Reseller {
  const month = monthOf(day);
  const cents = reseller.volumeIn.month === month ? reseller.volumeIn.cents : nothingSold;
  return { ...reseller, volumeIn: { month, cents: { ...cents, [product]: cents[product] + priceCents } } };
}
