import type { Result } from "@beacom/result";
import { type NotBilled, type PostpaidPorts } from "#application/postpaid/change-postpaid";
import { commandPostpaidNamed, type PostpaidOutcome } from "#application/postpaid/command-postpaid";
import { decideReceivePayment, type IncomingPayment, type PayRefusal } from "#domain/postpaid/pay";

export type ReceivePaymentUseCase = (
  payment: IncomingPayment & { readonly customerId: string; readonly traceparent?: string },
) => Promise<Result<PostpaidOutcome, PayRefusal | NotBilled>>;

/** A payment counts once, however often its provider or bank tells of it. */
export const receivePaymentWith =
  (ports: PostpaidPorts): ReceivePaymentUseCase =>
  ({ customerId, traceparent, ...payment }) =>
    commandPostpaidNamed<PayRefusal>(ports, {
      customerId,
      // The key that it would have in the wallet: it goes to one of the two, also when both are tried at the same time.
      key: `${payment.source === "provider" ? "payment" : "postpaid-payment"}:${payment.paymentId}`,
      ...(traceparent && { traceparent }),
      decide: (state, now) => decideReceivePayment(state, payment, now),
    });
