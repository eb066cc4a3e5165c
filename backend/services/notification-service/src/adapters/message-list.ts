import type { Sql } from "@beacom/postgres";
import type { Message } from "#application/ports";

/** Messages, newest first. */
export function listMessages(
  sql: Sql,
  wanted: { customerId: string; to: string; limit: number },
): Promise<Omit<Message, "cause">[]> {
  const { customerId, to, limit } = wanted;
  return sql<Omit<Message, "cause">[]>`
    select message_id as "messageId", customer_id as "customerId", channel, "to", text, kind, created_at as "createdAt"
    from messages
    where true
      ${customerId === "" ? sql`` : sql`and customer_id = ${customerId}`}
      ${to === "" ? sql`` : sql`and "to" = ${to}`}
    order by created_at desc, number desc limit ${limit}`;
}
