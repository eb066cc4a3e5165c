import type { Clock } from "@beacom/time";
import type { CheckCharge } from "#application/check-charge";
import type { Due, Intents } from "#application/intents";
import type { OpenPayment } from "#application/open-payment";
import type { Watch } from "#application/watch";
import { type Intent, isOpen } from "#domain/intent";
import { nextAskAt, soonAgain } from "#domain/schedule";

/** `answered` is false when the provider owes us an answer about a reference that may hold money. */
export type Asked = { readonly intent: Intent; readonly answered: boolean };
export type AskProvider = (paymentId: string) => Promise<Asked>;
type Parts = { intents: Intents; openPayment: OpenPayment; checkCharge: CheckCharge; watch: Watch; clock: Clock };

/** Learns all that the provider knows about an intent; opens it there first when that has not happened yet. */
export const askProviderWith =
  ({ intents, openPayment, checkCharge, watch, clock }: Parts): AskProvider =>
  async (paymentId) => {
    let intent = await intents.find(paymentId);
    let answered = true;
    if (!intent) throw new Error(`${paymentId} is gone`);
    if (intent.state.status === "created" && clock() < intent.expiresAt) {
      intent = await openPayment(paymentId);
    } else {
      for (const reference of intent.references) {
        // The one that settled it has nothing new to say; another may turn out to be a second charge.
        if (intent.state.status === "succeeded" && intent.state.reference === reference) continue;
        const checked = await checkCharge(intent, reference);
        intent = checked.intent;
        answered &&= checked.answered;
      }
    }
    if (!isOpen(intent) || clock() < intent.expiresAt) return { intent, answered };
    const observed = await intents.observe(paymentId, { kind: "time-passed" }, clock());
    if (observed.changed) watch.moved(observed.intent);
    return { intent: observed.intent, answered };
  };

/** One turn of the poller for one intent: ask, then say when to ask again. */
export const askDueWith =
  ({ intents, askProvider, clock }: { intents: Intents; askProvider: AskProvider; clock: Clock }) =>
  async (due: Due): Promise<void> => {
    const { intent, answered } = await askProvider(due.paymentId);
    // A callback may have named an intent that nobody looks after any more: without an answer its question stays open.
    const next = nextAskAt(intent, clock());
    const repeat = soonAgain(intent, clock());
    await intents.askAgain(due, answered || (next && next < repeat) ? next : repeat);
  };
