import { type OutboxMessage, message } from "@beacom/outbox";
import {
  type Payment,
  PaymentExpiredSchema,
  PaymentFailedSchema,
  PaymentOpenedSchema,
  PaymentSchema,
  PaymentStatus,
  PaymentSucceededSchema,
  PaymentUnderReviewSchema,
} from "@beacom/proto/payments/v1/payments";
import { currentTraceparent } from "@beacom/runtime";
import { create } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { Intent, IntentStatus, PaymentEvent } from "#domain/intent";
import { namesOf } from "#domain/purpose";

const statuses = {
  created: PaymentStatus.CREATED,
  pending: PaymentStatus.PENDING,
  expired: PaymentStatus.EXPIRED,
  failed: PaymentStatus.FAILED,
  succeeded: PaymentStatus.SUCCEEDED,
  "under-review": PaymentStatus.UNDER_REVIEW,
} satisfies Record<IntentStatus, PaymentStatus>;

/** An intent in the words of the other services. */
export function paymentMessage(intent: Intent): Payment {
  const { state } = intent;
  return create(PaymentSchema, {
    paymentId: intent.paymentId,
    customerId: intent.customerId,
    amount: { minorUnits: intent.amount.minorUnits, currency: intent.amount.currency },
    ...namesOf(intent.purpose),
    status: statuses[state.status],
    provider: intent.provider,
    providerReference: state.status === "succeeded" ? state.reference : (intent.references.at(-1) ?? ""),
    redirectUrl: state.status === "pending" ? state.redirectUrl : "",
    reason: "words" in state ? state.words : "",
    createdAt: timestampFromDate(intent.createdAt),
    ...("at" in state && { settledAt: timestampFromDate(state.at) }),
  });
}

const plainEvents = {
  PaymentOpened: PaymentOpenedSchema,
  PaymentFailed: PaymentFailedSchema,
  PaymentExpired: PaymentExpiredSchema,
  PaymentUnderReview: PaymentUnderReviewSchema,
};

export function eventMessage(event: PaymentEvent, intent: Intent, at: Date): OutboxMessage {
  const traceparent = currentTraceparent();
  return { ...untraced(event, intent, at), ...(traceparent && { traceparent }) };
}

function untraced(event: PaymentEvent, intent: Intent, at: Date): OutboxMessage {
  const payment = paymentMessage(intent);
  if (event !== "PaymentSucceeded") return message(plainEvents[event], intent.paymentId, { payment }, at);
  const receivedAt = timestampFromDate(intent.state.status === "succeeded" ? intent.state.receivedAt : at);
  return message(PaymentSucceededSchema, intent.paymentId, { payment, receivedAt }, at);
}
