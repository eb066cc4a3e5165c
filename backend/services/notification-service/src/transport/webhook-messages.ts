import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { z } from "zod";
import { eventTypes } from "#application/webhooks/event-types";
import type { Endpoint } from "#domain/webhooks/endpoint";

export type EndpointView = Endpoint & { failingSince: Date | null; pending: bigint };
export type DeliveryView = {
  endpointId: string;
  messageId: string;
  type: string;
  state: string;
  attempts: number;
  nextAttemptAt: Date | null;
  lastOutcome: string;
  lastStatus: number;
  createdAt: Date;
};
export type AttemptView = { at: Date; durationMs: number; outcome: string; status: number; answer: string };

export const endpointMessage = (endpoint: EndpointView) => {
  const { endpointId, url, description, eventTypes, disabled, pending } = endpoint;
  return {
    endpointId,
    url,
    description,
    eventTypes: [...eventTypes],
    enabled: disabled === null,
    disabledReason: disabled?.reason ?? "",
    createdAt: timestampFromDate(endpoint.createdAt),
    pending,
    ...(disabled && { disabledAt: timestampFromDate(disabled.at) }),
    ...(endpoint.previousSecretUntil && { previousSecretUntil: timestampFromDate(endpoint.previousSecretUntil) }),
    ...(endpoint.failingSince && { failingSince: timestampFromDate(endpoint.failingSince) }),
  };
};

export const deliveryMessage = ({ type, nextAttemptAt, createdAt, ...delivery }: DeliveryView) => ({
  ...delivery,
  eventType: type,
  createdAt: timestampFromDate(createdAt),
  ...(nextAttemptAt && { nextAttemptAt: timestampFromDate(nextAttemptAt) }),
});

export const attemptMessage = ({ at, ...attempt }: AttemptView) => ({ ...attempt, at: timestampFromDate(at) });

export const eventTypeMessages = () =>
  Object.entries(eventTypes).map(([type, { description, version, data }]) => ({
    type,
    description,
    version,
    // As of an input: a receiver that checks by it has to bear fields that come later.
    schemaJson: JSON.stringify(z.toJSONSchema(data, { io: "input" })),
  }));
