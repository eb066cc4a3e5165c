import { create, type DescMessage, type MessageInitShape, toJsonString } from "@bufbuild/protobuf";
import type { Tx } from "@beacom/postgres";

export type OutboxMessage = {
  /** The full name of the protobuf message. */
  type: string;
  /** What the order matters for: a customer, a session. */
  key: string;
  json: string;
  at: Date;
  /** W3C traceparent of the request that caused it. */
  traceparent?: string;
};

export function message<S extends DescMessage>(
  schema: S,
  key: string,
  value: MessageInitShape<S>,
  at: Date,
): OutboxMessage {
  return { type: schema.typeName, key, json: toJsonString(schema, create(schema, value)), at };
}

/**
 * Tells the followers, when the transaction commits. Writers take turns from here to their commit, so publish as the last
 * step of a transaction.
 */
export async function publish(tx: Tx, messages: readonly OutboxMessage[]): Promise<void> {
  if (messages.length === 0) return;
  await tx`
    insert into outbox (type, key, at, json, traceparent)
    select * from unnest(
      ${messages.map(({ type }) => type)}::text[],
      ${messages.map(({ key }) => key)}::text[],
      ${messages.map(({ at }) => at.toISOString())}::timestamptz[],
      ${messages.map(({ json }) => json)}::text[],
      ${messages.map(({ traceparent }) => traceparent ?? "")}::text[])`;
}
