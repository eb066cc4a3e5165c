import type { Currency } from "@beacom/money";
import { ok, type Result, refuse } from "@beacom/result";
import { type Account, availableCents } from "#domain/account";
import { activation } from "#domain/buy-bundle";
import { broughtUpTo, concluded, type Decision, extended } from "#domain/decision";
import { topUpEntries } from "#domain/ledger";
import { decideOpenAccount } from "#domain/open-account";
import type { Plan } from "#domain/plan";
import { mostOfAnything } from "#domain/quantity";

export type TopUp = {
  readonly customerId: string;
  readonly paymentId: string;
  readonly provider: string;
  readonly amountCents: bigint;
  readonly currency: Currency;
  /** The wallet's currency if the account is not open yet. */
  readonly walletCurrency: Currency;
  /** The bundle that the money is meant for. `plan` is the version on offer now; undefined when there is none. */
  readonly purchase?: {
    readonly planId: string;
    readonly plan: Plan | undefined;
    readonly bundleIds: readonly string[];
    readonly vatBasisPoints: bigint;
  };
  readonly at: Date;
};
export type TopUpRefusal = { readonly kind: "amount-not-positive" | "amount-too-large" | "currency-differs" };

/** Credits a payment once and, if it was meant for a bundle, activates it in the same breath. Money is never refused over a bundle. */
export function decideTopUp(account: Account | undefined, topUp: TopUp): Result<Decision, TopUpRefusal> {
  const { paymentId, provider, amountCents, currency, at } = topUp;
  if (amountCents <= 0n) return refuse({ kind: "amount-not-positive" });
  if (currency !== (account?.currency ?? topUp.walletCurrency)) return refuse({ kind: "currency-differs" });
  const open = decideOpenAccount(account, { customerId: topUp.customerId, currency, at });
  if (open.account.movements.has(paymentId)) return ok(open);
  const now = broughtUpTo(open, at);
  const availableAfterCents = availableCents(now.account) + amountCents;
  if (availableAfterCents > mostOfAnything) return refuse({ kind: "amount-too-large" });
  const credited = extended(now, [
    {
      type: "WalletToppedUp",
      paymentId,
      provider,
      amountCents,
      availableAfterCents,
      entries: topUpEntries(amountCents, currency),
      at,
    },
  ]);
  return ok(concluded(purchased(credited, topUp), at));
}

function purchased(credited: Decision, { purchase, paymentId, at }: TopUp): Decision {
  if (!purchase) return credited;
  const activated = activation(credited.account, {
    ...purchase,
    purchaseKey: `payment:${paymentId}`,
    source: "payment",
    paymentId,
    at,
  });
  if (activated.ok) return extended(credited, activated.value);
  const reason = activated.error.kind;
  return extended(credited, [{ type: "BundleNotActivated", paymentId, planId: purchase.planId, reason, at }]);
}
