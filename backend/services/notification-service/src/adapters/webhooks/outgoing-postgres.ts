import { createHash } from "node:crypto";
import { newId } from "@beacom/ids";
import { arrayLiteral, type Tx } from "@beacom/postgres";
import type { MessageIdOf } from "#application/webhooks/keep-messages";
import type { Outgoing } from "#application/webhooks/ports";

export const outgoingIn = (tx: Tx): Outgoing => ({
  async subscriptions() {
    return tx`
      select endpoint_id as "endpointId", event_types as "eventTypes", disabled_at is null as enabled, created_at as "createdAt"
      from webhook_endpoints`;
  },
  async keep(messages, at) {
    // One parameter for each column: a batch of sessions for many endpoints has more rows than a statement has parameters.
    await tx`
      insert into webhook_messages (message_id, type, body, created_at)
      select message_id, type, body, ${at}::timestamptz
      from unnest(
        ${arrayLiteral(messages.map(({ messageId }) => messageId))}::text[],
        ${arrayLiteral(messages.map(({ type }) => type))}::text[],
        ${arrayLiteral(messages.map(({ body }) => body))}::text[]) as message (message_id, type, body)
      on conflict do nothing`;
    const deliveries = messages.flatMap(({ messageId, type, for: endpoints }) =>
      endpoints.map(({ endpointId, enabled }) => ({ endpointId, messageId, type, enabled })),
    );
    await tx`
      insert into webhook_deliveries (endpoint_id, message_id, type, state, next_attempt_at, created_at)
      select endpoint_id, message_id, type, case when enabled then 'pending' else 'missed' end,
        case when enabled then ${at}::timestamptz end, ${at}::timestamptz
      from unnest(
        ${arrayLiteral(deliveries.map(({ endpointId }) => endpointId))}::text[],
        ${arrayLiteral(deliveries.map(({ messageId }) => messageId))}::text[],
        ${arrayLiteral(deliveries.map(({ type }) => type))}::text[],
        ${arrayLiteral(deliveries.map(({ enabled }) => enabled))}::bool[]) as delivery (endpoint_id, message_id, type, enabled)
      on conflict do nothing`;
  },
});

/** In the order of what happened, more or less, and the same each time that it is told. */
export const messageIdOf: MessageIdOf = ({ cause, at, firstAt = at }) =>
  newId("message", firstAt.getTime(), createHash("sha256").update(cause).digest());
