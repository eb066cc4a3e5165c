import { type FollowedEvent, read } from "@beacom/outbox";
import { CallbackReceivedSchema } from "@beacom/proto/webhooks/v1/webhooks";
import { timestampDate } from "@bufbuild/protobuf/wkt";
import type { ReceivedCallback, TakeCallbacks } from "#application/take-callbacks";

/** The callbacks among webhook-handler's events. */
export const takeEventsWith =
  (takeCallbacks: TakeCallbacks) =>
  (events: readonly FollowedEvent[]): Promise<void> =>
    takeCallbacks(events.flatMap(callbackIn));

function callbackIn(event: FollowedEvent): ReceivedCallback[] {
  const callback = read(CallbackReceivedSchema, event);
  if (!callback) return [];
  const { callbackId, provider, rawBody, receivedAt } = callback;
  return [{ callbackId, provider, rawBody, receivedAt: receivedAt ? timestampDate(receivedAt) : event.at }];
}
