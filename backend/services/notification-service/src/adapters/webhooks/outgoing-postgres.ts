import { createHash } from "node:crypto";
import { newId } from "@beacom/ids";
import type { Tx } from "@beacom/postgres";
import type { MessageIdOf } from "#application/webhooks/keep-messages";
import type { Outgoing } from "#application/webhooks/ports";

export const outgoingIn = (tx: Tx): Outgoing => ({
  async subscriptions() {
    return tx`
      select endpoint_id as "endpointId", event_types as "eventTypes", disabled_at is null as enabled, created_at as "createdAt"
      from webhook_endpoints`;
  },
  async keep(messages, at) {
    const rows = messages.map(({ messageId, type, body }) => ({ message_id: messageId, type, body, created_at: at }));
    await tx`insert into webhook_messages ${tx(rows)} on conflict do nothing`;
    const deliveries = messages.flatMap(({ messageId, type, for: endpoints }) =>
      endpoints.map(({ endpointId, enabled }) => ({
        endpoint_id: endpointId,
        message_id: messageId,
        type,
        state: enabled ? "pending" : "missed",
        next_attempt_at: enabled ? at : null,
        created_at: at,
      })),
    );
    await tx`insert into webhook_deliveries ${tx(deliveries)} on conflict do nothing`;
  },
});

/** In the order of what happened, more or less, and the same each time that it is told. */
export const messageIdOf: MessageIdOf = ({ cause, at, firstAt = at }) =>
  newId("message", firstAt.getTime(), createHash("sha256").update(cause).digest());
