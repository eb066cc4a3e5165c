export { type AuditEntry, type EntryRefusal, type Json, withSecretsHidden } from "#entry";
export { auditCsvHeader, auditCsvLine, auditJsonLine } from "#export-audit";
export { type Recorded, record } from "#record";
export { allAudit, type AuditPage, type AuditSearch, type FoundEntry, searchAudit } from "#search-audit";
export { type AuditReport, type KnownLink, verifyAudit } from "#verify-audit";

/** The SQL that the service which keeps the log applies before its own. */
export const auditLogMigrations: URL = new URL("../migrations/", import.meta.url);
