import type { Approval } from "@beacom/proto/billing/v1/approvals";
import type { Account } from "@beacom/proto/billing/v1/billing";
import type { Billing } from "@beacom/proto/billing/v1/postpaid";
import type { Customer } from "@beacom/proto/identity/v1/identity";
import type { Message } from "@beacom/proto/notification/v1/notification";
import type { Payment } from "@beacom/proto/payments/v1/payments";
import type { Session } from "@beacom/proto/radius/v1/radius";
import { ok, type Result, refuse } from "@beacom/result";
import { type Asked, type Missing, missingOf, type SideBySide } from "#application/side-by-side";

export type NextLogin = {
  readonly decision: string;
  readonly reason: string;
  readonly replyMessage: string;
  readonly nasName: string;
};

/** What is known of a customer, by who knows it. Null: that there is none is known. */
export type CustomerParts = {
  readonly customer: Customer | null;
  readonly account: Account | null;
  readonly billing: Billing | null;
  readonly payments: readonly Payment[];
  /** The latest first. */
  readonly sessions: readonly Session[];
  readonly nextLogin: NextLogin | null;
  readonly messages: readonly Message[];
  readonly openApprovals: readonly Approval[];
};
export type CustomerSources = { readonly [P in keyof CustomerParts]: Asked<CustomerParts[P]> };

/** A part that is not there was not answered, and is named in `missing`. */
export type CustomerOverview = { readonly parts: Partial<CustomerParts>; readonly missing: readonly Missing[] };
export type GetCustomerOverview = (
  sources: CustomerSources,
) => Promise<Result<CustomerOverview, { readonly kind: "customer-unknown" }>>;

/** Loads every part at once. Only who says for sure that there is no such customer ends it. */
export const customerOverviewWith =
  ({ sideBySide }: { readonly sideBySide: SideBySide }): GetCustomerOverview =>
  async (sources) => {
    const names = Object.keys(sources) as (keyof CustomerParts)[];
    const answers = await sideBySide<unknown>(names.map((name) => sources[name]));
    const known = names.flatMap((name, index) => {
      const answer = answers[index];
      return answer !== undefined && "value" in answer ? [[name, answer.value] as const] : [];
    });
    // Each value is what the source of that name answered.
    const parts = Object.fromEntries(known) as Partial<CustomerParts>;
    return parts.customer === null ? refuse({ kind: "customer-unknown" }) : ok({ parts, missing: missingOf(answers) });
  };
