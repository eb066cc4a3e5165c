import type { ApprovalEvent, ChangeProposed } from "#domain/approvals/approval";

/** Checks an approval's history: proposed once, decided once, in time, and never approved by who proposed it. */
export function approvalAuditOf(approvalId: string): { readonly see: (event: ApprovalEvent) => string[] } {
  let proposed: ChangeProposed | undefined;
  let decided = false;
  let reversed = false;
  return {
    see(event) {
      const problems: string[] = [];
      if (event.type === "ChangeProposed") {
        if (proposed) problems.push("was proposed twice");
        proposed = event;
      } else if (!proposed) problems.push(`${event.type} and nobody proposed it`);
      else if (event.type === "AdjustmentReversed") {
        if (reversed) problems.push("was reversed twice");
        reversed = true;
      } else {
        if (decided) problems.push(`${event.type} after it was decided`);
        decided = true;
        if (event.type === "ChangeApproved" && event.by === proposed.by)
          problems.push("was approved by who proposed it");
        if (event.type === "ChangeMadeAlone" && event.by !== proposed.by) problems.push("was made alone by another");
        if (event.type === "ChangeApproved" && event.at >= proposed.expiresAt) problems.push("was approved too late");
      }
      return problems.map((problem) => `${approvalId}: ${problem}`);
    },
  };
}
