import type { Currency } from "@beacom/money";
import { ok, type Result, refuse } from "@beacom/result";
import type { Account } from "#domain/account";
import { activation } from "#domain/buy-bundle";
import { concluded, type Decision, extended } from "#domain/decision";
import { decideOpenAccount } from "#domain/open-account";
import type { Plan } from "#domain/plan";
import { type CreditRefusal, decideCredit } from "#domain/wallet";

export type VoucherCredit = {
  readonly customerId: string;
  /** The voucher's name: it is credited once. */
  readonly voucherId: string;
  readonly faceCents: bigint;
  readonly currency: Currency;
  /** What the voucher was sold as: this version for this price, whatever is on offer by now. */
  readonly purchase: {
    readonly planId: string;
    readonly plan: Plan | undefined;
    readonly bundleIds: readonly string[];
    readonly vatBasisPoints: bigint;
  } | null;
  readonly at: Date;
};
export type VoucherCreditRefusal = CreditRefusal | { readonly kind: "currency-differs" };

/** The account's side of a redemption. The value is never lost over a plan that this customer cannot have: it stays in the wallet. */
export function decideVoucherCredit(
  account: Account | undefined,
  { customerId, voucherId, faceCents, currency, purchase, at }: VoucherCredit,
): Result<Decision, VoucherCreditRefusal> {
  if (account && account.currency !== currency) return refuse({ kind: "currency-differs" });
  const open = decideOpenAccount(account, { customerId, currency, at });
  if (open.account.movements.has(voucherId)) return ok(open);
  const credited = decideCredit(open.account, {
    movementId: voucherId,
    amountCents: faceCents,
    reference: voucherId,
    source: "voucher",
    against: "transfer-clearing",
    at,
  });
  if (!credited.ok) return credited;
  const paid: Decision = { ...credited.value, events: [...open.events, ...credited.value.events] };
  if (!purchase) return ok(paid);
  const purchaseKey = `voucher:${voucherId}`;
  const activated = activation(paid.account, {
    ...purchase,
    purchaseKey,
    source: "voucher",
    paymentId: voucherId,
    priceCents: faceCents,
    at,
  });
  if (activated.ok) return ok(concluded(extended(paid, activated.value), at));
  const reason = activated.error.kind;
  const { planId } = purchase;
  return ok(extended(paid, [{ type: "BundleNotActivated", paymentId: voucherId, planId, reason, at }]));
}
