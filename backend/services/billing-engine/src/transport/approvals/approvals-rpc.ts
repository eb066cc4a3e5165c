import type { Currency } from "@beacom/money";
import type { ApprovalService } from "@beacom/proto/billing/v1/approvals";
import { requirePermission } from "@beacom/runtime";
import type { Clock } from "@beacom/time";
import type { ServiceImpl } from "@connectrpc/connect";
import type {
  ApproveChangeUseCase,
  DeclineChangeUseCase,
  WithdrawChangeUseCase,
} from "#application/approvals/decide-on-proposal";
import type { ProposeChangeUseCase } from "#application/approvals/propose-change";
import type { ApprovalViews } from "#application/approvals/views";
import { changeAsked } from "#transport/approvals/change-asked";
import { idAsked, noteAsked, pageSize } from "#transport/asked";
import { refusalsIn, refusedAs } from "#transport/refusals";
import { staffOf } from "#transport/who-asks";
import { approvalMessage } from "#wire/approvals-wire";

/** Who proposes and who approves is who calls: nobody is a second person by naming one. */
export function approvalsRpc({
  approvals,
  currency,
  clock,
}: {
  readonly approvals: {
    readonly views: ApprovalViews;
    readonly propose: ProposeChangeUseCase;
    readonly approve: ApproveChangeUseCase;
    readonly decline: DeclineChangeUseCase;
    readonly withdraw: WithdrawChangeUseCase;
  };
  readonly currency: Currency;
  readonly clock: Clock;
}): ServiceImpl<typeof ApprovalService> {
  const { answered } = refusalsIn(currency);
  const { views } = approvals;
  return {
    async proposeChange(request, context) {
      const staff = staffOf(context, "approvals.decide");
      const { reasonCode, note, idempotencyKey } = request;
      const proposal = { request: changeAsked(request, currency), reasonCode, note: noteAsked(note), idempotencyKey };
      return approvalMessage(answered(await approvals.propose({ ...proposal, ...staff })));
    },
    async approveChange({ approvalId }, context) {
      const staff = staffOf(context, "approvals.decide");
      return approvalMessage(answered(await approvals.approve({ approvalId: idAsked(approvalId), ...staff })));
    },
    async declineChange({ approvalId }, context) {
      const staff = staffOf(context, "approvals.decide");
      return approvalMessage(answered(await approvals.decline({ approvalId: idAsked(approvalId), ...staff })));
    },
    async withdrawChange({ approvalId }, context) {
      const { staffId } = staffOf(context, "approvals.decide");
      return approvalMessage(answered(await approvals.withdraw({ approvalId: idAsked(approvalId), staffId })));
    },
    async getApproval({ approvalId }, context) {
      requirePermission(context, "approvals.read");
      const approval = await views.approval(idAsked(approvalId));
      if (!approval) throw refusedAs("proposal-unknown");
      return approvalMessage(approval);
    },
    async listOpenApprovals({ cursor, limit }, context) {
      requirePermission(context, "approvals.read");
      const page = await views.open({ at: clock(), cursor, limit: pageSize(limit) });
      if (!page) throw refusedAs("cursor-unknown");
      return { approvals: page.rows.map(approvalMessage), page: { nextCursor: page.nextCursor ?? "" } };
    },
    async listApprovalsOf({ subject, limit }, context) {
      requirePermission(context, "approvals.read");
      return { approvals: (await views.of(idAsked(subject), pageSize(limit))).map(approvalMessage) };
    },
  };
}
