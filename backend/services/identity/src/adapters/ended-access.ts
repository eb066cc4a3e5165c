import { type FollowedEvent, read } from "@beacom/outbox";
import type { Sql } from "@beacom/postgres";
import { AccessEndedSchema } from "@beacom/proto/identity/v1/team";

/** Longer than an access token lives. */
const withinMinutes = 20;

/** Whose access tokens have been called back, as it was told to those who follow. */
export async function endedAccess(sql: Sql, at: Date): Promise<{ personId: string; sessionId: string; at: Date }[]> {
  const since = new Date(at.getTime() - withinMinutes * 60_000);
  const events = await sql<FollowedEvent[]>`
    select position, type, key, at, json, traceparent from outbox
    where type = ${AccessEndedSchema.typeName} and at > ${since} order by position`;
  return events.flatMap((event) => {
    const ended = read(AccessEndedSchema, event);
    return ended ? [{ personId: ended.personId, sessionId: ended.sessionId, at: event.at }] : [];
  });
}
