import { ok, type Result, refuse } from "@beacom/result";
import { type Account, availableCents } from "#domain/account";
import type { AccountEventOf, CreditSource, DebitPurpose } from "#domain/account-event";
import { broughtUpTo, concluded, type Decision, extended, unchanged } from "#domain/decision";
import { type LedgerAccount, movement, reversed } from "#domain/ledger";
import { mostOfAnything } from "#domain/quantity";

type Movement = {
  readonly movementId: string;
  readonly amountCents: bigint;
  readonly reference: string;
  /** The other side of the entries. Between two histories of one command it is `transfer-clearing`. */
  readonly against: LedgerAccount;
  readonly by?: string | null;
  readonly approvedBy?: string | null;
  readonly effectiveAt?: Date | null;
  readonly at: Date;
};
export type Credit = Movement & { readonly source: CreditSource };
export type Debit = Movement & { readonly purpose: DebitPurpose };
export type CreditRefusal = { readonly kind: "amount-not-positive" | "amount-too-large" };
export type DebitRefusal =
  | { readonly kind: "amount-not-positive" }
  | { readonly kind: "wallet-too-low"; readonly missingCents: bigint };

/** Puts money into the wallet that is not a payment: a voucher, a transfer, an adjustment. Once for each movement. */
export function decideCredit(account: Account, credit: Credit): Result<Decision, CreditRefusal> {
  const { movementId, amountCents, source, against, at } = credit;
  if (amountCents <= 0n) return refuse({ kind: "amount-not-positive" });
  if (account.movements.has(movementId)) return ok(unchanged(account));
  const availableAfterCents = availableCents(account) + amountCents;
  if (availableAfterCents > mostOfAnything) return refuse({ kind: "amount-too-large" });
  const credited: AccountEventOf<"WalletCredited"> = {
    type: "WalletCredited",
    source,
    ...detailsOf(credit),
    availableAfterCents,
    entries: movement({ debit: against, credit: "customer-wallet" }, amountCents, account.currency),
    at,
  };
  return ok(concluded(extended(unchanged(account), [credited]), at));
}

/** Takes money out of the wallet, as far as it is available: what is held is not. */
export function decideDebit(account: Account, debit: Debit): Result<Decision, DebitRefusal> {
  const { movementId, amountCents, purpose, against, at } = debit;
  if (amountCents <= 0n) return refuse({ kind: "amount-not-positive" });
  if (account.movements.has(movementId)) return ok(unchanged(account));
  const now = broughtUpTo(unchanged(account), at);
  const availableAfterCents = availableCents(now.account) - amountCents;
  if (availableAfterCents < 0n) return refuse({ kind: "wallet-too-low", missingCents: -availableAfterCents });
  const debited: AccountEventOf<"WalletDebited"> = {
    type: "WalletDebited",
    purpose,
    ...detailsOf(debit),
    availableAfterCents,
    entries: movement({ debit: "customer-wallet", credit: against }, amountCents, account.currency),
    at,
  };
  return ok(concluded(extended(now, [debited]), at));
}

const detailsOf = ({ movementId, amountCents, reference, by, approvedBy, effectiveAt }: Movement) => ({
  movementId,
  amountCents,
  reference,
  by: by ?? null,
  approvedBy: approvedBy ?? null,
  reverses: null,
  effectiveAt: effectiveAt ?? null,
});

export type Adjustment = {
  readonly movementId: string;
  /** Positive: given to the customer. Negative: taken back. */
  readonly amountCents: bigint;
  readonly reasonCode: string;
  readonly by: string;
  readonly approvedBy: string | null;
  readonly effectiveAt?: Date | null;
  readonly at: Date;
};

/** An adjustment by staff, against goodwill. Whether this person may is decided before. */
export function decideAdjust(account: Account, adjustment: Adjustment): Result<Decision, CreditRefusal | DebitRefusal> {
  const { amountCents, reasonCode, ...rest } = adjustment;
  const given = { ...rest, reference: reasonCode, against: "goodwill" as const };
  return amountCents > 0n
    ? decideCredit(account, { ...given, amountCents, source: "adjustment" })
    : decideDebit(account, { ...given, amountCents: -amountCents, purpose: "adjustment" });
}

export type ReverseAdjustment = {
  readonly movementId: string;
  readonly reverses: string;
  readonly by: string;
  readonly approvedBy: string | null;
  readonly at: Date;
};
export type ReverseRefusal =
  | DebitRefusal
  | CreditRefusal
  | { readonly kind: "adjustment-unknown" | "reversed-already" };

/** Takes an adjustment back by the opposite entry, once; nothing is ever edited. */
export function decideReverseAdjustment(
  account: Account,
  { movementId, reverses, by, approvedBy, at }: ReverseAdjustment,
): Result<Decision, ReverseRefusal> {
  if (account.movements.has(movementId)) return ok(unchanged(account));
  const adjustment = account.adjustments.get(reverses);
  if (!adjustment) return refuse({ kind: "adjustment-unknown" });
  if (adjustment.reversed) return refuse({ kind: "reversed-already" });
  const { amountCents, direction } = adjustment;
  const now = broughtUpTo(unchanged(account), at);
  const availableAfterCents = availableCents(now.account) + (direction === "credit" ? -amountCents : amountCents);
  if (availableAfterCents < 0n) return refuse({ kind: "wallet-too-low", missingCents: -availableAfterCents });
  if (availableAfterCents > mostOfAnything) return refuse({ kind: "amount-too-large" });
  const common = {
    movementId,
    amountCents,
    reference: reverses,
    by,
    approvedBy,
    reverses,
    effectiveAt: null,
    availableAfterCents,
    entries: reversed(adjustment.entries),
    at,
  };
  const event =
    direction === "credit"
      ? ({ type: "WalletDebited", purpose: "reversal", ...common } as const)
      : ({ type: "WalletCredited", source: "reversal", ...common } as const);
  return ok(concluded(extended(now, [event]), at));
}
