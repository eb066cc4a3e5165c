import { ok, type Result, refuse } from "@beacom/result";
import type { Account, UnbilledUse } from "#domain/account";
import { concluded, type Decision, extended, unchanged } from "#domain/decision";
import type { Plan } from "#domain/plan";
import { movement } from "#domain/ledger";
import { mostOfAnything } from "#domain/quantity";

export type AllowOutOfBundle = {
  /** The version on offer now; undefined when there is none. */
  readonly plan: Plan | undefined;
  readonly payer: "wallet" | "invoice";
  readonly limitCents: bigint | null;
  readonly by: string;
  readonly at: Date;
};
export type AllowRefusal = {
  readonly kind:
    | "account-not-open-yet"
    | "plan-not-offered"
    | "limit-not-positive"
    | "limit-missing"
    | "limit-too-high";
};

/**
 * Records that the customer agreed to pay for use without a bundle, at this version of a tariff: ICASA's regulation 8A blocks it
 * otherwise. On account there is always a limit, so that no bill surprises anybody.
 */
export function decideAllowOutOfBundle(
  account: Account | undefined,
  { plan, payer, limitCents, by, at }: AllowOutOfBundle,
): Result<Decision, AllowRefusal> {
  if (!account) return refuse({ kind: "account-not-open-yet" });
  const price = plan?.tariff?.unitPrices.find(({ currency }) => currency === account.currency);
  if (!plan || !price) return refuse({ kind: "plan-not-offered" });
  if (limitCents !== null && limitCents <= 0n) return refuse({ kind: "limit-not-positive" });
  if (limitCents !== null && limitCents > mostOfAnything) return refuse({ kind: "limit-too-high" });
  if (limitCents === null && payer === "invoice") return refuse({ kind: "limit-missing" });
  const { outOfBundle } = account;
  const same =
    outOfBundle?.plan.planId === plan.planId &&
    outOfBundle.plan.version === plan.version &&
    outOfBundle.payer === payer &&
    outOfBundle.limitCents === limitCents;
  if (same) return ok(unchanged(account));
  const allowed = { type: "OutOfBundleAllowed", plan, payer, limitCents, by, at } as const;
  return ok(concluded(extended(unchanged(account), [allowed]), at));
}

export function decideForbidOutOfBundle(
  account: Account,
  { by, at }: { readonly by: string; readonly at: Date },
): Decision {
  if (!account.outOfBundle) return unchanged(account);
  return concluded(extended(unchanged(account), [{ type: "OutOfBundleForbidden", by, at }]), at);
}

/** What was used on account becomes a charge for an invoice, whether or not it is still agreed to; the limit begins anew. */
export function decideBillUsage(
  account: Account,
  { chargeIdOf, at }: { readonly chargeIdOf: (use: UnbilledUse) => string; readonly at: Date },
): Decision {
  const billed = billable(account).map((use) => {
    const { planId, octets, cents, netCents } = use;
    const handedOver = { debit: "transfer-clearing", credit: "accrued-revenue" } as const;
    const entries = movement(handedOver, netCents, account.currency);
    return { type: "UsageBilled", chargeId: chargeIdOf(use), planId, octets, cents, netCents, entries, at } as const;
  });
  return billed.length === 0 ? unchanged(account) : concluded(extended(unchanged(account), billed), at);
}

/** What has not come to a cent yet waits until it has. */
export const billable = ({ unbilled }: Account): readonly UnbilledUse[] => unbilled.filter(({ cents }) => cents > 0n);
