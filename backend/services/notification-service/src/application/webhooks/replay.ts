import { ok, type Result, refuse } from "@beacom/result";
import type { BusinessEvent } from "#application/webhooks/event-types";
import { bodyOf } from "#application/webhooks/event-types";
import type { DeliveryKey, EndpointRecords, InTransaction } from "#application/webhooks/ports";
import type { Actor } from "#application/webhooks/staff-acted";
import type { Endpoint } from "#domain/webhooks/endpoint";

type Refusal<Kind extends string> = { kind: Kind };
type NotNow = "endpoint-unknown" | "endpoint-disabled";
export type ReplayRefusal = Refusal<NotNow | "delivery-unknown" | "range-not-valid">;

export type ReplayDelivery = (
  request: DeliveryKey & { by: Actor },
) => Promise<Result<true, Refusal<NotNow | "delivery-unknown">>>;
export type ReplayRange = (request: {
  by: Actor;
  endpointId: string;
  from: Date;
  until: Date;
  alsoDelivered: boolean;
}) => Promise<Result<{ messages: number }, Refusal<NotNow | "range-not-valid">>>;
export type SendTestEvent = (request: {
  by: Actor;
  endpointId: string;
}) => Promise<Result<{ messageId: string }, Refusal<NotNow>>>;

type Needs = {
  transact: InTransaction<EndpointRecords>;
  clock: () => Date;
  /** There is something to deliver. */
  wake: () => void;
};

/** Sends a message again, under its id. */
export const replayDeliveryWith =
  (needs: Needs): ReplayDelivery =>
  async ({ by, ...key }) => {
    const done = await needs.transact(async ({ endpoints, replays, tell }) => {
      const endpoint = usable(await endpoints.hold(key.endpointId));
      if (!endpoint.ok) return endpoint;
      const at = needs.clock();
      if (!(await replays.one(key, at))) return refuse({ kind: "delivery-unknown" as const });
      const { endpointId, messageId } = key;
      await tell({ at, by, action: "webhook.replayed", endpointId, reason: "", after: { messageId } });
      return ok(true as const);
    });
    if (done.ok) needs.wake();
    return done;
  };

/** Sends what an endpoint missed in a time, as far as it is kept. */
export const replayRangeWith =
  (needs: Needs): ReplayRange =>
  async ({ by, endpointId, from, until, alsoDelivered }) => {
    if (!(from < until)) return refuse({ kind: "range-not-valid" });
    const done = await needs.transact(async ({ endpoints, replays, tell }) => {
      const endpoint = usable(await endpoints.hold(endpointId));
      if (!endpoint.ok) return endpoint;
      const [at, { eventTypes }] = [needs.clock(), endpoint.value];
      const messages = await replays.range({ endpointId, eventTypes, from, until, alsoDelivered, at });
      const range = { from: from.toISOString(), until: until.toISOString(), alsoDelivered, messages };
      await tell({ at, by, action: "webhook.range-replayed", endpointId, reason: "", after: range });
      return ok({ messages });
    });
    if (done.ok) needs.wake();
    return done;
  };

/** Sends an event that says nothing, to see whether it arrives. */
export const sendTestEventWith =
  (needs: Needs & { newMessageId: () => string }): SendTestEvent =>
  async ({ by, endpointId }) => {
    const done = await needs.transact(async ({ endpoints, outgoing, tell }) => {
      const endpoint = usable(await endpoints.hold(endpointId));
      if (!endpoint.ok) return endpoint;
      const [messageId, at] = [needs.newMessageId(), needs.clock()];
      const event: BusinessEvent = { type: "webhook.test", cause: messageId, at, data: { endpointId } };
      const message = { messageId, type: event.type, body: bodyOf(event), for: [{ endpointId, enabled: true }] };
      await outgoing.keep([message], at);
      await tell({ at, by, action: "webhook.tested", endpointId, reason: "", after: { messageId } });
      return ok({ messageId });
    });
    if (done.ok) needs.wake();
    return done;
  };

function usable(endpoint: Endpoint | undefined): Result<Endpoint, Refusal<NotNow>> {
  if (!endpoint) return refuse({ kind: "endpoint-unknown" });
  return endpoint.disabled === null ? ok(endpoint) : refuse({ kind: "endpoint-disabled" });
}
