import { SessionsReportedSchema } from "@beacom/proto/radius/v1/radius";
import type { SessionChange } from "#application/accounting-batch";

export const sessionsReportedType = SessionsReportedSchema.typeName;
export const sessionsReportedKey = "sessions";

/** An event stays small enough to be read at once by whoever follows. */
const mostInEvent = 200;

/**
 * What followers learn from a commit: one event for all of it. Its JSON is written by hand, because the general encoder would be the largest
 * part of an interim's cost; a test holds it against that encoder.
 */
export function sessionsReported(changes: readonly Pick<SessionChange, "session" | "told">[]): string[] {
  const reports: string[] = [];
  // Many of a batch came in within one millisecond.
  let reportedAtMs = Number.NaN;
  let reportedAt = "";
  for (const { session, told } of changes) {
    // Nobody is charged for a session whose username nobody has.
    if (!told || session.customerId === undefined) continue;
    if (session.lastReportAtMs !== reportedAtMs) {
      reportedAtMs = session.lastReportAtMs;
      reportedAt = new Date(reportedAtMs).toISOString();
    }
    const ended = session.end ? `,"endedAt":"${new Date(session.end.atMs).toISOString()}"` : "";
    const down = session.down.total > 0n ? `,"octetsDown":"${session.down.total}"` : "";
    const up = session.up.total > 0n ? `,"octetsUp":"${session.up.total}"` : "";
    reports.push(
      `{"sessionId":"${session.sessionId}","customerId":${JSON.stringify(session.customerId)},"startedAt":"${new Date(session.startedAtMs).toISOString()}","reportedAt":"${reportedAt}"${ended}${down}${up}}`,
    );
  }
  const events: string[] = [];
  for (let from = 0; from < reports.length; from += mostInEvent) {
    events.push(`{"reports":[${reports.slice(from, from + mostInEvent).join(",")}]}`);
  }
  return events;
}
