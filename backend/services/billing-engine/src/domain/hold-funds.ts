import { ok, type Result, refuse } from "@beacom/result";
import { type Account, availableCents } from "#domain/account";
import { broughtUpTo, concluded, type Decision, extended, unchanged } from "#domain/decision";
import { type LedgerAccount, movement } from "#domain/ledger";

export type HoldFunds = {
  readonly holdId: string;
  readonly amountCents: bigint;
  /** What for, in a word: `airtime`, `electricity`. */
  readonly purpose: string;
  /** Nobody's money is held for good: who neither commits nor releases it loses it to its owner then. */
  readonly expiresAt: Date;
  readonly at: Date;
};
export type HoldRefusal =
  | { readonly kind: "amount-not-positive" | "hold-expires-too-early" }
  | { readonly kind: "wallet-too-low"; readonly missingCents: bigint };

/** Sets money aside, so that it can be spent later for sure. What is held counts in every check of what is available. */
export function decideHoldFunds(account: Account, hold: HoldFunds): Result<Decision, HoldRefusal> {
  const { holdId, amountCents, purpose, expiresAt, at } = hold;
  if (account.movements.has(holdId) || account.holds.has(holdId)) return ok(unchanged(account));
  if (amountCents <= 0n) return refuse({ kind: "amount-not-positive" });
  if (expiresAt <= at) return refuse({ kind: "hold-expires-too-early" });
  const now = broughtUpTo(unchanged(account), at);
  const availableAfterCents = availableCents(now.account) - amountCents;
  if (availableAfterCents < 0n) return refuse({ kind: "wallet-too-low", missingCents: -availableAfterCents });
  const held = { type: "FundsHeld", holdId, amountCents, purpose, expiresAt, availableAfterCents, at } as const;
  return ok(concluded(extended(now, [held]), at));
}

export type CommitHold = {
  readonly holdId: string;
  /** All of the hold, or less. */
  readonly amountCents: bigint;
  readonly reference: string;
  readonly against: LedgerAccount;
  readonly at: Date;
};
export type CommitRefusal = { readonly kind: "amount-not-positive" | "hold-not-open" | "more-than-held" };

/** Spends a hold, once. One that was released or has expired cannot be spent any more. */
export function decideCommitHold(account: Account, commit: CommitHold): Result<Decision, CommitRefusal> {
  const { holdId, amountCents, reference, against, at } = commit;
  if (account.movements.has(holdId)) return ok(unchanged(account));
  const hold = account.holds.get(holdId);
  if (!hold || hold.expiresAt <= at) return refuse({ kind: "hold-not-open" });
  if (amountCents <= 0n) return refuse({ kind: "amount-not-positive" });
  if (amountCents > hold.amountCents) return refuse({ kind: "more-than-held" });
  const committed = {
    type: "HoldCommitted",
    holdId,
    heldCents: hold.amountCents,
    amountCents,
    reference,
    availableAfterCents: availableCents(account) + hold.amountCents - amountCents,
    entries: movement({ debit: "customer-wallet", credit: against }, amountCents, account.currency),
    at,
  } as const;
  return ok(concluded(extended(unchanged(account), [committed]), at));
}

/** Gives the money back. Asked for twice, or for a hold that is over: nothing happens. */
export function decideReleaseHold(account: Account, { holdId, at }: { holdId: string; at: Date }): Decision {
  const hold = account.holds.get(holdId);
  if (!hold) return unchanged(account);
  const released = { type: "HoldReleased", holdId, heldCents: hold.amountCents, why: "released", at } as const;
  return concluded(extended(unchanged(account), [released]), at);
}
