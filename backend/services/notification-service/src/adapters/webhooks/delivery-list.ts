import type { Sql } from "@beacom/postgres";
import type { DeliveryKey } from "#application/webhooks/ports";

export type ListedDelivery = DeliveryKey & {
  type: string;
  state: string;
  attempts: number;
  nextAttemptAt: Date | null;
  lastOutcome: string;
  lastStatus: number;
  createdAt: Date;
};
export type ListedAttempt = { at: Date; durationMs: number; outcome: string; status: number; answer: string };
export type DeliveriesWanted = {
  endpointId: string;
  /** Empty: all. */
  state: string;
  /** Empty: all. */
  type: string;
  /** Those after this one, which the page before ended with. */
  after: { createdAt: Date; messageId: string } | null;
  limit: number;
};

/** Newest first. */
export function listDeliveries(sql: Sql, wanted: DeliveriesWanted): Promise<ListedDelivery[]> {
  const { endpointId, state, type, after, limit } = wanted;
  return sql<ListedDelivery[]>`
    select ${columns(sql)} from webhook_deliveries
    where endpoint_id = ${endpointId}
      ${state === "" ? sql`` : sql`and state = ${state}`}
      ${type === "" ? sql`` : sql`and type = ${type}`}
      ${after === null ? sql`` : sql`and (created_at, message_id) < (${after.createdAt}, ${after.messageId})`}
    order by created_at desc, message_id desc limit ${limit}`;
}

export async function deliveryDetails(
  sql: Sql,
  { endpointId, messageId }: DeliveryKey,
): Promise<{ delivery: ListedDelivery; body: string; attempts: ListedAttempt[] } | undefined> {
  const [row] = await sql<(ListedDelivery & { body: string })[]>`
    select ${columns(sql)}, (select body from webhook_messages m where m.message_id = d.message_id) as body
    from webhook_deliveries d where endpoint_id = ${endpointId} and message_id = ${messageId}`;
  if (!row) return undefined;
  const attempts = await sql<ListedAttempt[]>`
    select at, duration_ms as "durationMs", outcome, status, answer from webhook_attempts
    where endpoint_id = ${endpointId} and message_id = ${messageId} order by number`;
  const { body, ...delivery } = row;
  return { delivery, body, attempts };
}

const columns = (sql: Sql) => sql`
  endpoint_id as "endpointId", message_id as "messageId", type, state, attempts, next_attempt_at as "nextAttemptAt",
  last_outcome as "lastOutcome", last_status as "lastStatus", created_at as "createdAt"`;
