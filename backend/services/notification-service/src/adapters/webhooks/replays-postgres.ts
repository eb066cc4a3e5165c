import type { Tx } from "@beacom/postgres";
import type { Replays } from "#application/webhooks/ports";

export const replaysIn = (tx: Tx): Replays => ({
  async one({ endpointId, messageId }, at) {
    const replayed = await tx`
      update webhook_deliveries set state = 'pending', attempts = 0, next_attempt_at = ${at}
      where endpoint_id = ${endpointId} and message_id = ${messageId}`;
    return replayed.count === 1;
  },
  async range({ endpointId, eventTypes, from, until, alsoDelivered, at }) {
    // What is pending already keeps its attempts, and comes by itself.
    const replayed = await tx`
      insert into webhook_deliveries as d (endpoint_id, message_id, type, state, next_attempt_at, created_at)
      select ${endpointId}, message_id, type, 'pending', ${at}::timestamptz, created_at from webhook_messages
      where created_at >= ${from} and created_at < ${until} and type = any(${[...eventTypes]}::text[])
      on conflict (endpoint_id, message_id) do update set state = 'pending', attempts = 0, next_attempt_at = ${at}
      where d.state in ('given-up', 'missed') or (${alsoDelivered} and d.state = 'delivered')`;
    return replayed.count;
  },
});
