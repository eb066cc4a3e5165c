import { ok, type Result, refuse } from "@beacom/result";
import { type Clock, localDate } from "@beacom/time";
import { accountOf } from "#application/accounts";
import { readsOf } from "#application/resellers/register-reseller";
import { masterIdOf } from "#application/resellers/reseller-streams";
import { sellOnce, type SellOnceRefusal } from "#application/resellers/sell-once";
import type { ResellerViews, SaleView } from "#application/resellers/views";
import type { Streams } from "#application/streams";
import { decideSellFromFloat, type FloatRefusal } from "#domain/resellers/sell-from-float";
import { type CreditRefusal, decideCredit } from "#domain/wallet";

export type CustomerByPhoneRefusal = {
  readonly kind: "phone-not-valid" | "customer-unknown" | "identity-not-reachable";
};
/** Identity knows whose number it is. */
export type CustomerByPhone = (phoneNumber: string) => Promise<Result<string, CustomerByPhoneRefusal>>;

export type TopUpCustomerRefusal =
  | FloatRefusal
  | CreditRefusal
  | SellOnceRefusal
  | CustomerByPhoneRefusal
  | { readonly kind: "currency-differs" };
export type TopUpCustomerUseCase = (command: {
  readonly resellerId: string;
  readonly customer: { readonly customerId: string } | { readonly phoneNumber: string };
  readonly amountCents: bigint;
  readonly idempotencyKey: string;
}) => Promise<Result<SaleView, TopUpCustomerRefusal>>;

/** Moves money from a reseller's float into a customer's wallet: both, or neither. */
export const topUpCustomerWith =
  (ports: {
    streams: Streams;
    views: ResellerViews;
    customerByPhone: CustomerByPhone;
    clock: Clock;
    zone: string;
  }): TopUpCustomerUseCase =>
  async ({ resellerId, customer, amountCents, idempotencyKey }) => {
    const { streams, views, customerByPhone, clock, zone } = ports;
    const found = "customerId" in customer ? ok(customer.customerId) : await customerByPhone(customer.phoneNumber);
    if (!found.ok) return found;
    const customerId = found.value;
    const isSame = (sold: SaleView) =>
      sold.product === "top-up" && sold.reference === customerId && sold.priceCents === amountCents;
    return sellOnce<Exclude<TopUpCustomerRefusal, SellOnceRefusal>>(
      views,
      { resellerId, idempotencyKey, isSame },
      async (saleKey) => {
        const read = {
          ...readsOf(resellerId, await masterIdOf(streams, resellerId)),
          account: accountOf(customerId),
        };
        return streams.change<typeof read, Exclude<TopUpCustomerRefusal, SellOnceRefusal>>({
          key: saleKey,
          read,
          decide({ reseller, master, account }) {
            const at = clock();
            // A slip in a number must not open an account for nobody.
            if (!account) return refuse({ kind: "customer-unknown" });
            if (reseller && reseller.currency !== account.currency) return refuse({ kind: "currency-differs" });
            const sale = {
              resellerId,
              saleKey,
              product: "top-up",
              reference: customerId,
              priceCents: amountCents,
            } as const;
            const credited = decideCredit(account, {
              movementId: saleKey,
              amountCents,
              reference: resellerId,
              source: "reseller",
              against: "transfer-clearing",
              at,
            });
            if (!credited.ok) return credited;
            const paid = decideSellFromFloat({ reseller, master }, { ...sale, day: localDate(at, zone), at });
            if (!paid.ok) return paid;
            const masters = paid.value.master;
            return ok({
              events: {
                reseller: [paid.value.reseller],
                ...(masters && { master: [masters] }),
                account: credited.value.events,
              },
              after: { account: credited.value.account },
            });
          },
        });
      },
    );
  };
