import { ok, type Result, refuse } from "@beacom/result";
import type { Approval, ApprovalEvent, ApprovalState } from "#domain/approvals/approval";
import { type ApprovalPolicy, limitOf } from "#domain/approvals/approval-policy";
import { stakeOf } from "#domain/approvals/change";

type NotOpen =
  | { readonly kind: "proposal-unknown" }
  | { readonly kind: "proposal-not-open"; readonly state: Exclude<ApprovalState, "proposed"> };
export type ApproveRefusal =
  | NotOpen
  | { readonly kind: "proposer-cannot-approve" | "not-permitted" }
  | { readonly kind: "over-approver-limit"; readonly limitCents: bigint };
export type DeclineRefusal = NotOpen | { readonly kind: "proposer-cannot-decline" | "not-permitted" };
export type WithdrawRefusal = NotOpen | { readonly kind: "proposed-by-another" };
export type Decider = { readonly by: string; readonly role: string; readonly at: Date };

/** Never by the one who proposed it. The change itself is made in the same command, or this is not. */
export function decideApprove(
  approval: Approval | undefined,
  policy: ApprovalPolicy,
  { by, role, at }: Decider,
): Result<readonly ApprovalEvent[], ApproveRefusal> {
  const open = openAt(approval, at);
  if (!open.ok) return open;
  const { proposedBy, change } = open.value;
  if (proposedBy === by) return refuse({ kind: "proposer-cannot-approve" });
  const limitCents = limitOf(policy, role, change.kind)?.approveCents ?? null;
  if (limitCents === null) return refuse({ kind: "not-permitted" });
  if (stakeOf(change) > limitCents) return refuse({ kind: "over-approver-limit", limitCents });
  return ok([{ type: "ChangeApproved", by, role, at }]);
}

export function decideDecline(
  approval: Approval | undefined,
  policy: ApprovalPolicy,
  { by, role, at }: Decider,
): Result<readonly ApprovalEvent[], DeclineRefusal> {
  const open = openAt(approval, at);
  if (!open.ok) return open;
  if (open.value.proposedBy === by) return refuse({ kind: "proposer-cannot-decline" });
  const limit = limitOf(policy, role, open.value.change.kind);
  if (!limit || limit.approveCents === null) return refuse({ kind: "not-permitted" });
  return ok([{ type: "ChangeDeclined", by, at }]);
}

/** By the one who proposed it, and nobody else. */
export function decideWithdraw(
  approval: Approval | undefined,
  { by, at }: Omit<Decider, "role">,
): Result<readonly ApprovalEvent[], WithdrawRefusal> {
  const open = openAt(approval, at);
  if (!open.ok) return open;
  if (open.value.proposedBy !== by) return refuse({ kind: "proposed-by-another" });
  return ok([{ type: "ChangeWithdrawn", by, at }]);
}

/** Time alone ends it, whether or not it was written down yet; nothing if it is open still or was decided. */
export function lapseOf(approval: Approval | undefined, at: Date): readonly ApprovalEvent[] {
  return approval?.state === "proposed" && at >= approval.expiresAt ? [{ type: "ProposalLapsed", at }] : [];
}

function openAt(approval: Approval | undefined, at: Date): Result<Approval, NotOpen> {
  if (!approval) return refuse({ kind: "proposal-unknown" });
  if (approval.state !== "proposed") return refuse({ kind: "proposal-not-open", state: approval.state });
  if (at >= approval.expiresAt) return refuse({ kind: "proposal-not-open", state: "expired" });
  return ok(approval);
}
