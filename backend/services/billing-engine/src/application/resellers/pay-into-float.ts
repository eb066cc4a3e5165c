import type { Result } from "@beacom/result";
import type { Clock } from "@beacom/time";
import { changeReseller } from "#application/resellers/change-reseller";
import type { Streams } from "#application/streams";
import { decidePayIn, decideReturnPayment, type PayInRefusal } from "#domain/resellers/pay-in";

type Payment = { readonly resellerId: string; readonly reference: string; readonly staffId: string };

/** The bank's reference is the command's key: told twice, it counts once. */
export type PayIntoFloatUseCase = (
  payment: Payment & { readonly amountCents: bigint },
) => Promise<Result<{ readonly floatCents: bigint }, PayInRefusal>>;
export type ReturnPaymentRefusal = { readonly kind: "reseller-unknown" | "payment-unknown" };
export type ReturnPaymentUseCase = (
  payment: Payment,
) => Promise<Result<{ readonly floatCents: bigint }, ReturnPaymentRefusal>>;

type Ports = { streams: Streams; clock: Clock };

export const payIntoFloatWith =
  ({ streams, clock }: Ports): PayIntoFloatUseCase =>
  ({ resellerId, reference, amountCents, staffId }) =>
    changeReseller(streams, resellerId, `reseller-payment:${resellerId}:${reference}`, (reseller) =>
      decidePayIn(reseller, { reference, amountCents, by: staffId, at: clock() }),
    );

export const returnPaymentWith =
  ({ streams, clock }: Ports): ReturnPaymentUseCase =>
  ({ resellerId, reference, staffId }) =>
    changeReseller(streams, resellerId, `reseller-payment-returned:${resellerId}:${reference}`, (reseller) =>
      decideReturnPayment(reseller, { reference, by: staffId, at: clock() }),
    );
