import { BillingEvents } from "@beacom/proto/billing/v1/billing";
import { IdentityEvents } from "@beacom/proto/identity/v1/identity";
import { NotificationEvents } from "@beacom/proto/notification/v1/webhooks";
import { PaymentsEvents } from "@beacom/proto/payments/v1/payments";
import { RadiusEvents } from "@beacom/proto/radius/v1/radius";

/** Whose outboxes are listened to for what staff did. One that tells of nothing yet is heard as soon as it does. */
export const auditSources = [
  ["identity", IdentityEvents],
  ["billing-engine", BillingEvents],
  ["payments", PaymentsEvents],
  ["radius-server", RadiusEvents],
  ["notification-service", NotificationEvents],
] as const;
