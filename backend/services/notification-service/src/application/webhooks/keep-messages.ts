import { type BusinessEvent, bodyOf } from "#application/webhooks/event-types";
import type { Outgoing, Subscription } from "#application/webhooks/ports";

export type MessageIdOf = (event: Pick<BusinessEvent, "cause" | "at" | "firstAt">) => string;
export type KeepMessages = (events: readonly BusinessEvent[]) => Promise<void>;

/**
 * Keeps what happened for every endpoint that asks for it, once. What happened before there was an endpoint is not for it; one that is
 * disabled misses it, and can be sent it later.
 */
export const keepMessagesWith =
  (needs: {
    outgoing: Outgoing;
    /** The same for the same cause: receivers tell by it what they have already. */
    messageIdOf: MessageIdOf;
    clock: () => Date;
    kept: (type: string) => void;
  }): KeepMessages =>
  async (events) => {
    if (events.length === 0) return;
    const subscriptions = await needs.outgoing.subscriptions();
    if (subscriptions.length === 0) return;
    const messages = events.flatMap((event) => {
      const asking = subscriptions.filter((subscription) => isFor(event, subscription));
      if (asking.length === 0) return [];
      return { messageId: needs.messageIdOf(event), type: event.type, body: bodyOf(event), for: asking };
    });
    if (messages.length === 0) return;
    await needs.outgoing.keep(messages, needs.clock());
    for (const { type } of messages) needs.kept(type);
  };

function isFor(event: BusinessEvent, { endpointId, eventTypes, createdAt }: Subscription): boolean {
  // It is for those who still hear something.
  if (event.type === "webhook.disabled" && event.data.endpointId === endpointId) return false;
  return eventTypes.includes(event.type) && createdAt <= event.at;
}
