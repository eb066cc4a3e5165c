import type { AuditEntry, FoundEntry } from "@beacom/audit-log";
import type { AuditEntrySchema, AuditFilter as FilterMessage } from "@beacom/proto/admin/v1/audit";
import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampDate, timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { AuditFilter } from "#application/audit";

/** What is empty does not narrow the search. */
export function filterOf(filter: FilterMessage | undefined): AuditFilter {
  if (!filter) return {};
  const { who, what, whomKind, whomId, from, until, why } = filter;
  const whom = { ...(whomKind !== "" && { kind: whomKind }), ...(whomId !== "" && { id: whomId }) };
  return {
    ...(who !== "" && { who }),
    ...(what !== "" && { what }),
    ...(whomKind + whomId !== "" && { whom }),
    ...(from && { from: timestampDate(from) }),
    ...(until && { until: timestampDate(until) }),
    ...(why !== "" && { why }),
  };
}

export function entryMessage({
  position,
  at,
  entry: text,
  hash,
}: FoundEntry): MessageInitShape<typeof AuditEntrySchema> {
  // Written by this service alone, and hashed: it has the form that `record` gave it.
  const entry = JSON.parse(text) as Omit<AuditEntry, "at">;
  const { source, who, what, whom, before, after, why, from, traceId } = entry;
  return {
    position,
    source,
    whoKind: who.kind,
    whoId: who.id,
    role: who.role,
    what,
    whomKind: whom.kind,
    whomId: whom.id,
    beforeJson: JSON.stringify(before),
    afterJson: JSON.stringify(after),
    why,
    address: from.address,
    userAgent: from.userAgent,
    at: timestampFromDate(at),
    traceId,
    hash,
  };
}
