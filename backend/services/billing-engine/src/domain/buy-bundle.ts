import { ok, type Result, refuse } from "@beacom/result";
import { type Account, availableCents } from "#domain/account";
import type { BundleActivated } from "#domain/account-event";
import { concluded, type Decision, extended } from "#domain/decision";
import { sale } from "#domain/ledger";
import type { Plan } from "#domain/plan";

export type BuyBundle = {
  readonly bundleId: string;
  /** What makes this purchase one purchase, however often it is asked for. */
  readonly purchaseKey: string;
  readonly planId: string;
  /** The version on offer now; undefined when there is none. */
  readonly plan: Plan | undefined;
  readonly vatBasisPoints: bigint;
  readonly at: Date;
};
type ActivationRefusal =
  | { readonly kind: "plan-not-offered" }
  | { readonly kind: "wallet-too-low"; readonly missingCents: bigint };
export type BuyRefusal = ActivationRefusal | { readonly kind: "account-not-open-yet" | "idempotency-key-reused" };

export function decideBuyBundle(account: Account | undefined, command: BuyBundle): Result<Decision, BuyRefusal> {
  if (!account) return refuse({ kind: "account-not-open-yet" });
  const bought = account.bundles.find((bundle) => bundle.purchaseKey === command.purchaseKey);
  if (bought && bought.plan.planId !== command.planId) return refuse({ kind: "idempotency-key-reused" });
  if (bought) return ok({ events: [], account });
  const activated = activation(account, { ...command, paymentId: null });
  if (!activated.ok) return activated;
  return ok(concluded(extended({ events: [], account }, [activated.value]), command.at));
}

/** The bundle that this purchase activates, paid from the wallet. */
export function activation(
  account: Account,
  { bundleId, purchaseKey, paymentId, plan, vatBasisPoints, at }: BuyBundle & { readonly paymentId: string | null },
): Result<BundleActivated, ActivationRefusal> {
  // A plan in another currency than the wallet's is not on offer to this customer.
  if (!plan || plan.currency !== account.currency) return refuse({ kind: "plan-not-offered" });
  const leftCents = availableCents(account) - plan.priceCents;
  if (leftCents < 0n) return refuse({ kind: "wallet-too-low", missingCents: -leftCents });
  const { netCents, vatCents, entries } = sale(plan.priceCents, plan.currency, vatBasisPoints);
  return ok({
    type: "BundleActivated",
    bundleId,
    plan,
    purchaseKey,
    paymentId,
    expiresAt: new Date(at.getTime() + Number(plan.validitySeconds) * 1000),
    netCents,
    vatCents,
    availableAfterCents: leftCents,
    entries,
    at,
  });
}
