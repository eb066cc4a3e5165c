import { isCurrency } from "@beacom/money";
import { type FollowedEvent, read } from "@beacom/outbox";
import { type Payment, PaymentSucceededSchema } from "@beacom/proto/payments/v1/payments";
import type { Logger, Metrics } from "@beacom/runtime";
import type { CreditPaymentUseCase } from "#application/credit-payment";

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

  async function credit({ paymentId, customerId, planId, provider, amount }: Payment): Promise<void> {
    const currency = amount?.currency ?? "";
    const result =
      customerId !== "" && isCurrency(currency)
        ? await creditPayment({
            paymentId,
            customerId,
            planId,
            provider,
            amountCents: amount?.minorUnits ?? 0n,
            currency,
          })
        : {
            ok: false as const,
            error: { kind: (customerId === "" ? "customer-missing" : "currency-differs") as string },
          };
    payments.inc({ result: result.ok ? "credited" : result.error.kind });
    // payments checks amount and currency before it says that a payment succeeded, so somebody has to look at this one.
    if (!result.ok) log.error({ paymentId, customerId, reason: result.error.kind }, "a payment was not credited");
  }

  return async (events) => {
    const succeeded = events.flatMap((event) => read(PaymentSucceededSchema, event)?.payment ?? []);
    await Promise.all(succeeded.map(credit));
  };
}
