import type { AuditService } from "@beacom/proto/admin/v1/audit";
import { requirePermission } from "@beacom/runtime";
import { Code, ConnectError, type ServiceImpl } from "@connectrpc/connect";
import type { AuditLog, ExportAudit, ExportFormat } from "#application/audit";
import { entryMessage, filterOf } from "#transport/audit-messages";
import { actOf } from "#transport/staff-acts";

const permission = "audit.read";
const [usualPage, longestPage] = [50, 500];

export const auditRpc = (log: AuditLog, exportAudit: ExportAudit): ServiceImpl<typeof AuditService> => ({
  async searchAudit({ filter, cursor, limit }, context) {
    requirePermission(context, permission);
    const before = positionOf(cursor);
    const page = { limit: Math.min(limit || usualPage, longestPage), ...(before !== undefined && { before }) };
    const { entries, next } = await log.search({ ...filterOf(filter), ...page });
    return { entries: entries.map(entryMessage), nextCursor: next === undefined ? "" : `${next}` };
  },
  async *exportAudit({ filter, format }, context) {
    const act = actOf(context, permission);
    for await (const text of exportAudit(filterOf(filter), formatOf(format), act)) yield { text };
  },
  async verifyAudit({ knownPosition, knownHash }, context) {
    requirePermission(context, permission);
    const report = await log.verify(knownPosition === 0n ? undefined : { position: knownPosition, hash: knownHash });
    return { ...report, firstBroken: report.firstBroken ?? 0n };
  },
});

function positionOf(cursor: string): bigint | undefined {
  if (cursor === "") return undefined;
  if (!/^[1-9]\d{0,17}$/.test(cursor)) throw new ConnectError("cursor-invalid", Code.InvalidArgument);
  return BigInt(cursor);
}

function formatOf(format: string): ExportFormat {
  if (format === "csv" || format === "jsonl") return format;
  throw new ConnectError("format-unknown", Code.InvalidArgument);
}
