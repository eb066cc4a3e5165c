import { isCurrency, type Money, money } from "@beacom/money";
import { ok, type Result, refuse } from "@beacom/result";
import { type NamedPurpose, type Purpose, type PurposeRefusal, readPurpose } from "#domain/purpose";

export type Limits = { readonly currency: string; readonly leastCents: bigint; readonly mostCents: bigint };

/** What a customer asks for, as it comes in. */
export type Order = NamedPurpose & {
  readonly customerId: string;
  readonly minorUnits: bigint;
  readonly currency: string;
  readonly email: string;
  readonly returnUrl: string;
  readonly idempotencyKey: string;
};

export type OrderRefusal =
  | PurposeRefusal
  | {
      readonly kind:
        | "customer-unknown"
        | "currency-not-accepted"
        | "amount-too-small"
        | "amount-too-large"
        | "email-not-accepted"
        | "return-address-not-accepted"
        | "idempotency-key-not-accepted";
    };

/** An acceptable order: how much, and what for. */
export function checkOrder(
  order: Order,
  limits: Limits,
): Result<{ readonly amount: Money; readonly purpose: Purpose }, OrderRefusal> {
  const { minorUnits, currency } = order;
  if (!/^cus_[0-9a-z]{1,40}$/.test(order.customerId)) return refuse({ kind: "customer-unknown" });
  if (!isCurrency(currency) || currency !== limits.currency) return refuse({ kind: "currency-not-accepted" });
  if (minorUnits < limits.leastCents) return refuse({ kind: "amount-too-small" });
  if (minorUnits > limits.mostCents) return refuse({ kind: "amount-too-large" });
  const purpose = readPurpose(order);
  if (!purpose.ok) return purpose;
  if (!/^[\x21-\x3f\x41-\x7e]{1,64}@[\x21-\x3f\x41-\x7e]{1,190}$/.test(order.email))
    return refuse({ kind: "email-not-accepted" });
  if (!/^https?:\/\/[\x21-\x7e]{1,500}$/.test(order.returnUrl)) return refuse({ kind: "return-address-not-accepted" });
  if (!/^[\x21-\x7e]{1,200}$/.test(order.idempotencyKey)) return refuse({ kind: "idempotency-key-not-accepted" });
  return ok({ amount: money(minorUnits, currency), purpose: purpose.value });
}
