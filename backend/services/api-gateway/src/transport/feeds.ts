import { setTimeout as wait } from "node:timers/promises";
import { fromJsonString } from "@bufbuild/protobuf";
import type { DescMessage, MessageShape } from "@bufbuild/protobuf";
import {
  BundleActivatedSchema,
  BundleExpiredSchema,
  AccountOpenedSchema,
  ServiceStateChangedSchema,
  UsageChargedSchema,
  UsageNoticeRaisedSchema,
  WalletToppedUpSchema,
} from "@beacom/proto/billing/v1/billing";
import type { MessageInitShape } from "@bufbuild/protobuf";
import type { Event, EventBatch, FollowRequestSchema } from "@beacom/proto/events/v1/events";
import {
  PaymentFailedSchema,
  PaymentSucceededSchema,
  PaymentUnderReviewSchema,
} from "@beacom/proto/payments/v1/payments";
import { SessionReportedSchema, SessionsReportedSchema } from "@beacom/proto/radius/v1/radius";
import { instant, paymentJson } from "#application/from-proto";
import type { LiveView } from "#application/live-view";

type Request = MessageInitShape<typeof FollowRequestSchema>;
type Source = (request: Request, options: { signal: AbortSignal }) => AsyncIterable<EventBatch>;
type Log = { warn: (fields: object, message: string) => void; info: (fields: object, message: string) => void };

/** Turns the services' events into what watching customers are told. Begins with what is new: the gateway keeps nothing. */
export function followFeeds(sources: Record<string, Source>, live: LiveView, log: Log): { close(): Promise<void> } {
  const stop = new AbortController();
  const loops = Object.entries(sources).map(([name, source]) => followOne(name, source));
  return {
    async close() {
      stop.abort();
      await Promise.allSettled(loops);
    },
  };

  async function followOne(name: string, source: Source) {
    let from: Request = { onlyNew: true };
    let failing = false;
    for (let delayMs = 100; !stop.signal.aborted; delayMs = Math.min(delayMs * 2, 5_000)) {
      try {
        const batches: AsyncIterable<EventBatch> = source(from, { signal: stop.signal });
        for await (const batch of batches) {
          if (failing) log.info({ feed: name }, "live feed is back");
          failing = false;
          delayMs = 100;
          for (const event of batch.events) tellOf(event, live);
          const position: bigint = batch.events.at(-1)?.position ?? batch.head;
          from = { afterPosition: position };
        }
      } catch (error) {
        if (stop.signal.aborted) return;
        if (!failing) log.warn({ feed: name, err: error }, "live feed is interrupted");
        failing = true;
      }
      await wait(delayMs, undefined, { signal: stop.signal }).catch(() => undefined);
    }
  }
}

export function tellOf(event: Event, live: LiveView) {
  const as = <S extends DescMessage>(schema: S): MessageShape<S> | undefined =>
    event.type === schema.typeName ? fromJsonString(schema, event.json, { ignoreUnknownFields: true }) : undefined;

  const notice = as(UsageNoticeRaisedSchema);
  if (notice) {
    const { customerId, bundleId, bundleName, percent, octetsRemaining, expiresAt } = notice;
    live.tell(customerId, "notice", {
      bundleId,
      bundleName,
      percent,
      octetsRemaining: Number(octetsRemaining),
      expiresAt: instant(expiresAt),
    });
    return live.changed(customerId);
  }
  const payment = (as(PaymentSucceededSchema) ?? as(PaymentFailedSchema) ?? as(PaymentUnderReviewSchema))?.payment;
  if (payment) return live.tell(payment.customerId, "payment", paymentJson(payment));
  const sessions =
    as(SessionsReportedSchema)?.reports ?? [as(SessionReportedSchema)].filter((one) => one !== undefined);
  for (const { customerId } of sessions) live.changed(customerId);
  const changed =
    as(UsageChargedSchema) ?? as(ServiceStateChangedSchema) ?? as(WalletToppedUpSchema) ?? as(BundleActivatedSchema);
  const other = changed ?? as(BundleExpiredSchema) ?? as(AccountOpenedSchema);
  if (other) live.changed(other.customerId);
}
