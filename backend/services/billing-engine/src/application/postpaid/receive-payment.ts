import type { Result } from "@beacom/result";
import {
  commandPostpaid,
  type NotBilled,
  type PostpaidOutcome,
  type PostpaidPorts,
} from "#application/postpaid/change-postpaid";
import { decideReceivePayment, type IncomingPayment, type PayRefusal } from "#domain/postpaid/pay";

export type ReceivePaymentUseCase = (
  payment: IncomingPayment & { readonly customerId: string },
) => Promise<Result<PostpaidOutcome, PayRefusal | NotBilled>>;

/** A payment counts once, however often its provider or bank tells of it. */
export const receivePaymentWith =
  (ports: PostpaidPorts): ReceivePaymentUseCase =>
  ({ customerId, ...payment }) =>
    commandPostpaid<PayRefusal>(ports, {
      customerId,
      key: `postpaid-payment:${payment.paymentId}`,
      decide: (state, now) => decideReceivePayment(state, payment, now),
    });
