import type { Currency } from "@beacom/money";
import type { DunningCampaign } from "#domain/postpaid/dunning-campaign";
import { type PostpaidPolicy, southAfricanForms } from "#domain/postpaid/policy";

const rand = 100n;

/** What an operator starts with and changes as data. */
export const usualCampaign: DunningCampaign = {
  campaignId: "usual",
  ignoreBelowCents: 20n * rand,
  steps: [
    { daysAfterDue: -2, action: "remind", channel: "sms", template: "invoice-due-soon" },
    { daysAfterDue: 1, action: "remind", channel: "sms", template: "invoice-overdue" },
    { daysAfterDue: 5, action: "remind", channel: "sms", template: "service-will-be-restricted" },
    { daysAfterDue: 7, action: "walled-garden", channel: "sms", template: "service-restricted" },
    { daysAfterDue: 21, action: "suspend", channel: "sms", template: "service-suspended" },
    { daysAfterDue: 90, action: "terminate", channel: "email", template: "contract-terminated" },
  ],
};

export const usualPolicy = ({
  currency,
  vatBasisPoints,
}: {
  readonly currency: Currency;
  readonly vatBasisPoints: bigint;
}): PostpaidPolicy => ({
  vatRates: [{ from: "2000-01-01", basisPoints: vatBasisPoints }],
  invoiceForms: currency === "ZAR" ? southAfricanForms : null,
  series: { invoice: "INV", creditNote: "CRN" },
  campaign: usualCampaign,
  writeOffLimitCents: 50_000n * rand,
  promiseDays: 30,
  brokenPromises: 2,
  // Who does not want the new price has 20 business days to end the contract (CPA 68 of 2008, section 14(2)(b)), which are four weeks,
  // and more around public holidays.
  priceRiseNoticeDays: 31,
});
