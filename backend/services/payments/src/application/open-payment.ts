import type { OpenAnswer, PaymentProvider } from "@beacom/payments";
import type { Clock } from "@beacom/time";
import type { CheckCharge } from "#application/check-charge";
import type { Intents } from "#application/intents";
import type { Watch } from "#application/watch";
import { type Intent, isOpen } from "#domain/intent";

export type OpenPayment = (paymentId: string) => Promise<Intent>;

/** A process that dies holding the turn delays the next one by this much. No new round starts in its second half, and a round takes less than a half. */
const turnMs = 40_000;
const mostReferences = 5;
/** What the provider wrote is for the log; the customer needs to know where they stand. */
const refusedInWords = "The payment provider did not accept this payment. Nothing was charged.";

/**
 * Asks the provider for a page. Its answer may get lost after it took effect: then the same reference is "taken", the charge under it is
 * looked up, and if nobody has paid (nobody could: its address never arrived) the intent gets another reference and another page. All
 * references lead to the one intent, so money under any of them counts, and counts once.
 */
export function openPaymentWith(parts: {
  intents: Intents;
  provider: PaymentProvider;
  checkCharge: CheckCharge;
  watch: Watch;
  clock: Clock;
  deadline: () => AbortSignal;
}): OpenPayment {
  const { intents, provider, watch, clock } = parts;
  // Two clicks of one person wait for one answer. Between processes the turn in the database keeps them apart.
  const opening = new Map<string, Promise<Intent>>();

  return (paymentId) => {
    const already = opening.get(paymentId);
    if (already) return already;
    const run = inTurn(paymentId).finally(() => opening.delete(paymentId));
    opening.set(paymentId, run);
    return run;
  };

  async function inTurn(paymentId: string): Promise<Intent> {
    const now = clock();
    const intent = await intents.takeOpeningTurn(paymentId, now, new Date(now.getTime() + turnMs));
    if (!intent) return found(paymentId);
    try {
      return await open(intent);
    } finally {
      await intents.endOpeningTurn(paymentId);
    }
  }

  async function open(intent: Intent): Promise<Intent> {
    const lastRoundAt = clock().getTime() + turnMs / 2;
    let current = intent;
    while (current.state.status === "created" && clock().getTime() <= lastRoundAt) {
      const reference = current.references.at(-1)!;
      const answer = await ask(current, reference);
      if (answer.kind === "opened") {
        return observe(current, { kind: "opened", redirectUrl: answer.redirectUrl });
      }
      if (answer.kind === "refused") return observe(current, { kind: "opening-refused", words: refusedInWords });
      if (answer.kind === "unknown") return current;
      const seen = await parts.checkCharge(current, reference);
      if (!seen.answered || !isOpen(seen.intent)) return seen.intent;
      if (current.references.length >= mostReferences) return seen.intent;
      await intents.addReference(
        current.paymentId,
        provider.reference(current.paymentId, current.references.length + 1),
      );
      current = await found(current.paymentId);
    }
    return current;
  }

  async function ask(intent: Intent, reference: string): Promise<OpenAnswer> {
    const startedAt = clock();
    const { amount, email, returnUrl, paymentId } = intent;
    const metadata = { payment_id: paymentId };
    const answer = await provider.open({ reference, amount, email, returnUrl, metadata }, { signal: parts.deadline() });
    watch.answered("open", answer.kind, "reason" in answer ? answer.reason : "", startedAt);
    return answer;
  }

  async function observe(intent: Intent, observation: Parameters<Intents["observe"]>[1]): Promise<Intent> {
    const observed = await intents.observe(intent.paymentId, observation, clock());
    if (observed.changed) watch.moved(observed.intent);
    return observed.intent;
  }

  async function found(paymentId: string): Promise<Intent> {
    const intent = await intents.find(paymentId);
    if (!intent) throw new Error(`${paymentId} is gone`);
    return intent;
  }
}
