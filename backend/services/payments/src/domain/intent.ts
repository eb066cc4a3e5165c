import type { Id } from "@beacom/ids";
import type { Money } from "@beacom/money";
import type { Purpose } from "#domain/purpose";

/** What a customer wants to pay, and what has become of it. */
export type Intent = {
  readonly paymentId: Id<"payment">;
  readonly customerId: string;
  readonly amount: Money;
  readonly purpose: Purpose;
  readonly email: string;
  readonly returnUrl: string;
  readonly provider: string;
  /** The references under which the provider was asked, oldest first. */
  readonly references: readonly string[];
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** When the first callback that claims success came in; it decides nothing and measures how long we took. */
  readonly callbackAt: Date | null;
  readonly state: IntentState;
};

export type IntentState =
  /** Written down here; the provider was not asked yet, or its answer is unknown. */
  | { readonly status: "created" }
  | { readonly status: "pending"; readonly redirectUrl: string }
  /** Nobody paid in time. Money that comes later is taken all the same. */
  | { readonly status: "expired"; readonly at: Date }
  /** Declined. The person may succeed on the same page a minute later, so this is not the end either. */
  | { readonly status: "failed"; readonly at: Date; readonly words: string }
  | { readonly status: "succeeded"; readonly at: Date; readonly reference: string; readonly receivedAt: Date }
  /** The provider says something that does not fit the intent: a person decides. */
  | { readonly status: "under-review"; readonly at: Date; readonly words: string };

export type IntentStatus = IntentState["status"];

/** Nothing that the provider says changes these any more. */
export const isSettled = ({ state }: Intent): boolean =>
  state.status === "succeeded" || state.status === "under-review";
export const isOpen = ({ state }: Intent): boolean => state.status === "created" || state.status === "pending";

/** Somebody may be on the provider's page right now: a declined card can be tried again there until the intent expires. */
export const mayBePaidNow = (intent: Intent, now: Date): boolean =>
  isOpen(intent) || (intent.state.status === "failed" && now < intent.expiresAt);

export type PaymentEvent =
  | "PaymentOpened"
  | "PaymentSucceeded"
  | "PaymentFailed"
  | "PaymentExpired"
  | "PaymentUnderReview";
