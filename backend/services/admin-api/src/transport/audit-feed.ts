import type { AuditEntry, Json } from "@beacom/audit-log";
import { type FollowedEvent, read } from "@beacom/outbox";
import { type StaffActed, StaffActedSchema } from "@beacom/proto/identity/v1/staff";

/** What one event of a service's outbox says for the audit log: nothing, when nobody of the operator's did it. */
export function auditEntryOf(source: string, event: FollowedEvent): AuditEntry | undefined {
  const acted = read(StaffActedSchema, event);
  return acted && entryOf(source, event, acted);
}

const entryOf = (source: string, event: FollowedEvent, acted: StaffActed): AuditEntry => ({
  source,
  sourcePosition: `${event.position}`,
  who:
    acted.actorStaffId === ""
      ? { kind: "service", id: acted.actorService, role: "" }
      : { kind: "staff", id: acted.actorStaffId, role: acted.actorRole },
  what: acted.action,
  whom: { kind: acted.subjectKind, id: acted.subjectId },
  before: jsonOf(acted.beforeJson),
  after: jsonOf(acted.afterJson),
  why: acted.reason,
  from: { address: acted.address, userAgent: acted.userAgent },
  at: event.at,
  traceId: event.traceparent.split("-")[1] ?? "",
});

/** What does not read as JSON is kept as the text that it is: an entry is never left out because of its form. */
function jsonOf(text: string): Json {
  if (text === "") return null;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
