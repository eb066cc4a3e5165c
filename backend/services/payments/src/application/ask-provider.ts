import type { Clock } from "@beacom/time";
import type { CheckCharge } from "#application/check-charge";
import type { Due, Intents } from "#application/intents";
import type { OpenPayment } from "#application/open-payment";
import type { Watch } from "#application/watch";
import { type Intent, isOpen } from "#domain/intent";
import { nextAskAt } from "#domain/schedule";

export type AskProvider = (paymentId: string) => Promise<Intent>;
type Parts = { intents: Intents; openPayment: OpenPayment; checkCharge: CheckCharge; watch: Watch; clock: Clock };

/** Learns all that the provider knows about an intent; opens it there first when that has not happened yet. */
export const askProviderWith =
  ({ intents, openPayment, checkCharge, watch, clock }: Parts): AskProvider =>
  async (paymentId) => {
    let intent = await intents.find(paymentId);
    if (!intent) throw new Error(`${paymentId} is gone`);
    if (intent.state.status === "created" && clock() < intent.expiresAt) {
      intent = await openPayment(paymentId);
    } else {
      for (const reference of intent.references) {
        // The one that settled it has nothing new to say; another may turn out to be a second charge.
        if (intent.state.status === "succeeded" && intent.state.reference === reference) continue;
        intent = (await checkCharge(intent, reference)).intent;
      }
    }
    if (!isOpen(intent) || clock() < intent.expiresAt) return intent;
    const observed = await intents.observe(paymentId, { kind: "time-passed" }, clock());
    if (observed.changed) watch.moved(observed.intent);
    return observed.intent;
  };

/** One turn of the poller for one intent: ask, then say when to ask again. */
export const askDueWith =
  ({ intents, askProvider, clock }: { intents: Intents; askProvider: AskProvider; clock: Clock }) =>
  async (due: Due): Promise<void> => {
    const intent = await askProvider(due.paymentId);
    await intents.askAgain(due, nextAskAt(intent, clock()));
  };
