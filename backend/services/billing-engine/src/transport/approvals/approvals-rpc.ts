import type { Currency } from "@beacom/money";
import type { ApprovalService } from "@beacom/proto/billing/v1/approvals";
import { isInScope, requirePermission, requireScope } from "@beacom/runtime";
import type { Clock } from "@beacom/time";
import type { HandlerContext, ServiceImpl } from "@connectrpc/connect";
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
import { approvalMessage, subjectOf } from "#wire/approvals-wire";

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

  /** Whoever is there for some resellers decides on credit of theirs, and on nobody else's money. */
  async function inScope(context: HandlerContext, approvalId: string): Promise<string> {
    const approval = await views.approval(idAsked(approvalId));
    requireScope(context, "resellers", approval ? subjectOf(approval.change) : "");
    return approvalId;
  }

  return {
    async proposeChange(request, context) {
      const staff = staffOf(context, "approvals.decide");
      const { change } = request;
      requireScope(context, "resellers", change.case === "setCreditLimit" ? change.value.resellerId : "");
      const { reasonCode, note, idempotencyKey } = request;
      const proposal = { request: changeAsked(request, currency), reasonCode, note: noteAsked(note), idempotencyKey };
      return approvalMessage(answered(await approvals.propose({ ...proposal, ...staff })));
    },
    async approveChange({ approvalId }, context) {
      const staff = staffOf(context, "approvals.decide");
      return approvalMessage(
        answered(await approvals.approve({ approvalId: await inScope(context, approvalId), ...staff })),
      );
    },
    async declineChange({ approvalId }, context) {
      const staff = staffOf(context, "approvals.decide");
      return approvalMessage(
        answered(await approvals.decline({ approvalId: await inScope(context, approvalId), ...staff })),
      );
    },
    async withdrawChange({ approvalId }, context) {
      const { staffId } = staffOf(context, "approvals.decide");
      return approvalMessage(
        answered(await approvals.withdraw({ approvalId: await inScope(context, approvalId), staffId })),
      );
    },
    async getApproval({ approvalId }, context) {
      requirePermission(context, "approvals.read");
      const approval = await views.approval(idAsked(approvalId));
      if (!approval) throw refusedAs("proposal-unknown");
      requireScope(context, "resellers", subjectOf(approval.change));
      return approvalMessage(approval);
    },
    async listOpenApprovals({ cursor, limit }, context) {
      requirePermission(context, "approvals.read");
      const page = await views.open({ at: clock(), cursor, limit: pageSize(limit) });
      if (!page) throw refusedAs("cursor-unknown");
      const seen = page.rows.filter(({ change }) => isInScope(context, "resellers", subjectOf(change)));
      return { approvals: seen.map(approvalMessage), page: { nextCursor: page.nextCursor ?? "" } };
    },
    async listApprovalsOf({ subject, limit }, context) {
      requirePermission(context, "approvals.read");
      requireScope(context, "resellers", subject);
      return { approvals: (await views.of(idAsked(subject), pageSize(limit))).map(approvalMessage) };
    },
  };
}
