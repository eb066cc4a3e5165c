import { ok, type Result, refuse } from "@beacom/result";
import type { Approval, ApprovalEvent } from "#domain/approvals/approval";
import type { ChangeOf } from "#domain/approvals/change";

export type ReverseRefusal = {
  readonly kind: "adjustment-unknown" | "adjustment-not-made" | "adjustment-reversed-before";
};

/** The change that takes an adjustment back: the opposite amount, once. */
export function reversalOf(
  adjustmentId: string,
  original: Approval | undefined,
): Result<ChangeOf<"reverse-adjustment">, ReverseRefusal> {
  if (original?.change.kind !== "adjust-wallet") return refuse({ kind: "adjustment-unknown" });
  if (original.state !== "made") return refuse({ kind: "adjustment-not-made" });
  if (original.reversalId !== null) return refuse({ kind: "adjustment-reversed-before" });
  const { customerId, amountCents, currency } = original.change;
  return ok({ kind: "reverse-adjustment", adjustmentId, customerId, amountCents: -amountCents, currency });
}

/** Written into the history of the adjustment by the command that makes the reversal. */
export function decideReversed(
  change: ChangeOf<"reverse-adjustment">,
  original: Approval | undefined,
  { reversalId, at }: { readonly reversalId: string; readonly at: Date },
): Result<readonly ApprovalEvent[], ReverseRefusal> {
  const reversal = reversalOf(change.adjustmentId, original);
  return reversal.ok ? ok([{ type: "AdjustmentReversed", reversalId, at }]) : reversal;
}
