import type { ApprovalSchema } from "@beacom/proto/billing/v1/approvals";
import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { ApprovalView } from "#application/approvals/views";
import type { Change } from "#domain/approvals/change";
import { moneyMessage } from "#wire/billing-wire";

export const approvalMessage = (approval: ApprovalView): MessageInitShape<typeof ApprovalSchema> => {
  const { change } = approval;
  return {
    approvalId: approval.approvalId,
    kind: change.kind,
    subject: subjectOf(change),
    amount: moneyMessage(amountCentsOf(change), change.currency),
    stake: moneyMessage(approval.stakeCents, change.currency),
    reasonCode: approval.reasonCode,
    note: approval.note,
    proposedBy: approval.proposedBy,
    proposedAt: timestampFromDate(approval.proposedAt),
    expiresAt: timestampFromDate(approval.expiresAt),
    state: approval.state === "expired" ? "lapsed" : approval.state,
    decidedBy: approval.decidedBy ?? "",
    ...(approval.decidedAt && { decidedAt: timestampFromDate(approval.decidedAt) }),
    reversalId: approval.reversalId ?? "",
  };
};

export function subjectOf(change: Change): string {
  if (change.kind === "void-vouchers") return change.batchId;
  return change.kind === "set-credit-limit" ? change.resellerId : change.customerId;
}

function amountCentsOf(change: Change): bigint {
  switch (change.kind) {
    case "give-data":
      return change.worthCents;
    case "void-vouchers":
      return change.faceCents;
    case "set-credit-limit":
      return change.creditLimitCents;
    default:
      return change.amountCents;
  }
}
