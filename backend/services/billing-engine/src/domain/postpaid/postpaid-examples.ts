import { valueOf } from "@beacom/result";
import { type LocalDate, startOfDate } from "@beacom/time";
import type { Now } from "#domain/postpaid/close-cycle";
import type { Cycle } from "#domain/postpaid/cycle";
import type { DunningCampaign } from "#domain/postpaid/dunning-campaign";
import { decideOpenPostpaid } from "#domain/postpaid/open-postpaid";
import { type PostpaidPolicy, southAfricanForms } from "#domain/postpaid/policy";
import type { Postpaid } from "#domain/postpaid/postpaid";
import type { BillingProfile } from "#domain/postpaid/profile";
import type { SubscriptionTerms } from "#domain/postpaid/subscription";

/** For tests: a customer in Johannesburg, invoiced on the first of each month and given a week to pay. */
export const customerId = "cus_thandi";

export const campaign: DunningCampaign = {
  campaignId: "home",
  ignoreBelowCents: 10_00n,
  steps: [
    { daysAfterDue: -2, action: "remind", channel: "sms", template: "due-soon" },
    { daysAfterDue: 1, action: "remind", channel: "sms", template: "overdue" },
    { daysAfterDue: 5, action: "fee", description: "Late payment fee", feeCents: 57_50n, vat: "standard" },
    { daysAfterDue: 7, action: "walled-garden", channel: "sms", template: "restricted" },
    { daysAfterDue: 14, action: "suspend", channel: "sms", template: "suspended" },
    { daysAfterDue: 60, action: "terminate", channel: "email", template: "terminated" },
  ],
};

export const policy: PostpaidPolicy = {
  vatRates: [{ from: "2018-04-01", basisPoints: 1_500n }],
  invoiceForms: southAfricanForms,
  series: { invoice: "INV", creditNote: "CRN" },
  campaign,
  writeOffLimitCents: 10_000_00n,
  promiseDays: 30,
  brokenPromises: 2,
  priceRiseNoticeDays: 31,
};

export const profile: Omit<BillingProfile, "cycle"> & { readonly cycle: Omit<Cycle, "from"> } = {
  cycle: { months: 1, day: 1 },
  termsDays: 7,
  currency: "ZAR",
  zone: "Africa/Johannesburg",
  segment: "home",
  recipient: { kind: "consumer", detailsId: "rcp_thandi_1", commitment: "c0ffee" },
};

/** Ten in the morning of the place. */
export const on = (date: LocalDate, withPolicy: Partial<PostpaidPolicy> = {}): Now => ({
  policy: { ...policy, ...withPolicy },
  at: new Date(startOfDate(date).getTime() + 10 * 3_600_000),
});

export const openedOn = (date: LocalDate, changes: Partial<typeof profile> = {}): Postpaid =>
  valueOf(decideOpenPostpaid(undefined, { customerId, profile: { ...profile, ...changes }, at: on(date).at })).state;

export const termsOf = (
  name: string,
  priceCents: bigint,
  changes: Partial<SubscriptionTerms> = {},
): SubscriptionTerms => ({
  planId: `pln_${name.toLowerCase().replaceAll(/\W+/g, "-")}`,
  planVersion: 1,
  name,
  priceCents,
  quantity: 1,
  vat: "standard",
  ...changes,
});

export const fibre50: SubscriptionTerms = termsOf("Fibre 50", 690_00n);
export const fibre100: SubscriptionTerms = termsOf("Fibre 100", 990_00n);
