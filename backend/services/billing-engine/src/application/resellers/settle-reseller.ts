import { ok, type Result, refuse } from "@beacom/result";
import { addMonths, startOfLocalMonth } from "@beacom/time";
import type { ResellerView, ResellerViews } from "#application/resellers/views";
import { type Settlement, settlementOf } from "#domain/resellers/settlement";

export type SettlementStatement = Settlement & {
  readonly reseller: ResellerView;
  readonly from: Date;
  readonly until: Date;
};
export type SettleResellerUseCase = (request: {
  readonly resellerId: string;
  /** The operator's month, `2026-11`. */
  readonly month: string;
}) => Promise<Result<SettlementStatement, { readonly kind: "reseller-unknown" | "not-a-month" }>>;

/** What a reseller and the house owe each other for a month. */
export const settleResellerWith =
  ({ views, zone }: { views: ResellerViews; zone: string }): SettleResellerUseCase =>
  async ({ resellerId, month }) => {
    if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(month)) return refuse({ kind: "not-a-month" });
    const reseller = await views.reseller(resellerId);
    if (!reseller) return refuse({ kind: "reseller-unknown" });
    const from = startOfLocalMonth(new Date(`${month}-15T00:00:00Z`), zone);
    const until = addMonths(from, 1, zone);
    const { openingCents, totals } = await views.movements({ resellerId, from, until });
    return ok({ reseller, from, until, ...settlementOf(openingCents, totals) });
  };
