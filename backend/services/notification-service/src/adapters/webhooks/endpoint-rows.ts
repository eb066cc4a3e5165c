import type { Tx } from "@beacom/postgres";
import type { Endpoint } from "#domain/webhooks/endpoint";

export type EndpointRow = {
  endpoint_id: string;
  url: string;
  description: string;
  event_types: string[];
  disabled_reason: "by-staff" | "gone" | "failing" | null;
  disabled_at: Date | null;
  created_at: Date;
  previous_secret_until: Date | null;
};

export const endpointColumns = (tx: Pick<Tx, "unsafe">) =>
  tx.unsafe(
    "endpoint_id, url, description, event_types, disabled_reason, disabled_at, created_at, previous_secret_until",
  );

export const endpointOf = (row: EndpointRow): Endpoint => ({
  endpointId: row.endpoint_id,
  url: row.url,
  description: row.description,
  eventTypes: row.event_types,
  disabled: row.disabled_reason && { reason: row.disabled_reason, at: row.disabled_at ?? row.created_at },
  createdAt: row.created_at,
  previousSecretUntil: row.previous_secret_until,
});
