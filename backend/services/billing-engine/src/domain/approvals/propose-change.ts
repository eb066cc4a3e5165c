import { ok, type Result, refuse } from "@beacom/result";
import type { Approval, ApprovalEvent } from "#domain/approvals/approval";
import { type ApprovalPolicy, limitOf } from "#domain/approvals/approval-policy";
import { type Change, stakeOf } from "#domain/approvals/change";
import { type AllowanceUsed, type StaffAllowance, usedOn } from "#domain/approvals/staff-allowance";

export type ProposeChange = {
  readonly approvalId: string;
  readonly change: Change;
  readonly reasonCode: string;
  readonly noteCommitment: string;
  readonly proposalKey: string;
  readonly by: string;
  readonly role: string;
  readonly day: string;
  readonly at: Date;
};
export type ProposeRefusal =
  | { readonly kind: "not-permitted" | "reason-unknown" | "nothing-to-change" }
  | { readonly kind: "over-ceiling"; readonly ceilingCents: bigint };

/** What is proposed, and whether it is made at once because one person is enough. */
export type Proposed = {
  readonly approval: readonly ApprovalEvent[];
  readonly allowance: readonly AllowanceUsed[];
  readonly isMade: boolean;
};

export function decidePropose(
  states: { readonly approval: Approval | undefined; readonly allowance: StaffAllowance | undefined },
  policy: ApprovalPolicy,
  command: ProposeChange,
): Result<Proposed, ProposeRefusal> {
  if (states.approval) return ok({ approval: [], allowance: [], isMade: false });
  const { approvalId, day, ...proposal } = command;
  const { change, by, role, at } = command;
  const limit = limitOf(policy, role, change.kind);
  if (!limit) return refuse({ kind: "not-permitted" });
  if (!policy.reasonCodes.includes(command.reasonCode)) return refuse({ kind: "reason-unknown" });
  const stakeCents = stakeOf(change);
  // A credit limit of nothing is a change; an adjustment by nothing is none.
  if (stakeCents === 0n && change.kind !== "set-credit-limit") return refuse({ kind: "nothing-to-change" });
  const ceilingCents = policy.ceilingCents[change.kind];
  if (stakeCents > ceilingCents) return refuse({ kind: "over-ceiling", ceilingCents });
  const usedCents = usedOn(states.allowance, day) + stakeCents;
  const isMade = stakeCents > 0n && stakeCents <= limit.aloneCents && usedCents <= limit.alonePerDayCents;
  const expiresAt = new Date(at.getTime() + policy.validSeconds * 1000);
  const proposed: ApprovalEvent = { type: "ChangeProposed", ...proposal, expiresAt };
  if (!isMade) return ok({ approval: [proposed], allowance: [], isMade });
  return ok({
    approval: [proposed, { type: "ChangeMadeAlone", by, at }],
    allowance: [{ type: "AllowanceUsed", approvalId, cents: stakeCents, day, at }],
    isMade,
  });
}
