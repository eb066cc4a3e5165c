import type { Change } from "#domain/approvals/change";

export type ChangeProposed = {
  readonly type: "ChangeProposed";
  readonly change: Change;
  readonly reasonCode: string;
  /** A salted SHA-256 of what the proposer wrote, which is kept apart and can be erased. */
  readonly noteCommitment: string;
  readonly proposalKey: string;
  readonly by: string;
  readonly role: string;
  readonly expiresAt: Date;
  readonly at: Date;
};
/** Within the limits of the one who proposed it: no second person was needed. */
export type ChangeMadeAlone = { readonly type: "ChangeMadeAlone"; readonly by: string; readonly at: Date };
export type ChangeApproved = {
  readonly type: "ChangeApproved";
  readonly by: string;
  readonly role: string;
  readonly at: Date;
};
export type ChangeDeclined = { readonly type: "ChangeDeclined"; readonly by: string; readonly at: Date };
export type ChangeWithdrawn = { readonly type: "ChangeWithdrawn"; readonly by: string; readonly at: Date };
export type ProposalLapsed = { readonly type: "ProposalLapsed"; readonly at: Date };
export type AdjustmentReversed = {
  readonly type: "AdjustmentReversed";
  /** The approval of the opposite adjustment. */
  readonly reversalId: string;
  readonly at: Date;
};
export type ApprovalEvent =
  | ChangeProposed
  | ChangeMadeAlone
  | ChangeApproved
  | ChangeDeclined
  | ChangeWithdrawn
  | ProposalLapsed
  | AdjustmentReversed;

export type ApprovalState = "proposed" | "made" | "declined" | "withdrawn" | "expired";
export type Approval = {
  readonly change: Change;
  readonly proposedBy: string;
  readonly proposedAt: Date;
  readonly expiresAt: Date;
  readonly state: ApprovalState;
  /** Who approved, declined or withdrew it, or made it alone; null while it is open, and when it lapsed. */
  readonly decidedBy: string | null;
  /** The approval with which an adjustment was taken back; null if it was not. */
  readonly reversalId: string | null;
};

export function approvalAfter(approval: Approval | undefined, events: readonly ApprovalEvent[]): Approval | undefined {
  let now = approval;
  for (const event of events) {
    if (event.type === "ChangeProposed") now = proposed(event);
    else if (now) now = changed(now, event);
    else throw new Error(`${event.type} happened to a change that nobody proposed`);
  }
  return now;
}

const proposed = ({ change, by, at, expiresAt }: ChangeProposed): Approval => ({
  change,
  proposedBy: by,
  proposedAt: at,
  expiresAt,
  state: "proposed",
  decidedBy: null,
  reversalId: null,
});

function changed(approval: Approval, event: Exclude<ApprovalEvent, ChangeProposed>): Approval {
  switch (event.type) {
    case "ChangeMadeAlone":
    case "ChangeApproved":
      return { ...approval, state: "made", decidedBy: event.by };
    case "ChangeDeclined":
      return { ...approval, state: "declined", decidedBy: event.by };
    case "ChangeWithdrawn":
      return { ...approval, state: "withdrawn", decidedBy: event.by };
    case "ProposalLapsed":
      return { ...approval, state: "expired" };
    case "AdjustmentReversed":
      return { ...approval, reversalId: event.reversalId };
    default:
      return event satisfies never;
  }
}
