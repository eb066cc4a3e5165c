import type { AuditReport, KnownLink } from "@beacom/audit-log";
import type { AuditService } from "@beacom/proto/admin/v1/audit";
import { requirePermission } from "@beacom/runtime";
import type { ServiceImpl } from "@connectrpc/connect";

export type AuditUseCases = { verify(known: KnownLink | undefined): Promise<AuditReport> };

export const auditRpc = ({ verify }: AuditUseCases): Pick<ServiceImpl<typeof AuditService>, "verifyAudit"> => ({
  async verifyAudit({ knownPosition, knownHash }, context) {
    requirePermission(context, "audit.read");
    const report = await verify(knownPosition === 0n ? undefined : { position: knownPosition, hash: knownHash });
    return { ...report, firstBroken: report.firstBroken ?? 0n };
  },
});
