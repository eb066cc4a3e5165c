import { type DescMessage, fromJsonString, type MessageShape } from "@bufbuild/protobuf";
import { timestampDate } from "@bufbuild/protobuf/wkt";
import type { Event } from "@beacom/proto/events/v1/events";

/** An event of another service, as its feed tells it. */
export type FollowedEvent = {
  position: bigint;
  type: string;
  key: string;
  at: Date;
  json: string;
  traceparent: string;
};

export function isEvent<S extends DescMessage>(
  schema: S,
  event: FollowedEvent,
): event is FollowedEvent & { type: S["typeName"] } {
  return event.type === schema.typeName;
}

/** The message, if the event is of this type. Fields of a newer version are ignored. */
export function read<S extends DescMessage>(schema: S, event: FollowedEvent): MessageShape<S> | undefined {
  if (!isEvent(schema, event)) return undefined;
  return fromJsonString(schema, event.json, { ignoreUnknownFields: true });
}

export function followedEvent(event: Event): FollowedEvent {
  const { position, type, key, json, traceparent } = event;
  return { position, type, key, json, traceparent, at: event.at ? timestampDate(event.at) : new Date(0) };
}
