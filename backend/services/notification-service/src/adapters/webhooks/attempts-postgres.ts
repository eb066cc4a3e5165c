import type { Tx } from "@beacom/postgres";
import { missPending } from "#adapters/webhooks/endpoints-postgres";
import { outgoingIn } from "#adapters/webhooks/outgoing-postgres";
import { tellIn } from "#adapters/webhooks/staff-acted-outbox";
import type { AttemptRecords } from "#application/webhooks/ports";

type EndpointStanding = { failing_since: Date | null; last_failure_at: Date | null; disabled_at: Date | null };

export const attemptRecordsIn = (tx: Tx): AttemptRecords => ({
  async hold({ endpointId, messageId }) {
    // The endpoint first, as everybody does who holds both. Without a wait between them: this happens for each attempt.
    const [[endpoint], [delivery]] = await Promise.all([
      tx<EndpointStanding[]>`
        select failing_since, last_failure_at, disabled_at from webhook_endpoints
        where endpoint_id = ${endpointId} for no key update`,
      tx<{ attempts: number }[]>`
        select attempts from webhook_deliveries
        where endpoint_id = ${endpointId} and message_id = ${messageId} for no key update`,
    ]);
    if (!endpoint || !delivery) return undefined;
    const { failing_since: since, last_failure_at: last } = endpoint;
    return { ...delivery, failing: since && { since, last: last ?? since }, enabled: endpoint.disabled_at === null };
  },
  async save({ endpointId, messageId, claimedUntil }, { attempts, at, after, outcome, durationMs, text }) {
    const { kind, status } = outcome;
    const { delivery, failing } = after;
    const next = delivery.state === "pending" ? delivery.nextAttemptAt : null;
    await Promise.all([
      tx`
        insert into webhook_attempts (endpoint_id, message_id, at, duration_ms, outcome, status, answer)
        values (${endpointId}, ${messageId}, ${at}, ${durationMs}, ${kind}, ${status}, ${text})`,
      // It is another's when it was replayed, or claimed again, meanwhile. One that was missed meanwhile may still have arrived.
      tx`
        update webhook_deliveries set state = ${delivery.state}, attempts = ${attempts}, next_attempt_at = ${next},
          last_outcome = ${kind}, last_status = ${status}
        where endpoint_id = ${endpointId} and message_id = ${messageId}
          and ((state = 'pending' and next_attempt_at = ${claimedUntil})
            or (state = 'missed' and ${delivery.state} = 'delivered'))`,
      tx`
        update webhook_endpoints
        set failing_since = ${failing?.since ?? null}, last_failure_at = ${failing?.last ?? null}
        where endpoint_id = ${endpointId} and (failing_since is not null or ${failing !== null})`,
    ]);
  },
  async disable(endpointId, reason, at) {
    await tx`
      update webhook_endpoints set disabled_reason = ${reason}, disabled_at = ${at}
      where endpoint_id = ${endpointId}`;
    await missPending(tx, endpointId);
  },
  outgoing: outgoingIn(tx),
  tell: tellIn(tx),
});
