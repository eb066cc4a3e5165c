import { type FollowedEvent, read } from "@beacom/outbox";
import { ServiceStateChangedSchema } from "@beacom/proto/billing/v1/billing";
import type { BusinessEvent } from "#application/webhooks/event-types";
import type { ServiceChange } from "#application/webhooks/follow-restrictions";
import type { KeepMessages } from "#application/webhooks/keep-messages";
import { billingEvents } from "#transport/business-events/billing-events";

type Take = (events: readonly FollowedEvent[], within: { keepMessages: KeepMessages }) => Promise<void>;

/** Keeps for webhooks what the events of one source tell. */
export const takeForWebhooks =
  (told: (event: FollowedEvent) => BusinessEvent[]): Take =>
  (events, { keepMessages }) =>
    keepMessages(events.flatMap(told));

/** The same for billing, where the end of a restriction is known only by its beginning. */
export async function takeBillingForWebhooks(
  events: readonly FollowedEvent[],
  within: { keepMessages: KeepMessages; followRestrictions: (change: ServiceChange) => Promise<BusinessEvent[]> },
): Promise<void> {
  const told: BusinessEvent[] = [];
  for (const event of events) {
    told.push(...billingEvents(event));
    const changed = read(ServiceStateChangedSchema, event);
    if (!changed?.service) continue;
    const { customerId, service } = changed;
    const change = { customerId, reason: service.reason, at: event.at, cause: `billing/${event.position}` };
    told.push(...(await within.followRestrictions(change)));
  }
  await within.keepMessages(told);
}
