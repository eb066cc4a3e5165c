import type { Currency } from "@beacom/money";
import { type Cycle, isCycle } from "#domain/postpaid/cycle";

/**
 * To whom invoices are made out. Who that is is kept apart, so that it can be erased when the law no longer wants it kept; the
 * commitment (a salted hash) shows, as long as it is there, that nobody altered it.
 */
export type Recipient = {
  /** A vendor's VAT number is among the details. */
  readonly kind: "vendor" | "consumer";
  readonly detailsId: string;
  readonly commitment: string;
};

export type BillingProfile = {
  readonly cycle: Cycle;
  readonly termsDays: number;
  readonly currency: Currency;
  readonly zone: string;
  /** Which reminders and restrictions apply. */
  readonly segment: string;
  readonly recipient: Recipient;
};

export type ProfileRefusal = "cycle-not-accepted" | "terms-not-accepted" | "recipient-missing";

/** What is wrong with it; undefined if nothing is. */
export function problemOf(profile: Omit<BillingProfile, "currency" | "zone">): ProfileRefusal | undefined {
  const { cycle, termsDays, recipient } = profile;
  if (!isCycle(cycle)) return "cycle-not-accepted";
  if (!Number.isSafeInteger(termsDays) || termsDays < 0 || termsDays > 180) return "terms-not-accepted";
  if (recipient.detailsId === "" || recipient.commitment === "") return "recipient-missing";
  return undefined;
}
