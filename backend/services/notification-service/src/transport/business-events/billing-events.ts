import { type FollowedEvent, read } from "@beacom/outbox";
import {
  type Bundle,
  BundleActivatedSchema,
  BundleExpiredSchema,
  DunningStepTakenSchema,
  InvoiceIssuedSchema,
  UsageNoticeRaisedSchema,
  type WalletCredited,
  WalletCreditedSchema,
} from "@beacom/proto/billing/v1/billing";
import type { BusinessEvent } from "#application/webhooks/event-types";
import { instantOf, orNull, shownMoney } from "#transport/business-events/shown";

/** What an event of billing tells the operator's programs; restrictions need to know what was before. */
export function billingEvents(event: FollowedEvent): BusinessEvent[] {
  return [...bundleEvents(event), ...invoiceEvents(event), ...walletEvents(event)];
}

function bundleEvents(event: FollowedEvent): BusinessEvent[] {
  const { at } = event;
  const activated = read(BundleActivatedSchema, event);
  if (activated?.bundle) {
    const { customerId, bundle, paymentId } = activated;
    const data = { ...shownBundle(customerId, bundle, at), paymentId: orNull(paymentId) };
    return [{ type: "bundle.activated", cause: causeOf(event), at, data }];
  }
  const notice = read(UsageNoticeRaisedSchema, event);
  if (notice?.percent === 100) {
    const { customerId, bundleId, bundleName: name } = notice;
    const data = { customerId, bundleId, name, expiresAt: instantOf(notice.expiresAt, at) };
    return [{ type: "bundle.used_up", cause: causeOf(event), at, data }];
  }
  const expired = read(BundleExpiredSchema, event);
  if (!expired?.bundle) return [];
  const data = shownBundle(expired.customerId, expired.bundle, at);
  return [{ type: "bundle.expired", cause: causeOf(event), at, data }];
}

function invoiceEvents(event: FollowedEvent): BusinessEvent[] {
  const { at } = event;
  const issued = read(InvoiceIssuedSchema, event);
  if (issued) {
    const { customerId, invoiceId, issuedOn, dueOn } = issued;
    const amounts = { total: shownMoney(issued.total), open: shownMoney(issued.open) };
    const data = { customerId, invoiceId, issuedOn, dueOn, ...amounts };
    return [{ type: "invoice.issued", cause: causeOf(event), at, data }];
  }
  const taken = read(DunningStepTakenSchema, event);
  // A reminder on the due date or before it is about nothing overdue. Dates of this form sort as text.
  if (!taken || taken.on <= taken.dueOn) return [];
  const { customerId, invoiceIds, dueOn, step, action } = taken;
  const later = { nextStepOn: orNull(taken.nextOn), amount: shownMoney(taken.amount) };
  const data = { customerId, invoiceIds, dueOn, step, action, ...later };
  return [{ type: "invoice.overdue", cause: causeOf(event), at, data }];
}

function walletEvents(event: FollowedEvent): BusinessEvent[] {
  const credited = read(WalletCreditedSchema, event);
  if (!credited) return [];
  const [{ at }, cause, shown] = [event, causeOf(event), shownCredit(credited)];
  switch (credited.source) {
    case "adjustment":
    case "reversal":
    case "refund":
      return [{ type: "wallet.adjusted", cause, at, data: { ...shown, source: credited.source } }];
    case "voucher":
    case "reseller":
    case "transfer":
      return [{ type: "wallet.credited", cause, at, data: { ...shown, source: credited.source } }];
    default:
      return [];
  }
}

const shownCredit = ({ customerId, movementId, amount, available }: WalletCredited) => ({
  customerId,
  // Who sent money to another customer is not told.
  movementId: movementId.replace(/^transfer:.*:/, "transfer:"),
  amount: shownMoney(amount),
  available: shownMoney(available),
});

const shownBundle = (customerId: string, bundle: Bundle, at: Date) => ({
  customerId,
  bundleId: bundle.bundleId,
  planId: bundle.planId,
  name: bundle.name,
  octetsGranted: bundle.uncapped ? 0 : Number(bundle.octetsGranted),
  octetsUsed: Number(bundle.octetsUsed),
  expiresAt: instantOf(bundle.expiresAt, at),
});

const causeOf = ({ position }: FollowedEvent): string => `billing/${position}`;
