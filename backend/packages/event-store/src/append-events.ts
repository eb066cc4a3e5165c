import type { Sql, Tx } from "@beacom/postgres";
import type { BatchPlan } from "#plan-batch";

/** Sends a batch to the database's own append_events, now and not when it is awaited. */
export function appendEvents(sql: Sql | Tx, { before, events, carriedOut, assumed }: BatchPlan): Promise<unknown> {
  return sql`select append_events(
    ${before.position}, ${before.hash},
    ${textArray([...assumed.keys()])}::text[], ${array([...assumed.values()])}::integer[],
    ${textArray(events.map(({ stream }) => stream))}::text[],
    ${array(events.map(({ version }) => version))}::integer[],
    ${textArray(events.map(({ type }) => type))}::text[],
    ${array(events.map(({ form }) => form))}::smallint[],
    ${events.map(({ data }) => data).join("\n")},
    ${array(events.map(({ at }) => at.getTime()))}::bigint[],
    ${array(events.map(({ hash }) => hash))}::text[],
    ${textArray([...carriedOut.keys()])}::text[], ${array([...carriedOut.values()])}::bigint[])`.execute();
}

/** It found another last event, or another version of a stream, than the batch was planned on. */
export const isOutdated = (error: unknown): boolean =>
  typeof error === "object" && error !== null && "code" in error && error.code === "BE001";

/** Arrays as PostgreSQL reads them, made in one go: the driver takes several times as long. */
const array = (plain: readonly (number | bigint | string)[]): string => `{${plain.join(",")}}`;
const textArray = (texts: readonly string[]): string => array(texts.map(element));

function element(text: string): string {
  return special.test(text) ? `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"` : `"${text}"`;
}
const special = /["\\]/;
