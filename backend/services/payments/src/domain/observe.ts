import { formatMoney, isCurrency, money } from "@beacom/money";
import { type Intent, type IntentState, isOpen, isSettled, type PaymentEvent } from "#domain/intent";

/** What the provider holds under one of our references. */
export type SeenCharge = {
  readonly reference: string;
  readonly outcome: "succeeded" | "failed" | "reversed" | "open";
  readonly amount: { readonly minorUnits: bigint; readonly currency: string };
  readonly words: string;
};

/** Something that we learnt. Only the provider's answers to our own questions are here: a callback teaches nothing but to ask. */
export type Observation =
  | { readonly kind: "opened"; readonly redirectUrl: string }
  | { readonly kind: "opening-refused"; readonly words: string }
  | { readonly kind: "charge-seen"; readonly asked: string; readonly charge: SeenCharge }
  | { readonly kind: "time-passed" };

export type Finding = { readonly kind: "paid-twice"; readonly reference: string; readonly words: string };
export type Decision = {
  readonly intent: Intent;
  readonly event: PaymentEvent | null;
  readonly finding: Finding | null;
};

/**
 * What an observation makes of an intent. States only move up (created, pending, expired, failed, and then succeeded or under review), so
 * the same observations lead to the same end in whatever order and however often they come, and each step is announced once.
 */
export function decide(intent: Intent, observation: Observation, now: Date): Decision {
  switch (observation.kind) {
    case "opened":
      if (intent.state.status !== "created") return unchanged(intent);
      return moved(intent, { status: "pending", redirectUrl: observation.redirectUrl }, "PaymentOpened");
    case "opening-refused":
      if (intent.state.status !== "created") return unchanged(intent);
      return moved(intent, { status: "failed", at: now, words: observation.words }, "PaymentFailed");
    case "time-passed":
      if (!isOpen(intent) || now < intent.expiresAt) return unchanged(intent);
      return moved(intent, { status: "expired", at: now }, "PaymentExpired");
    default:
      return decideCharge(intent, observation.asked, observation.charge, now);
  }
}

function decideCharge(intent: Intent, asked: string, charge: SeenCharge, now: Date): Decision {
  if (isSettled(intent)) return { intent, event: null, finding: secondCharge(intent, asked, charge) };
  switch (charge.outcome) {
    case "open":
      return unchanged(intent);
    case "failed":
      if (intent.state.status === "failed") return unchanged(intent);
      return moved(intent, { status: "failed", at: now, words: declined(charge) }, "PaymentFailed");
    case "reversed":
      return underReview(intent, "The provider took the money and gave it back before it was booked here.", now);
    default: {
      const wrong = mismatch(intent, asked, charge);
      if (wrong) return underReview(intent, wrong, now);
      const receivedAt = intent.callbackAt ?? now;
      return moved(intent, { status: "succeeded", at: now, reference: asked, receivedAt }, "PaymentSucceeded");
    }
  }
}

/** In words, for whoever has to decide; undefined when everything fits. */
function mismatch(intent: Intent, asked: string, charge: SeenCharge): string | undefined {
  if (charge.reference !== asked || !intent.references.includes(asked)) {
    return `The provider answered about ${short(charge.reference)} when it was asked about ${asked}.`;
  }
  const { minorUnits, currency } = charge.amount;
  if (currency === intent.amount.currency && minorUnits === intent.amount.minorUnits) return undefined;
  return `The provider reports ${inWords(minorUnits, currency)} where ${formatMoney(intent.amount)} was asked for.`;
}

/** One intent, two charges: possible when a page whose address we never learnt was paid after all. The customer's money must go back. */
function secondCharge({ state }: Intent, asked: string, charge: SeenCharge): Finding | null {
  if (state.status !== "succeeded" || charge.outcome !== "succeeded" || asked === state.reference) return null;
  const amount = inWords(charge.amount.minorUnits, charge.amount.currency);
  return { kind: "paid-twice", reference: asked, words: `Paid again with ${amount}: refund this charge.` };
}

const unchanged = (intent: Intent): Decision => ({ intent, event: null, finding: null });
const moved = (intent: Intent, state: IntentState, event: PaymentEvent): Decision => ({
  intent: { ...intent, state },
  event,
  finding: null,
});
const underReview = (intent: Intent, words: string, at: Date): Decision =>
  moved(intent, { status: "under-review", at, words }, "PaymentUnderReview");

const declined = ({ words }: SeenCharge): string =>
  words === ""
    ? "The payment was declined. Nothing was charged."
    : `The payment was declined: ${short(words)}. Nothing was charged.`;
const short = (text: string): string => text.trim().replace(/\.$/, "").slice(0, 200);
const inWords = (minorUnits: bigint, currency: string): string =>
  isCurrency(currency) ? formatMoney(money(minorUnits, currency)) : `${minorUnits} cents of ${short(currency)}`;
