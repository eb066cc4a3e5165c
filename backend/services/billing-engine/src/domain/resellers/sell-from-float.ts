import { ok, type Result, refuse } from "@beacom/result";
import { withoutZeros } from "#domain/ledger";
import { commissionOn, type Product, shareOf } from "#domain/resellers/commission";
import { monthOf, type Reseller, spendableCents, volumeOf } from "#domain/resellers/reseller";
import type { MasterCommissionEarned, ResellerSold, SalesLimits } from "#domain/resellers/reseller-event";

export type SellFromFloat = {
  readonly resellerId: string;
  readonly saleKey: string;
  readonly product: Product;
  readonly reference: string;
  readonly priceCents: bigint;
  /** The operator's local date. */
  readonly day: string;
  readonly at: Date;
};
export type FloatRefusal =
  | { readonly kind: "reseller-unknown" | "reseller-suspended" | "master-suspended" | "amount-negative" }
  | { readonly kind: "float-too-low"; readonly missingCents: bigint }
  | { readonly kind: "over-sale-limit" | "over-day-limit" | "over-month-limit"; readonly limitCents: bigint };
export type SoldFromFloat = {
  readonly reseller: ResellerSold;
  /** For a sub-reseller's sale. */
  readonly master: MasterCommissionEarned | null;
};

/**
 * Takes the price from the float, less the commission, and never more than float and credit hold. The other half of the sale (a wallet,
 * vouchers) takes the price over from `transfer-clearing` in its own history.
 */
export function decideSellFromFloat(
  states: { readonly reseller: Reseller | undefined; readonly master: Reseller | undefined },
  command: SellFromFloat,
): Result<SoldFromFloat, FloatRefusal> {
  const { reseller, master } = states;
  const { priceCents, day } = command;
  if (!reseller || (reseller.terms.kind === "sub" && !master)) return refuse({ kind: "reseller-unknown" });
  if (reseller.isSuspended) return refuse({ kind: "reseller-suspended" });
  if (master?.isSuspended) return refuse({ kind: "master-suspended" });
  if (priceCents < 0n) return refuse({ kind: "amount-negative" });
  const over = overLimit(reseller, priceCents, day);
  if (over) return refuse(over);
  const commission = commissionOf(reseller, master, command);
  const left = spendableCents(reseller) - (priceCents - commission.own);
  if (left < 0n) return refuse({ kind: "float-too-low", missingCents: -left });
  return ok({
    reseller: sold(reseller, command, commission.own),
    master: master ? earnedByMaster(master, command, commission.masters) : null,
  });
}

function overLimit({ terms, soldOn, soldIn }: Reseller, priceCents: bigint, day: string): FloatRefusal | undefined {
  const { perSaleCents, perDayCents, perMonthCents }: SalesLimits = terms.limits;
  const today = (soldOn.day === day ? soldOn.cents : 0n) + priceCents;
  const thisMonth = (soldIn.month === monthOf(day) ? soldIn.cents : 0n) + priceCents;
  if (perSaleCents !== null && priceCents > perSaleCents) return { kind: "over-sale-limit", limitCents: perSaleCents };
  if (perDayCents !== null && today > perDayCents) return { kind: "over-day-limit", limitCents: perDayCents };
  if (perMonthCents !== null && thisMonth > perMonthCents)
    return { kind: "over-month-limit", limitCents: perMonthCents };
  return undefined;
}

function commissionOf(
  reseller: Reseller,
  master: Reseller | undefined,
  { product, priceCents, day }: SellFromFloat,
): { readonly own: bigint; readonly masters: bigint } {
  const payer = reseller.terms.kind === "sub" ? master : reseller;
  if (payer?.terms.kind !== "master") return { own: 0n, masters: 0n };
  const whole = commissionOn(payer.terms.commission[product], volumeOf(payer, product, day), priceCents);
  if (reseller.terms.kind === "master") return { own: whole, masters: 0n };
  const own = shareOf(whole, reseller.terms.shareBasisPoints);
  return { own, masters: whole - own };
}

function sold(reseller: Reseller, command: SellFromFloat, commissionCents: bigint): ResellerSold {
  const { resellerId: _, priceCents, ...sale } = command;
  const { currency } = reseller;
  const paidCents = priceCents - commissionCents;
  const entries = withoutZeros([
    { account: "reseller-float", amountCents: paidCents, currency },
    { account: "commission", amountCents: commissionCents, currency },
    { account: "transfer-clearing", amountCents: -priceCents, currency },
  ]);
  const floatAfterCents = reseller.floatCents - paidCents;
  return { type: "ResellerSold", ...sale, priceCents, commissionCents, floatAfterCents, entries };
}

function earnedByMaster(master: Reseller, command: SellFromFloat, commissionCents: bigint): MasterCommissionEarned {
  const { reference: _, ...sale } = command;
  const { currency } = master;
  const entries = withoutZeros([
    { account: "commission", amountCents: commissionCents, currency },
    { account: "reseller-float", amountCents: -commissionCents, currency },
  ]);
  const floatAfterCents = master.floatCents + commissionCents;
  return { type: "MasterCommissionEarned", ...sale, commissionCents, floatAfterCents, entries };
}
