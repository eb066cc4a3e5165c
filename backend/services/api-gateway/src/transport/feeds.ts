import type { DescMessage, MessageShape } from "@bufbuild/protobuf";
import { type FollowedEvent, read } from "@beacom/outbox";
import {
  AccountOpenedSchema,
  BundleActivatedSchema,
  BundleExpiredSchema,
  ServiceStateChangedSchema,
  UsageChargedSchema,
  UsageNoticeRaisedSchema,
  WalletToppedUpSchema,
} from "@beacom/proto/billing/v1/billing";
import {
  PaymentExpiredSchema,
  PaymentFailedSchema,
  PaymentSucceededSchema,
  PaymentUnderReviewSchema,
} from "@beacom/proto/payments/v1/payments";
import { SessionReportedSchema, SessionsReportedSchema } from "@beacom/proto/radius/v1/radius";
import { instant, paymentJson } from "#application/from-proto";
import type { LiveView } from "#application/live-view";
import type { OnlineView } from "#application/online-view";

const paymentEvents = [PaymentSucceededSchema, PaymentFailedSchema, PaymentExpiredSchema, PaymentUnderReviewSchema];
const accountEvents = [
  AccountOpenedSchema,
  BundleActivatedSchema,
  BundleExpiredSchema,
  ServiceStateChangedSchema,
  UsageChargedSchema,
  WalletToppedUpSchema,
];

/** Turns an event of a service into what watching customers are told. */
export function tellOf(
  event: FollowedEvent,
  { live, online }: { live: LiveView; online: Pick<OnlineView, "reported"> },
) {
  const notice = read(UsageNoticeRaisedSchema, event);
  if (notice) {
    const { customerId, bundleId, bundleName, percent } = notice;
    const left = { octetsRemaining: Number(notice.octetsRemaining), expiresAt: instant(notice.expiresAt) };
    live.tell(customerId, "notice", { bundleId, bundleName, percent, ...left });
    return live.changed(customerId);
  }
  const payment = oneOf(paymentEvents, event)?.payment;
  if (payment) return live.tell(payment.customerId, "payment", paymentJson(payment));
  const changed = oneOf(accountEvents, event);
  if (changed) return live.changed(changed.customerId);
  const single = read(SessionReportedSchema, event);
  for (const { customerId, sessionId, endedAt } of single
    ? [single]
    : (read(SessionsReportedSchema, event)?.reports ?? [])) {
    online.reported({ customerId, sessionId, ended: endedAt !== undefined });
    live.changed(customerId);
  }
}

/** The message, if the event is of one of these types. */
function oneOf<S extends DescMessage>(schemas: readonly S[], event: FollowedEvent): MessageShape<S> | undefined {
  const schema = schemas.find(({ typeName }) => typeName === event.type);
  return schema && read(schema, event);
}
