import {
  type AuditEntry,
  type AuditPage,
  type AuditReport,
  type AuditSearch,
  auditCsvHeader,
  auditCsvLine,
  auditJsonLine,
  type FoundEntry,
  type KnownLink,
} from "@beacom/audit-log";
import type { Act, Tell } from "#application/act";

export type AuditFilter = Omit<AuditSearch, "before" | "limit">;
export type ExportFormat = "csv" | "jsonl";

/** The log as it is read. */
export type AuditLog = {
  readonly search: (search: AuditSearch) => Promise<AuditPage>;
  readonly all: (filter: AuditFilter) => AsyncIterable<FoundEntry[]>;
  readonly verify: (known: KnownLink | undefined) => Promise<AuditReport>;
};

type Ports = {
  readonly log: Pick<AuditLog, "all">;
  /** Writes an entry in a transaction of its own. */
  readonly tell: Tell;
  readonly newEntryId: () => string;
  readonly clock: () => Date;
};

export type ExportAudit = (filter: AuditFilter, format: ExportFormat, act: Act) => AsyncIterable<string>;

/** Who takes the log out of the house is in it, before the first line leaves. */
export const exportAuditWith = ({ log, tell, newEntryId, clock }: Ports): ExportAudit =>
  async function* (filter, format, act) {
    await tell({ ...exported(filter, format), act, entryId: newEntryId(), at: clock() });
    if (format === "csv") yield auditCsvHeader;
    const line = format === "csv" ? auditCsvLine : auditJsonLine;
    for await (const entries of log.all(filter)) yield entries.map(line).join("");
  };

function exported(
  filter: AuditFilter,
  format: ExportFormat,
): Pick<AuditEntry, "what" | "whom" | "before" | "after" | "why"> {
  const { from, until, whom, ...texts } = filter;
  const after = {
    format,
    ...texts,
    ...(whom?.kind !== undefined && { whomKind: whom.kind }),
    ...(whom?.id !== undefined && { whomId: whom.id }),
    ...(from && { from: from.toISOString() }),
    ...(until && { until: until.toISOString() }),
  };
  return { what: "audit.exported", whom: { kind: "audit", id: "" }, before: null, after, why: "" };
}
