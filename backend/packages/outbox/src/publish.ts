import type { DescMessage, MessageInitShape } from "@bufbuild/protobuf";
import { arrayLiteral, type Tx } from "@beacom/postgres";
import { protobufJson } from "#protobuf-json";

export type OutboxMessage = {
  /** The full name of the protobuf message. */
  type: string;
  /** What the order matters for: a customer, a session. */
  key: string;
  /** On one line: a list of lines is written and read several times as fast as an array of text full of quotes. */
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
  return { type: schema.typeName, key, json: protobufJson(schema, value), at };
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
      ${arrayLiteral(messages.map(({ type }) => type))}::text[],
      ${arrayLiteral(messages.map(({ key }) => key))}::text[],
      ${arrayLiteral(messages.map(({ at }) => at))}::timestamptz[],
      string_to_array(${messages.map(({ json }) => json).join("\n")}, E'\n'),
      ${arrayLiteral(messages.map(({ traceparent }) => traceparent ?? ""))}::text[])`;
}
