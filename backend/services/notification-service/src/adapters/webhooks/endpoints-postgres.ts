import type { Tx } from "@beacom/postgres";
import { endpointColumns, endpointOf, type EndpointRow } from "#adapters/webhooks/endpoint-rows";
import type { Endpoints } from "#application/webhooks/ports";

export const endpointsIn = (tx: Tx): Endpoints => ({
  async add({ endpointId, url, description, eventTypes, createdAt }, sealedSecret, idempotencyKey) {
    // One after the other: each must see how many there are.
    await tx`select pg_advisory_xact_lock(hashtextextended('webhook-endpoints', 0))`;
    const [row] = await tx<EndpointRow[]>`
      insert into webhook_endpoints
        (endpoint_id, url, description, event_types, sealed_secret, idempotency_key, created_at)
      values (${endpointId}, ${url}, ${description}, ${[...eventTypes]}::text[], ${Buffer.from(sealedSecret)},
        ${idempotencyKey}, ${createdAt})
      on conflict (idempotency_key) do nothing returning ${endpointColumns(tx)}`;
    return row && endpointOf(row);
  },
  async byKey(idempotencyKey) {
    const [row] = await tx<EndpointRow[]>`
      select ${endpointColumns(tx)} from webhook_endpoints where idempotency_key = ${idempotencyKey}`;
    return row && endpointOf(row);
  },
  async hold(endpointId) {
    const [row] = await tx<EndpointRow[]>`
      select ${endpointColumns(tx)} from webhook_endpoints where endpoint_id = ${endpointId} for no key update`;
    return row && endpointOf(row);
  },
  async save({ endpointId, url, description, eventTypes, disabled }) {
    // Who enables it again gives it five days anew.
    await tx`
      update webhook_endpoints set url = ${url}, description = ${description}, event_types = ${[...eventTypes]}::text[],
        disabled_reason = ${disabled?.reason ?? null}, disabled_at = ${disabled?.at ?? null},
        failing_since = case when disabled_at is null then failing_since end
      where endpoint_id = ${endpointId}`;
  },
  async saveSecret(endpointId, sealedSecret, previousUntil) {
    await tx`
      update webhook_endpoints set sealed_secret = ${Buffer.from(sealedSecret)}, previous_secret_until = ${previousUntil},
        sealed_previous_secret = case when ${previousUntil}::timestamptz is null then null else sealed_secret end
      where endpoint_id = ${endpointId}`;
  },
  async remove(endpointId) {
    await tx`delete from webhook_endpoints where endpoint_id = ${endpointId}`;
  },
  miss: (endpointId) => missPending(tx, endpointId),
});

/** What is pending for an endpoint that is disabled is missed, like what comes after it. */
export async function missPending(tx: Tx, endpointId: string): Promise<void> {
  await tx`
    update webhook_deliveries set state = 'missed', next_attempt_at = null
    where endpoint_id = ${endpointId} and state = 'pending'`;
}
