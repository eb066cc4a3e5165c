import type { AuditEntry } from "#entry";

export const sampleEntry = (n: number, changed: Partial<AuditEntry> = {}): AuditEntry => ({
  source: "billing-engine",
  sourcePosition: `${n}`,
  who: { kind: "staff", id: "stf_thandi", role: "finance" },
  what: "wallet.adjusted",
  whom: { kind: "customer", id: `cus_${n}` },
  before: { balanceCents: "5000" },
  after: { balanceCents: "7500" },
  why: "the tower was down for two days",
  from: { address: "192.0.2.7", userAgent: "beacom-admin" },
  at: new Date(Date.UTC(2026, 0, 5, 8, 0, n, 123)),
  traceId: "0af7651916cd43dd8448eb211c80319c",
  ...changed,
});
