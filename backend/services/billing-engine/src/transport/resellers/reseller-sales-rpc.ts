import type { Currency } from "@beacom/money";
import type { ResellerService, TopUpCustomerRequest } from "@beacom/proto/billing/v1/resellers";
import { requirePermission } from "@beacom/runtime";
import type { ServiceImpl } from "@connectrpc/connect";
import type { SellElectronicVoucherUseCase } from "#application/resellers/sell-electronic-voucher";
import type { SellVouchersFromFloatUseCase } from "#application/resellers/sell-vouchers-from-float";
import type { TopUpCustomerUseCase } from "#application/resellers/top-up-customer";
import { amountAsked, idAsked, textAsked } from "#transport/asked";
import { refusalsIn, refusedAs } from "#transport/refusals";
import { resellerAsked } from "#transport/resellers/reseller-asked";
import { saleMessage } from "#wire/resellers-wire";

export type ResellerSales = {
  readonly sellVouchers: SellVouchersFromFloatUseCase;
  readonly sellElectronicVoucher: SellElectronicVoucherUseCase;
  readonly topUpCustomer: TopUpCustomerUseCase;
};

type Methods = "sellVouchersFromFloat" | "sellElectronicVoucher" | "topUpCustomer";

/** What a reseller sells, out of its float. */
export function resellerSalesRpc({
  resellers,
  currency,
  hasPeppers,
}: {
  readonly resellers: ResellerSales;
  readonly currency: Currency;
  readonly hasPeppers: boolean;
}): Pick<ServiceImpl<typeof ResellerService>, Methods> {
  const { answered } = refusalsIn(currency);
  return {
    async sellVouchersFromFloat({ resellerId, batchId, ranges, forResale, idempotencyKey }, context) {
      requirePermission(context, "resellers.sell");
      const sale = {
        resellerId: resellerAsked(context, resellerId),
        batchId: idAsked(batchId),
        ranges: ranges.map(({ first, last }) => ({ first, last })),
        isForResale: forResale,
        idempotencyKey,
      };
      return saleMessage(answered(await resellers.sellVouchers(sale)), currency);
    },
    async sellElectronicVoucher({ resellerId, worth, idempotencyKey }, context) {
      requirePermission(context, "resellers.sell");
      if (!hasPeppers) throw refusedAs("vouchers-not-set-up");
      if (worth.case === undefined) throw refusedAs("value-missing");
      const sale = {
        resellerId: resellerAsked(context, resellerId),
        worth: worth.case === "face" ? { faceCents: amountAsked(worth.value, currency) } : { planId: worth.value },
        idempotencyKey,
      };
      const sold = answered(await resellers.sellElectronicVoucher(sale));
      return { sale: saleMessage(sold.sale, currency), code: sold.code ?? "" };
    },
    async topUpCustomer({ resellerId, customer, amount, idempotencyKey }, context) {
      requirePermission(context, "resellers.sell");
      const sale = {
        resellerId: resellerAsked(context, resellerId),
        customer: customerOf(customer),
        amountCents: amountAsked(amount, currency),
        idempotencyKey,
      };
      return saleMessage(answered(await resellers.topUpCustomer(sale)), currency);
    },
  };
}

function customerOf(customer: TopUpCustomerRequest["customer"]): Parameters<TopUpCustomerUseCase>[0]["customer"] {
  if (customer.case === "customerId") return { customerId: idAsked(customer.value) };
  if (customer.case === "phone") return { phoneNumber: textAsked(customer.value, 40) };
  throw refusedAs("customer-missing");
}
