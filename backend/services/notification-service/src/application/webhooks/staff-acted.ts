import type { Endpoint } from "#domain/webhooks/endpoint";

/** Who did something, and from where. */
export type Actor =
  | { kind: "staff"; staffId: string; role: string; address: string; userAgent: string }
  | { kind: "service"; name: string };

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** For the audit log: kept for years and read by many, so without secrets. */
export type StaffActed = {
  at: Date;
  by: Actor;
  /** As `webhook.created`. */
  action: string;
  endpointId: string;
  reason: string;
  before?: Json;
  after?: Json;
};

/** An endpoint as the audit log shows it. What stands behind the path of a URL is often a secret. */
export const shownEndpoint = ({ url, description, eventTypes, disabled }: Endpoint): Json => ({
  url: url.replace(/\?.*$/, "?…"),
  description,
  eventTypes: [...eventTypes],
  enabled: disabled === null,
});
