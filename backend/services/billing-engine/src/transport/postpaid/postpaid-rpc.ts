import type { PostpaidService } from "@beacom/proto/billing/v1/postpaid";
import type { ServiceImpl } from "@connectrpc/connect";
import { type BillingNow, billingNowWith } from "#transport/postpaid/billing-now";
import { documentsRpc } from "#transport/postpaid/documents-rpc";
import { invoicesPaidRpc } from "#transport/postpaid/invoices-paid-rpc";
import type { PostpaidDoor } from "#transport/postpaid/postpaid-door";
import { profileRpc } from "#transport/postpaid/profile-rpc";
import { subscriptionsRpc } from "#transport/postpaid/subscriptions-rpc";
import { type Refusals, refusalsIn } from "#transport/refusals";

/** What the handlers share besides the use cases. */
export type PostpaidAnswers = Refusals & { readonly billingNow: BillingNow };

export function postpaidRpc(door: PostpaidDoor): ServiceImpl<typeof PostpaidService> {
  const { postpaid, clock, zone, currency } = door;
  const billingNow = billingNowWith({ views: postpaid.views, standing: postpaid.standing, clock, zone });
  const answers: PostpaidAnswers = { ...refusalsIn(currency), billingNow };
  return {
    ...profileRpc(door, answers),
    ...subscriptionsRpc(door, answers),
    ...invoicesPaidRpc(door, answers),
    ...documentsRpc(door, answers),
  };
}
