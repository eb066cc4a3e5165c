import { createPaystackSandbox } from "@beacom/paystack-sandbox";
import { paystackScheme } from "@beacom/payments";
import { paystackProvider } from "#adapters/paystack";
import type { OpenProviderWorld } from "#contract/provider-world";

const secretKey = "sk_test_contract";

export const paystackWorld: OpenProviderWorld = async (webhookUrl) => {
  const sandbox = await createPaystackSandbox({ port: 0, secretKey, webhookUrl, retryMs: 5 });
  const known = (did: boolean) => {
    if (!did) throw new Error("the sandbox does not know this reference");
  };
  return {
    provider: paystackProvider({ apiUrl: sandbox.url, secretKey }),
    scheme: paystackScheme(secretKey),
    pay: (reference) => known(sandbox.pay(reference)),
    decline: (reference) => known(sandbox.decline(reference)),
    claimPaid: (reference) => known(sandbox.claimPaid(reference)),
    misbehave: (how) =>
      sandbox.behave({
        duplicates: how.duplicates,
        reorder: how.reorder,
        wrongSignature: how.forged,
        stale: how.replayed,
        wrongAmountCents: how.wrongAmountCents,
        wrongCurrency: how.wrongCurrency,
        wrongIn: how.onlyCallbackLies ? "callback" : "everywhere",
        missingCallback: how.missingCallback,
        failures: how.failures,
        dropInitialize: how.lostAnswers,
        answerDelayMs: how.slowMs,
      }),
    callbacksArrived: () => sandbox.idle(),
    close: () => sandbox.close(),
  };
};
