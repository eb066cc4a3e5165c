import { ok, type Result, refuse } from "@beacom/result";
import { withoutZeros } from "#domain/ledger";
import { type Reseller, spendableCents } from "#domain/resellers/reseller";
import type { MasterCommissionReturned, ResellerRefunded } from "#domain/resellers/reseller-event";

export type ResellerRefund = {
  readonly saleKey: string;
  readonly approvalId: string;
  readonly priceCents: bigint;
  readonly commissionCents: bigint;
  readonly at: Date;
};

/** The price comes back and the commission on it goes. Takes the price over from `transfer-clearing`, where the void voucher left it. */
export function refundedToFloat(reseller: Reseller, refund: ResellerRefund): ResellerRefunded {
  const { priceCents, commissionCents } = refund;
  const { currency } = reseller;
  const backCents = priceCents - commissionCents;
  const entries = withoutZeros([
    { account: "transfer-clearing", amountCents: priceCents, currency },
    { account: "reseller-float", amountCents: -backCents, currency },
    { account: "commission", amountCents: -commissionCents, currency },
  ]);
  return { type: "ResellerRefunded", ...refund, floatAfterCents: reseller.floatCents + backCents, entries };
}

/** A master gives its part back, from a float that has to hold it. */
export function decideReturnMasterCommission(
  master: Reseller,
  refund: Omit<ResellerRefund, "priceCents">,
): Result<MasterCommissionReturned, { readonly kind: "master-float-too-low"; readonly missingCents: bigint }> {
  const { commissionCents } = refund;
  const { currency } = master;
  const left = spendableCents(master) - commissionCents;
  if (left < 0n) return refuse({ kind: "master-float-too-low", missingCents: -left });
  const entries = withoutZeros([
    { account: "reseller-float", amountCents: commissionCents, currency },
    { account: "commission", amountCents: -commissionCents, currency },
  ]);
  const floatAfterCents = master.floatCents - commissionCents;
  return ok({ type: "MasterCommissionReturned", ...refund, floatAfterCents, entries });
}
