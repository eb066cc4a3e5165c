import { projectApprovals } from "#adapters/approvals/project-approvals";
import { storedAllowanceEvents, storedApprovalEvents } from "#adapters/approvals/stored-approvals";
import type { StoredKind } from "#adapters/stored-kind";
import { approvals, staffAllowances } from "#application/approvals/approval-streams";
import type { Approval, ApprovalEvent } from "#domain/approvals/approval";
import type { AllowanceUsed, StaffAllowance } from "#domain/approvals/staff-allowance";

export const approvalKind: StoredKind<Approval, ApprovalEvent> = {
  kind: approvals,
  ...storedApprovalEvents,
  tables: { approvals: ["approval_id"] },
  project: projectApprovals,
};
export const staffAllowanceKind: StoredKind<StaffAllowance, AllowanceUsed> = {
  kind: staffAllowances,
  ...storedAllowanceEvents,
  tables: {},
  // Read by its own command only.
  project: () => Promise.resolve(),
};
