import { isCurrency } from "@beacom/money";
import { type FollowedEvent, read } from "@beacom/outbox";
import { type Payment, PaymentSucceededSchema } from "@beacom/proto/payments/v1/payments";
import type { Metrics } from "@beacom/runtime";
import type { CreditPaymentUseCase } from "#application/credit-payment";
import type { ReceiveForInvoiceUseCase } from "#application/postpaid/receive-for-invoice";
import { sideBySide } from "#transport/side-by-side";

/**
 * Credits the payments that succeeded, to the invoice that they were for or to the wallet. May be repeated: a payment is credited once, by
 * its id. One that is refused fails, so that it is set aside and not passed over: payments has the money, and checked amount and currency
 * before it said so.
 */
export function paymentsReceived(options: {
  creditPayment: CreditPaymentUseCase;
  postpaid: { readonly receiveForInvoice: ReceiveForInvoiceUseCase };
  metrics: Metrics;
}): (events: readonly FollowedEvent[]) => Promise<void> {
  const { creditPayment, postpaid } = options;
  const payments = options.metrics.counter("beacom_billing_payments_total", "Payments by what became of them", [
    "result",
  ]);

  async function credit(payment: Payment, traceparent: string): Promise<string> {
    const { paymentId, customerId, planId, invoiceId, provider, providerReference: reference, amount } = payment;
    if (customerId === "") return "customer-missing";
    if (!amount || !isCurrency(amount.currency)) return "currency-differs";
    const { minorUnits: amountCents, currency } = amount;
    if (invoiceId !== "") {
      const paid = { customerId, paymentId, invoiceId, reference, amountCents, currency, traceparent };
      const received = await postpaid.receiveForInvoice(paid);
      if (!received.ok) return received.error.kind;
      if (received.value === "on-invoice") return "paid-invoice";
    }
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
      if (result !== "credited" && result !== "paid-invoice")
        throw new Error(`${payment.paymentId} was not credited: ${result}`);
    });
  };
}
