import type { PaymentProvider } from "@beacom/payments";
import type { Clock } from "@beacom/time";
import type { Intents } from "#application/intents";
import type { Watch } from "#application/watch";
import type { Intent } from "#domain/intent";

export type CheckCharge = (intent: Intent, reference: string) => Promise<{ intent: Intent; answered: boolean }>;

/** Asks the provider what it holds under one reference, and lets the intent follow from that. */
export const checkChargeWith =
  (parts: {
    intents: Intents;
    provider: PaymentProvider;
    watch: Watch;
    clock: Clock;
    deadline: () => AbortSignal;
  }): CheckCharge =>
  async (intent, reference) => {
    const startedAt = parts.clock();
    const answer = await parts.provider.charge(reference, { signal: parts.deadline() });
    parts.watch.answered("charge", answer.kind, answer.kind === "unknown" ? answer.reason : "", startedAt);
    if (answer.kind !== "charge") return { intent, answered: answer.kind === "reference-unknown" };
    const observation = { kind: "charge-seen", asked: reference, charge: answer.charge } as const;
    const observed = await parts.intents.observe(intent.paymentId, observation, parts.clock());
    if (observed.changed) parts.watch.moved(observed.intent);
    if (observed.finding) parts.watch.found(observed.intent, observed.finding);
    return { intent: observed.intent, answered: true };
  };
