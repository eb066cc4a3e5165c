import { type FollowedEvent, read } from "@beacom/outbox";
import { CustomerRegisteredSchema, CustomerVerifiedSchema } from "@beacom/proto/identity/v1/identity";
import { type Payment, PaymentFailedSchema, PaymentSucceededSchema } from "@beacom/proto/payments/v1/payments";
import { type SessionReported, SessionsReportedSchema } from "@beacom/proto/radius/v1/radius";
import { timestampDate } from "@bufbuild/protobuf/wkt";
import type { BusinessEvent } from "#application/webhooks/event-types";
import { orNull, shownMoney } from "#transport/business-events/shown";

export function identityEvents(event: FollowedEvent): BusinessEvent[] {
  const { at, position } = event;
  const cause = `identity/${position}`;
  const registered = read(CustomerRegisteredSchema, event);
  if (registered) return [{ type: "customer.registered", cause, at, data: shownCustomer(registered) }];
  const verified = read(CustomerVerifiedSchema, event);
  return verified ? [{ type: "customer.verified", cause, at, data: shownCustomer(verified) }] : [];
}

export function paymentEvents(event: FollowedEvent): BusinessEvent[] {
  const { at, position } = event;
  const cause = `payments/${position}`;
  const succeeded = read(PaymentSucceededSchema, event)?.payment;
  if (succeeded) return [{ type: "payment.succeeded", cause, at, data: shownPayment(succeeded) }];
  const failed = read(PaymentFailedSchema, event)?.payment;
  return failed ? [{ type: "payment.failed", cause, at, data: shownPayment(failed) }] : [];
}

/** Most reports are of sessions that go on, and say nothing here. */
export const sessionEvents = (event: FollowedEvent): BusinessEvent[] =>
  read(SessionsReportedSchema, event)?.reports.flatMap(eventsOfSession) ?? [];

function eventsOfSession(report: SessionReported): BusinessEvent[] {
  const { sessionId, customerId, octetsDown, octetsUp } = report;
  if (!report.startedAt || !report.reportedAt) return [];
  const started = timestampDate(report.startedAt);
  const startedAt = started.toISOString();
  if (report.endedAt) {
    const at = timestampDate(report.endedAt);
    const counted = { octetsDown: Number(octetsDown), octetsUp: Number(octetsUp) };
    const data = { customerId, sessionId, startedAt, endedAt: at.toISOString(), ...counted };
    // A router that repeats itself, or counts some more after the end, has still ended it once.
    return [{ type: "session.stopped", cause: `session/${sessionId}/stopped`, at, firstAt: started, data }];
  }
  const sinceMs = timestampDate(report.reportedAt).getTime() - started.getTime();
  if (octetsDown + octetsUp > 0n || sinceMs > startIsToldWithinMs) return [];
  const data = { customerId, sessionId, startedAt };
  return [{ type: "session.started", cause: `session/${sessionId}/started`, at: started, data }];
}

/** A router tells of a start at once; what comes later with nothing used is a session that only idles. */
const startIsToldWithinMs = 30_000;

const shownCustomer = ({ customerId, language }: { customerId: string; language: string }) => ({
  customerId,
  language,
});

const shownPayment = ({ paymentId, customerId, amount, provider, planId, invoiceId }: Payment) => ({
  paymentId,
  customerId,
  amount: shownMoney(amount),
  provider,
  planId: orNull(planId),
  invoiceId: orNull(invoiceId),
});
