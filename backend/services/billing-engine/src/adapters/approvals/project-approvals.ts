import type { Tx } from "@beacom/postgres";
import { changeShape } from "#adapters/approvals/stored-approvals";
import type { Fact } from "#adapters/stored-kind";
import type { ApprovalEvent, ChangeProposed } from "#domain/approvals/approval";
import { type Change, stakeOf } from "#domain/approvals/change";

/** Decisions of people: one event after the other. */
export async function projectApprovals(tx: Tx, facts: readonly Fact<ApprovalEvent>[]): Promise<void> {
  for (const { id, event } of facts) {
    if (event.type === "ChangeProposed") await propose(tx, id, event);
    else if (event.type === "AdjustmentReversed")
      await tx`update approvals set reversal_id = ${event.reversalId} where approval_id = ${id}`;
    else
      await tx`
        update approvals set state = ${stateAfter[event.type]}, decided_at = ${event.at},
          decided_by = ${"by" in event ? event.by : null}
        where approval_id = ${id}`;
  }
}

const stateAfter = {
  ChangeMadeAlone: "made",
  ChangeApproved: "made",
  ChangeDeclined: "declined",
  ChangeWithdrawn: "withdrawn",
  ProposalLapsed: "expired",
} as const;

async function propose(tx: Tx, approvalId: string, event: ChangeProposed): Promise<void> {
  const { change } = event;
  await tx`
    insert into approvals (approval_id, kind, subject, change, stake_cents, currency, reason_code, proposal_key,
      proposed_by, proposed_at, expires_at, state)
    values (${approvalId}, ${change.kind}, ${subjectOf(change)}, ${JSON.stringify(changeShape.write(change))},
      ${stakeOf(change)}, ${change.currency}, ${event.reasonCode}, ${event.proposalKey}, ${event.by}, ${event.at},
      ${event.expiresAt}, 'proposed')`;
}

export function subjectOf(change: Change): string {
  if (change.kind === "void-vouchers") return change.batchId;
  return change.kind === "set-credit-limit" ? change.resellerId : change.customerId;
}
