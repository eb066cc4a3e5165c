import { newId } from "@beacom/ids";
import type { PaymentProvider } from "@beacom/payments";
import { ok, type Result, refuse } from "@beacom/result";
import type { Clock } from "@beacom/time";
import type { Intents } from "#application/intents";
import type { OpenPayment } from "#application/open-payment";
import type { Intent } from "#domain/intent";
import { checkOrder, type Limits, type Order, type OrderRefusal } from "#domain/order";
import { namesOf } from "#domain/purpose";

export type CreateRefusal = OrderRefusal | { readonly kind: "idempotency-key-reused" };
/** `opening` goes on whether or not anybody waits for it. */
export type Created = { readonly intent: Intent; readonly opening: Promise<Intent> };
export type CreatePayment = (order: Order) => Promise<Result<Created, CreateRefusal>>;

/** The intent is durable before the provider hears of it, so an answer that gets lost can always be found again under its reference. */
export const createPaymentWith =
  (parts: {
    intents: Intents;
    provider: PaymentProvider;
    openPayment: OpenPayment;
    limits: Limits;
    expiryMs: number;
    clock: Clock;
  }): CreatePayment =>
  async (order) => {
    const checked = checkOrder(order, parts.limits);
    if (!checked.ok) return checked;
    const createdAt = parts.clock();
    const paymentId = newId("payment", createdAt.getTime());
    const { intent } = await parts.intents.begin(
      {
        paymentId,
        customerId: order.customerId,
        ...checked.value,
        email: order.email,
        returnUrl: order.returnUrl.replaceAll("{payment_id}", paymentId),
        provider: parts.provider.name,
        references: [parts.provider.reference(paymentId, 1)],
        createdAt,
        expiresAt: new Date(createdAt.getTime() + parts.expiryMs),
        callbackAt: null,
        state: { status: "created" },
      },
      order.idempotencyKey,
    );
    if (!isSameOrder(intent, order)) return refuse({ kind: "idempotency-key-reused" });
    const opening = intent.state.status === "created" ? parts.openPayment(intent.paymentId) : Promise.resolve(intent);
    return ok({ intent, opening });
  };

/** E-mail and return address may change between two tries of one click; what is paid for may not. */
function isSameOrder({ amount, purpose }: Intent, order: Order): boolean {
  const { planId, invoiceId } = namesOf(purpose);
  return (
    amount.minorUnits === order.minorUnits &&
    amount.currency === order.currency &&
    planId === order.planId &&
    invoiceId === order.invoiceId
  );
}
