import { allocate, type Currency, money } from "@beacom/money";
import { ok, type Result, refuse } from "@beacom/result";
import { type Account, availableCents } from "#domain/account";
import type { AccountEventOf } from "#domain/account-event";
import { activeBundles, type BundleSource, uncappedOctets } from "#domain/bundle";
import { broughtUpTo, concluded, type Decision, extended, unchanged } from "#domain/decision";
import { sale } from "#domain/ledger";
import { type Plan, priceIn } from "#domain/plan";
import { endOf } from "#domain/validity";

export type BuyBundle = {
  /** One for each allowance that a plan may have; those that are not needed are not used. */
  readonly bundleIds: readonly string[];
  /** What makes this purchase one purchase, however often it is asked for. */
  readonly purchaseKey: string;
  readonly planId: string;
  /** The version on offer now; undefined when there is none. */
  readonly plan: Plan | undefined;
  readonly vatBasisPoints: bigint;
  readonly at: Date;
};
type ActivationRefusal =
  | { readonly kind: "plan-not-offered" | "only-as-add-on" | "had-already" }
  | { readonly kind: "wallet-too-low"; readonly missingCents: bigint };
export type BuyRefusal = ActivationRefusal | { readonly kind: "account-not-open-yet" | "idempotency-key-reused" };

export function decideBuyBundle(account: Account | undefined, command: BuyBundle): Result<Decision, BuyRefusal> {
  if (!account) return refuse({ kind: "account-not-open-yet" });
  const bought = account.bundles.find((bundle) => bundle.purchaseKey === command.purchaseKey);
  if (bought && bought.plan.planId !== command.planId) return refuse({ kind: "idempotency-key-reused" });
  if (bought) return ok(unchanged(account));
  const now = broughtUpTo(unchanged(account), command.at);
  const activated = activation(now.account, { ...command, source: "wallet", paymentId: null });
  if (!activated.ok) return activated;
  return ok(concluded(extended(now, activated.value), command.at));
}

export type Activation = BuyBundle & {
  readonly source: BundleSource;
  readonly paymentId: string | null;
  /** What is to be paid instead of the plan's price: nothing for what staff gives, or what an invoice charges. */
  readonly priceCents?: bigint;
};

/** The bundles that this purchase activates, one for each allowance of the plan, paid from the wallet. */
export function activation(
  account: Account,
  { bundleIds, purchaseKey, paymentId, plan, source, vatBasisPoints, at, ...command }: Activation,
): Result<AccountEventOf<"BundleActivated">[], ActivationRefusal> {
  const offered = plan && salePrice(account, plan, command.priceCents);
  if (offered === undefined) return refuse({ kind: "plan-not-offered" });
  if (plan!.addOn && activeBundles(account.bundles, at).every((bundle) => bundle.plan.addOn))
    return refuse({ kind: "only-as-add-on" });
  if (plan!.mostPerCustomer !== null && (account.had.get(plan!.planId) ?? 0) >= plan!.mostPerCustomer)
    return refuse({ kind: "had-already" });
  const left = availableCents(account) - offered;
  if (left < 0n) return refuse({ kind: "wallet-too-low", missingCents: -left });
  const parts = partsOf(plan!, offered, account.currency);
  let available = availableCents(account);
  return ok(
    plan!.allowances.map(({ octets }, order): AccountEventOf<"BundleActivated"> => {
      const priceCents = parts[order]!;
      available -= priceCents;
      return {
        type: "BundleActivated",
        bundleId: bundleIds[order]!,
        plan: plan!,
        order,
        source,
        purchaseKey,
        paymentId,
        priceCents,
        ...sale(priceCents, account.currency, plan!.tax === "standard" ? vatBasisPoints : 0n),
        octetsGranted: octets ?? uncappedOctets,
        expiresAt: endOf(at, plan!.validity, plan!.zone),
        availableAfterCents: available,
        at,
      };
    }),
  );
}

/** A plan that has no price in the wallet's currency, or that is no bundle, is not on offer to this customer. */
function salePrice(account: Account, plan: Plan, given: bigint | undefined): bigint | undefined {
  if (plan.allowances.length === 0) return undefined;
  return given ?? (plan.kind === "prepaid" ? priceIn(plan, account.currency) : undefined);
}

/** A price is divided by what each balance holds; an uncapped one bears it all, together with others like it. */
function partsOf(plan: Plan, priceCents: bigint, currency: Currency): bigint[] {
  const { allowances } = plan;
  const uncapped = allowances.some(({ octets }) => octets === null);
  const weights = allowances.map(({ octets }) => (uncapped ? (octets === null ? 1n : 0n) : octets!));
  return allocate(money(priceCents, currency), weights).map(({ minorUnits }) => minorUnits);
}
