import type { DeductionReason } from "#domain/account-event";
import type { ServiceTerms } from "#domain/service-state";

/** Why a bundle paid, as the regulation wants it explained to the subscriber. */
export const reasonInWords = {
  "earliest-expiry": "because it expires first of those with something left",
  "plan-order": "because its plan names it first of those that expire together",
  "earlier-bundle-used-up": "because the one before it ran out",
  "earlier-bundle-outside-window": "because the one that expires earlier may not be used at that time of day",
} satisfies Record<DeductionReason, string>;

const why = {
  "in-bundle": "a bundle pays",
  "in-shared-bundle": "a shared bundle pays",
  "fair-use": "more than the fair share of an uncapped bundle was used",
  "out-of-bundle": "the agreed tariff pays",
  "no-bundle": "there is no bundle",
  "bundle-used-up": "the last bundle is used up",
  "bundle-expired": "the last bundle expired",
  "bundle-outside-window": "the bundle may not be used at this time of day",
  unpaid: "an invoice is not paid",
  suspended: "service is suspended",
  terminated: "service is terminated",
} satisfies Record<ServiceTerms["reason"], string>;

export const serviceInWords = ({ level, reason }: ServiceTerms): string => `${level}, because ${why[reason]}`;
