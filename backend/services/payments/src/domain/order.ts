import { isCurrency, type Money, money } from "@beacom/money";
import { ok, type Result, refuse } from "@beacom/result";

export type Limits = { readonly currency: string; readonly leastCents: bigint; readonly mostCents: bigint };

/** What a customer asks for, as it comes in. */
export type Order = {
  readonly customerId: string;
  readonly minorUnits: bigint;
  readonly currency: string;
  readonly planId: string;
  /** The invoice that it pays; a payment is for one thing. */
  readonly invoiceId: string;
  readonly email: string;
  readonly returnUrl: string;
  readonly idempotencyKey: string;
};

export type OrderRefusal = {
  readonly kind:
    | "customer-unknown"
    | "currency-not-accepted"
    | "amount-too-small"
    | "amount-too-large"
    | "plan-unknown"
    | "invoice-unknown"
    | "for-two-things"
    | "email-not-accepted"
    | "return-address-not-accepted"
    | "idempotency-key-not-accepted";
};

/** The amount of an acceptable order. */
export function checkOrder(order: Order, limits: Limits): Result<Money, OrderRefusal> {
  const { minorUnits, currency } = order;
  if (!/^cus_[0-9a-z]{1,40}$/.test(order.customerId)) return refuse({ kind: "customer-unknown" });
  if (!isCurrency(currency) || currency !== limits.currency) return refuse({ kind: "currency-not-accepted" });
  if (minorUnits < limits.leastCents) return refuse({ kind: "amount-too-small" });
  if (minorUnits > limits.mostCents) return refuse({ kind: "amount-too-large" });
  if (order.planId !== "" && !/^pln_[0-9a-z]{1,40}$/.test(order.planId)) return refuse({ kind: "plan-unknown" });
  if (order.invoiceId !== "" && !/^inv_[0-9a-z_]{1,60}$/.test(order.invoiceId))
    return refuse({ kind: "invoice-unknown" });
  if (order.planId !== "" && order.invoiceId !== "") return refuse({ kind: "for-two-things" });
  if (!/^[\x21-\x3f\x41-\x7e]{1,64}@[\x21-\x3f\x41-\x7e]{1,190}$/.test(order.email))
    return refuse({ kind: "email-not-accepted" });
  if (!/^https?:\/\/[\x21-\x7e]{1,500}$/.test(order.returnUrl)) return refuse({ kind: "return-address-not-accepted" });
  if (!/^[\x21-\x7e]{1,200}$/.test(order.idempotencyKey)) return refuse({ kind: "idempotency-key-not-accepted" });
  return ok(money(minorUnits, currency));
}
