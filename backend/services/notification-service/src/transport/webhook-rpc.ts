import type { WebhookService } from "@beacom/proto/notification/v1/webhooks";
import { callerOf, requireFresh, requirePermission } from "@beacom/runtime";
import { timestampDate } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError, type HandlerContext, type ServiceImpl } from "@connectrpc/connect";
import type { ChangeEndpoint, RemoveEndpoint, SwitchEndpoint } from "#application/webhooks/change-endpoint";
import type { CreateEndpoint } from "#application/webhooks/create-endpoint";
import type { DeliveryKey } from "#application/webhooks/ports";
import type { ReplayDelivery, ReplayRange, SendTestEvent } from "#application/webhooks/replay";
import type { RotateSecret } from "#application/webhooks/rotate-secret";
import type { Actor } from "#application/webhooks/staff-acted";
import { cursorOf, type Place, placeOf } from "#transport/webhook-cursor";
import {
  attemptMessage,
  type AttemptView,
  deliveryMessage,
  type DeliveryView,
  endpointMessage,
  type EndpointView,
  eventTypeMessages,
} from "#transport/webhook-messages";
import { valueOrThrow } from "#transport/webhook-refusals";

export type WebhookUseCases = {
  create: CreateEndpoint;
  change: ChangeEndpoint;
  switchTo: SwitchEndpoint;
  remove: RemoveEndpoint;
  rotateSecret: RotateSecret;
  sendTest: SendTestEvent;
  replayDelivery: ReplayDelivery;
  replayRange: ReplayRange;
  endpoints: (endpointId?: string) => Promise<EndpointView[]>;
  deliveries: (wanted: {
    endpointId: string;
    state: string;
    type: string;
    after: Place | null;
    limit: number;
  }) => Promise<DeliveryView[]>;
  details: (key: DeliveryKey) => Promise<{ delivery: DeliveryView; body: string; attempts: AttemptView[] } | undefined>;
};

/** Minutes within which a second factor has to have been proved to decide where news go, or to see a secret. */
const freshMinutes = 10;
const mostOfAPage = 200;

export function webhookRpc(useCases: WebhookUseCases): ServiceImpl<typeof WebhookService> {
  const endpointOf = async (endpointId: string) => {
    const [endpoint] = await useCases.endpoints(endpointId);
    if (!endpoint) throw new ConnectError("endpoint-unknown", Code.NotFound);
    return endpointMessage(endpoint);
  };
  const detailsOf = async (key: DeliveryKey) => {
    const details = await useCases.details(key);
    if (!details) throw new ConnectError("delivery-unknown", Code.NotFound);
    return details;
  };
  return {
    listEventTypes(_, context) {
      requirePermission(context, "webhooks.read");
      return { eventTypes: eventTypeMessages() };
    },
    async createEndpoint({ url, description, eventTypes, idempotencyKey }, context) {
      const by = carefulManagerOf(context);
      const form = { url, description, eventTypes };
      const { endpoint, secret } = valueOrThrow(await useCases.create({ by, form, idempotencyKey }));
      return { endpoint: await endpointOf(endpoint.endpointId), secret: secret ?? "" };
    },
    async listEndpoints(_, context) {
      requirePermission(context, "webhooks.read");
      return { endpoints: (await useCases.endpoints()).map(endpointMessage) };
    },
    async getEndpoint({ endpointId }, context) {
      requirePermission(context, "webhooks.read");
      return endpointOf(endpointId);
    },
    async changeEndpoint({ endpointId, url, description, eventTypes }, context) {
      const by = carefulManagerOf(context);
      valueOrThrow(await useCases.change({ by, endpointId, form: { url, description, eventTypes } }));
      return endpointOf(endpointId);
    },
    async disableEndpoint({ endpointId }, context) {
      valueOrThrow(await useCases.switchTo({ by: managerOf(context), endpointId, enabled: false }));
      return endpointOf(endpointId);
    },
    async enableEndpoint({ endpointId }, context) {
      valueOrThrow(await useCases.switchTo({ by: managerOf(context), endpointId, enabled: true }));
      return endpointOf(endpointId);
    },
    async removeEndpoint({ endpointId }, context) {
      valueOrThrow(await useCases.remove({ by: managerOf(context), endpointId }));
      return {};
    },
    async rotateSecret({ endpointId, endPreviousNow }, context) {
      const by = carefulManagerOf(context);
      const { secret } = valueOrThrow(await useCases.rotateSecret({ by, endpointId, endPreviousNow }));
      return { endpoint: await endpointOf(endpointId), secret };
    },
    async sendTestEvent({ endpointId }, context) {
      return valueOrThrow(await useCases.sendTest({ by: managerOf(context), endpointId }));
    },
    async listDeliveries({ endpointId, state, eventType, cursor, limit }, context) {
      requirePermission(context, "webhooks.read");
      const after = valueOrThrow(placeOf(cursor));
      const size = Math.min(limit || 50, mostOfAPage);
      const found = await useCases.deliveries({ endpointId, state, type: eventType, after, limit: size + 1 });
      const shown = found.slice(0, size);
      const last = found.length > size ? shown.at(-1) : undefined;
      return { deliveries: shown.map(deliveryMessage), page: { nextCursor: last ? cursorOf(last) : "" } };
    },
    async getDelivery({ endpointId, messageId }, context) {
      requirePermission(context, "webhooks.read");
      const { delivery, body, attempts } = await detailsOf({ endpointId, messageId });
      return { delivery: deliveryMessage(delivery), body, attempts: attempts.map(attemptMessage) };
    },
    async replayDelivery({ endpointId, messageId }, context) {
      valueOrThrow(await useCases.replayDelivery({ by: managerOf(context), endpointId, messageId }));
      return deliveryMessage((await detailsOf({ endpointId, messageId })).delivery);
    },
    async replayRange({ endpointId, from, until, alsoDelivered }, context) {
      const by = managerOf(context);
      if (!from || !until) throw new ConnectError("range-not-valid", Code.InvalidArgument);
      const range = { from: timestampDate(from), until: timestampDate(until), alsoDelivered };
      return valueOrThrow(await useCases.replayRange({ by, endpointId, ...range }));
    },
  };
}

function managerOf(context: HandlerContext): Actor {
  requirePermission(context, "webhooks.manage");
  const caller = callerOf(context);
  if (caller.kind === "service") return { kind: "service", name: caller.name };
  if (caller.kind !== "staff") throw new ConnectError("caller-not-allowed", Code.PermissionDenied);
  const { staffId, role } = caller;
  // As the gateway says, which alone sees the person's connection.
  const header = (name: string, longest: number) => (context.requestHeader.get(name) ?? "").slice(0, longest);
  const from = { address: header("beacom-client-address", 64), userAgent: header("beacom-client-agent", 300) };
  return { kind: "staff", staffId, role, ...from };
}

function carefulManagerOf(context: HandlerContext): Actor {
  const actor = managerOf(context);
  requireFresh(context, freshMinutes);
  return actor;
}
