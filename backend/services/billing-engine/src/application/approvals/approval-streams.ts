import type { StreamKind, StreamOf } from "#application/streams";
import { type Approval, type ApprovalEvent, approvalAfter } from "#domain/approvals/approval";
import { type AllowanceUsed, allowanceAfter, type StaffAllowance } from "#domain/approvals/staff-allowance";

export const approvals: StreamKind<Approval, ApprovalEvent> = { name: "approval", fold: approvalAfter };
export const approvalStream = (approvalId: string): StreamOf<Approval, ApprovalEvent> => ({
  kind: approvals,
  id: approvalId,
});

export const staffAllowances: StreamKind<StaffAllowance, AllowanceUsed> = {
  name: "staff-allowance",
  fold: allowanceAfter,
};
export const allowanceStream = (staffId: string): StreamOf<StaffAllowance, AllowanceUsed> => ({
  kind: staffAllowances,
  id: staffId,
});
