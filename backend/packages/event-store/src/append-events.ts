import { arrayLiteral, type Sql, type Tx } from "@beacom/postgres";
import type { BatchPlan } from "#plan-batch";

/** Sends a batch to the database's own append_events, now and not when it is awaited. */
export function appendEvents(sql: Sql | Tx, { before, events, carriedOut, assumed }: BatchPlan): Promise<unknown> {
  return sql`select append_events(
    ${before.position}, ${before.hash},
    ${arrayLiteral([...assumed.keys()])}::text[], ${arrayLiteral([...assumed.values()])}::integer[],
    ${arrayLiteral(events.map(({ stream }) => stream))}::text[],
    ${arrayLiteral(events.map(({ version }) => version))}::integer[],
    ${arrayLiteral(events.map(({ type }) => type))}::text[],
    ${arrayLiteral(events.map(({ form }) => form))}::smallint[],
    ${events.map(({ data }) => data).join("\n")},
    ${arrayLiteral(events.map(({ at }) => at.getTime()))}::bigint[],
    ${arrayLiteral(events.map(({ hash }) => hash))}::text[],
    ${arrayLiteral([...carriedOut.keys()])}::text[], ${arrayLiteral([...carriedOut.values()])}::bigint[])`.execute();
}

/** It found another last event, or another version of a stream, than the batch was planned on. */
export const isOutdated = (error: unknown): boolean =>
  typeof error === "object" && error !== null && "code" in error && error.code === "BE001";
