import type {
  CommissionTierSchema,
  FloatMovementSchema,
  ResellerSaleSchema,
  ResellerSchema,
  ResellerTermsSchema,
  SettlementSchema,
} from "@beacom/proto/billing/v1/resellers";
import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { SettlementStatement } from "#application/resellers/settle-reseller";
import type { FloatRowView, ResellerView, SaleView } from "#application/resellers/views";
import type { CommissionTier } from "#domain/resellers/commission";
import type { ResellerTerms } from "#domain/resellers/reseller-event";
import { moneyMessage } from "#wire/billing-wire";

export const resellerMessage = (
  reseller: ResellerView,
  terms?: ResellerTerms,
): MessageInitShape<typeof ResellerSchema> => ({
  resellerId: reseller.resellerId,
  masterId: reseller.masterId ?? "",
  suspended: reseller.isSuspended,
  float: moneyMessage(reseller.floatCents, reseller.currency),
  creditLimit: moneyMessage(reseller.creditLimitCents, reseller.currency),
  registeredAt: timestampFromDate(reseller.registeredAt),
  ...(terms && { terms: termsMessage(terms, reseller.currency) }),
});

function termsMessage(terms: ResellerTerms, currency: string): MessageInitShape<typeof ResellerTermsSchema> {
  const { perSaleCents, perDayCents, perMonthCents } = terms.limits;
  const limits = {
    ...(perSaleCents !== null && { mostPerSale: moneyMessage(perSaleCents, currency) }),
    ...(perDayCents !== null && { mostPerDay: moneyMessage(perDayCents, currency) }),
    ...(perMonthCents !== null && { mostPerMonth: moneyMessage(perMonthCents, currency) }),
  };
  if (terms.kind === "sub") return { ...limits, masterId: terms.masterId, shareBasisPoints: terms.shareBasisPoints };
  const tiers = (of: readonly CommissionTier[]): MessageInitShape<typeof CommissionTierSchema>[] =>
    of.map(({ fromCents, basisPoints }) => ({ from: moneyMessage(fromCents, currency), basisPoints }));
  return {
    ...limits,
    voucherCommission: tiers(terms.commission.voucher),
    electronicVoucherCommission: tiers(terms.commission["electronic-voucher"]),
    topUpCommission: tiers(terms.commission["top-up"]),
  };
}

export const saleMessage = (sale: SaleView, currency: string): MessageInitShape<typeof ResellerSaleSchema> => ({
  product: sale.product,
  reference: sale.reference,
  price: moneyMessage(sale.priceCents, currency),
  commission: moneyMessage(sale.commissionCents, currency),
  floatAfter: moneyMessage(sale.floatAfterCents, currency),
  at: timestampFromDate(sale.at),
});

export function settlementMessage(settlement: SettlementStatement): MessageInitShape<typeof SettlementSchema> {
  const { reseller, from, until, totals } = settlement;
  const amount = (cents: bigint) => moneyMessage(cents, reseller.currency);
  return {
    reseller: resellerMessage(reseller),
    from: timestampFromDate(from),
    until: timestampFromDate(until),
    opening: amount(settlement.openingCents),
    sales: amount(settlement.salesCents),
    commission: amount(settlement.commissionCents),
    payments: amount(settlement.paymentsCents),
    closing: amount(settlement.closingCents),
    totals: totals.map((total) => ({
      kind: total.kind,
      product: total.product ?? "",
      count: total.count,
      price: amount(total.priceCents),
      commission: amount(total.commissionCents),
      floatChange: amount(total.floatChangeCents),
    })),
  };
}

export const floatMovementMessage = (
  row: FloatRowView,
  currency: string,
): MessageInitShape<typeof FloatMovementSchema> => ({
  at: timestampFromDate(row.at),
  kind: row.kind,
  product: row.product ?? "",
  reference: row.reference,
  price: moneyMessage(row.priceCents, currency),
  commission: moneyMessage(row.commissionCents, currency),
  floatChange: moneyMessage(row.floatChangeCents, currency),
  floatAfter: moneyMessage(row.floatAfterCents, currency),
});
