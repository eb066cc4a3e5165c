import { ok, type Result, refuse } from "@beacom/result";
import { mostOfAnything } from "#domain/quantity";
import type { Reseller } from "#domain/resellers/reseller";
import type { CreditLimitSet, ResellerEvent } from "#domain/resellers/reseller-event";

type Unknown = { readonly kind: "reseller-unknown" };

/** Sells nothing from now on; what it sold stays sold, and what it paid in stays its own. */
export function decideSuspend(
  reseller: Reseller | undefined,
  { reason, by, at }: { readonly reason: string; readonly by: string; readonly at: Date },
): Result<readonly ResellerEvent[], Unknown> {
  if (!reseller) return refuse({ kind: "reseller-unknown" });
  return ok(reseller.isSuspended ? [] : [{ type: "ResellerSuspended", reason, by, at }]);
}

export function decideReinstate(
  reseller: Reseller | undefined,
  { by, at }: { readonly by: string; readonly at: Date },
): Result<readonly ResellerEvent[], Unknown> {
  if (!reseller) return refuse({ kind: "reseller-unknown" });
  return ok(reseller.isSuspended ? [{ type: "ResellerReinstated", by, at }] : []);
}

export type CreditLimitRefusal =
  | Unknown
  | { readonly kind: "credit-limit-negative" | "credit-limit-too-high" }
  | { readonly kind: "owes-more"; readonly owedCents: bigint };

/** Never below what is owed already, so that the float is never below minus the limit. */
export function decideSetCreditLimit(
  reseller: Reseller | undefined,
  command: {
    readonly creditLimitCents: bigint;
    readonly approvalId: string;
    readonly by: string;
    readonly at: Date;
  },
): Result<readonly CreditLimitSet[], CreditLimitRefusal> {
  if (!reseller) return refuse({ kind: "reseller-unknown" });
  const { creditLimitCents } = command;
  if (creditLimitCents < 0n) return refuse({ kind: "credit-limit-negative" });
  if (creditLimitCents > mostOfAnything) return refuse({ kind: "credit-limit-too-high" });
  const owedCents = -reseller.floatCents;
  if (owedCents > creditLimitCents) return refuse({ kind: "owes-more", owedCents });
  return ok(creditLimitCents === reseller.creditLimitCents ? [] : [{ type: "CreditLimitSet", ...command }]);
}
