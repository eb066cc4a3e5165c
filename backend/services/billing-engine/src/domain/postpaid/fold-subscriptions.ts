import type { PostpaidEvent, UsageChargedInArrears } from "#domain/postpaid/postpaid-event";
import type { PostpaidDraft } from "#domain/postpaid/postpaid-fold";
import { type Subscription, segmentsKept } from "#domain/postpaid/subscription";

/** The profile, what is subscribed to, and what waits for the next invoice. */
export function foldSubscriptions(draft: PostpaidDraft, event: PostpaidEvent): void {
  switch (event.type) {
    case "BillingProfileChanged": {
      const { termsDays, segment, recipient, nextCycle } = event;
      draft.profile = { ...draft.profile, termsDays, segment, recipient };
      draft.nextCycle = nextCycle;
      break;
    }
    case "SubscriptionStarted":
      draft.subscriptions.set(event.subscriptionId, {
        subscriptionId: event.subscriptionId,
        billing: event.billing,
        segments: [{ terms: event.terms, from: event.startsOn, to: null }],
        discounts: event.discounts,
        endsOn: null,
      });
      break;
    case "SubscriptionChanged":
      change(draft, event.subscriptionId, (subscription) => ({ ...subscription, segments: event.segments }));
      break;
    case "SubscriptionEndSet":
      change(draft, event.subscriptionId, (subscription) => ({ ...subscription, endsOn: event.endsOn }));
      break;
    case "DiscountGranted":
      change(draft, event.subscriptionId, (subscription) => ({
        ...subscription,
        discounts: [...subscription.discounts, event.discount],
      }));
      break;
    case "ChargeAdded": {
      const { kind, description, quantity, grossCents, vat, vatBasisPoints, on: _ } = event;
      draft.pending.push({
        kind,
        description,
        quantity,
        span: null,
        grossCents,
        accruedNetCents: 0n,
        vat,
        vatBasisPoints,
      });
      break;
    }
    case "UsageChargedInArrears":
      addUsage(draft, event);
      break;
    case "CycleClosed":
      draft.pending = [];
      draft.period = event.next;
      draft.profile = { ...draft.profile, cycle: event.cycle };
      draft.nextCycle = null;
      for (const [id, subscription] of draft.subscriptions) {
        if (subscription.endsOn !== null && subscription.endsOn <= event.next.from) draft.subscriptions.delete(id);
        else draft.subscriptions.set(id, onlyNeeded(subscription, event.next.from));
      }
      break;
    default:
  }
}

function onlyNeeded(subscription: Subscription, from: Subscription["segments"][number]["from"]): Subscription {
  const segments = segmentsKept(subscription.segments, from);
  const discounts = subscription.discounts.filter(({ to }) => to === null || to > from);
  const same = segments.length === subscription.segments.length && discounts.length === subscription.discounts.length;
  return same ? subscription : { ...subscription, segments, discounts };
}

function addUsage(draft: PostpaidDraft, event: UsageChargedInArrears): void {
  const { description, grossCents, netCents, vat, vatBasisPoints, span } = event;
  const index = draft.pending.findIndex(
    (charge) =>
      charge.kind === "usage" &&
      charge.description === description &&
      charge.vat === vat &&
      charge.vatBasisPoints === vatBasisPoints,
  );
  const before = draft.pending[index];
  if (!before?.span) {
    const amounts = { grossCents, accruedNetCents: netCents, vat, vatBasisPoints };
    draft.pending.push({ kind: "usage", description, quantity: 1, span, ...amounts });
    return;
  }
  draft.pending[index] = {
    ...before,
    span: {
      from: before.span.from < span.from ? before.span.from : span.from,
      to: before.span.to > span.to ? before.span.to : span.to,
    },
    grossCents: before.grossCents + grossCents,
    accruedNetCents: before.accruedNetCents + netCents,
  };
}

function change(draft: PostpaidDraft, id: string, changed: (subscription: Subscription) => Subscription): void {
  const subscription = draft.subscriptions.get(id);
  if (!subscription) throw new Error(`${id} is not a subscription of ${draft.customerId}`);
  draft.subscriptions.set(id, changed(subscription));
}
