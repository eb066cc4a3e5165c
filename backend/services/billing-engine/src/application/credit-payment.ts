import type { Currency } from "@beacom/money";
import { ok, type Result } from "@beacom/result";
import type { Clock } from "@beacom/time";
import { changeAccount } from "#application/accounts";
import { newBundleIds } from "#application/buy-bundle";
import type { PlansOnOffer } from "#application/catalogue";
import type { Streams } from "#application/streams";
import { decideTopUp, type TopUpRefusal } from "#domain/top-up";

export type Payment = {
  readonly customerId: string;
  readonly paymentId: string;
  readonly provider: string;
  readonly amountCents: bigint;
  readonly currency: Currency;
  /** Empty for a plain top-up. */
  readonly planId: string;
  readonly traceparent?: string;
};
export type CreditPaymentUseCase = (payment: Payment) => Promise<Result<void, TopUpRefusal>>;

/** Credits the wallet once per payment and, in the same append, activates the bundle that it was meant for. */
export const creditPaymentWith =
  (ports: {
    streams: Streams;
    plans: PlansOnOffer;
    clock: Clock;
    currency: Currency;
    vatToday: () => bigint;
  }): CreditPaymentUseCase =>
  async ({ planId, traceparent = "", ...payment }) => {
    const { streams, plans, clock, currency, vatToday } = ports;
    const plan = planId === "" ? undefined : await plans.find(planId);
    const purchase = { planId, plan, bundleIds: newBundleIds(plan), vatBasisPoints: vatToday() };
    const result = await changeAccount<TopUpRefusal>(streams, {
      customerId: payment.customerId,
      key: `payment:${payment.paymentId}`,
      traceparent,
      decide: (account) =>
        decideTopUp(account, {
          ...payment,
          walletCurrency: currency,
          ...(planId !== "" && { purchase }),
          at: clock(),
        }),
    });
    if (result.ok || result.error.kind === "command-repeated") return ok(undefined);
    return { ok: false, error: result.error };
  };
