import type { PaymentProvider } from "@beacom/payments";
import type { Clock } from "@beacom/time";
import { askDueWith, askProviderWith } from "#application/ask-provider";
import { checkChargeWith } from "#application/check-charge";
import { createPaymentWith } from "#application/create-payment";
import { getPaymentWith } from "#application/get-payment";
import type { Intents } from "#application/intents";
import { openPaymentWith } from "#application/open-payment";
import type { Watch } from "#application/watch";
import type { Limits } from "#domain/order";

/** The use cases, wired to each other: the module gives them a database and Paystack, tests give them what they like. */
export function paymentFlow(parts: {
  intents: Intents;
  provider: PaymentProvider;
  watch: Watch;
  clock: Clock;
  log: { error(fields: object, words: string): void };
  limits: Limits;
  expiryMs: number;
  providerTimeoutMs: number;
}) {
  const { intents, provider, watch, clock, limits, expiryMs } = parts;
  const stopping = new AbortController();
  const deadline = () => AbortSignal.any([stopping.signal, AbortSignal.timeout(parts.providerTimeoutMs)]);
  const running = new Set<Promise<unknown>>();

  const checkCharge = checkChargeWith({ intents, provider, watch, clock, deadline });
  const openPayment = openPaymentWith({ intents, provider, checkCharge, watch, clock, deadline });
  const askProvider = askProviderWith({ intents, openPayment, checkCharge, watch, clock });

  return {
    createPayment: createPaymentWith({ intents, provider, openPayment, limits, expiryMs, clock }),
    getPayment: getPaymentWith({ intents, askProvider, clock }),
    askDue: askDueWith({ intents, askProvider, clock }),
    /** Work whose caller has gone: it ends by itself, and its fault is told. */
    goingOn(work: Promise<unknown>): void {
      const told = work
        .catch((error: unknown) => {
          if (!stopping.signal.aborted) parts.log.error({ err: error }, "cannot finish asking the provider");
        })
        .finally(() => running.delete(told));
      running.add(told);
    },
    /** Gives up waiting for the provider; what is not known stays to be asked after the next start. */
    stop: () => stopping.abort(),
    finished: async () => void (await Promise.all(running)),
  };
}
