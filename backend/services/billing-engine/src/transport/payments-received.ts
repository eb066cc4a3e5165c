import { isCurrency } from "@beacom/money";
import { type FollowedEvent, read } from "@beacom/outbox";
import { type Payment, PaymentSucceededSchema } from "@beacom/proto/payments/v1/payments";
import type { Logger, Metrics } from "@beacom/runtime";
import type { CreditPaymentUseCase } from "#application/credit-payment";
import { sideBySide } from "#transport/side-by-side";

/** Credits the payments that succeeded. May be repeated: a payment is credited once, by its id. */
export function paymentsReceived(options: {
  creditPayment: CreditPaymentUseCase;
  log: Logger;
  metrics: Metrics;
}): (events: readonly FollowedEvent[]) => Promise<void> {
  const { creditPayment, log } = options;
  const payments = options.metrics.counter("beacom_billing_payments_total", "Payments by what became of them", [
    "result",
  ]);

  async function credit(payment: Payment, traceparent: string): Promise<string> {
    const { paymentId, customerId, planId, provider, amount } = payment;
    if (customerId === "") return "customer-missing";
    if (!amount || !isCurrency(amount.currency)) return "currency-differs";
    const { minorUnits: amountCents, currency } = amount;
    const result = await creditPayment({
      paymentId,
      customerId,
      planId,
      provider,
      amountCents,
      currency,
      traceparent,
    });
    return result.ok ? "credited" : result.error.kind;
  }

  return async (events) => {
    await sideBySide(events, async (event) => {
      const payment = read(PaymentSucceededSchema, event)?.payment;
      if (!payment) return;
      const result = await credit(payment, event.traceparent);
      payments.inc({ result });
      if (result === "credited") return;
      // payments checks amount and currency before it says that a payment succeeded, so somebody has to look at this one.
      log.error({ paymentId: payment.paymentId, customerId: payment.customerId, result }, "a payment was not credited");
    });
  };
}
