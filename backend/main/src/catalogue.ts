import { AuditService } from "@beacom/proto/admin/v1/audit";
import { MassActionsService } from "@beacom/proto/admin/v1/mass_actions";
import { NotesService } from "@beacom/proto/admin/v1/notes";
import { SettingsService } from "@beacom/proto/admin/v1/settings";
import { CustomerOverviewService } from "@beacom/proto/admin/v1/customers";
import { SearchService } from "@beacom/proto/admin/v1/search";
import { ApprovalService } from "@beacom/proto/billing/v1/approvals";
import { BillingEvents, BillingService } from "@beacom/proto/billing/v1/billing";
import { ManyCustomersService } from "@beacom/proto/billing/v1/many_customers";
import { PlanMigrationService } from "@beacom/proto/billing/v1/plan_migration";
import { PostpaidService } from "@beacom/proto/billing/v1/postpaid";
import { ResellerService } from "@beacom/proto/billing/v1/resellers";
import { RulesService } from "@beacom/proto/billing/v1/rules";
import { VoucherService } from "@beacom/proto/billing/v1/vouchers";
import { AccountsService } from "@beacom/proto/identity/v1/accounts";
import { IdentityEvents, IdentityService } from "@beacom/proto/identity/v1/identity";
import { PasskeyService } from "@beacom/proto/identity/v1/passkeys";
import { SecurityService } from "@beacom/proto/identity/v1/security";
import { StaffService } from "@beacom/proto/identity/v1/staff";
import { TeamService } from "@beacom/proto/identity/v1/team";
import { NotificationService } from "@beacom/proto/notification/v1/notification";
import { NotificationEvents, WebhookService } from "@beacom/proto/notification/v1/webhooks";
import { PaymentsEvents, PaymentsService } from "@beacom/proto/payments/v1/payments";
import { RadiusEvents, RadiusService } from "@beacom/proto/radius/v1/radius";
import { RadiusAdminService } from "@beacom/proto/radius/v1/radius_admin";
import { WebhookEvents } from "@beacom/proto/webhooks/v1/webhooks";
import type { ServiceModule } from "@beacom/runtime";

/** What a service offers is known without loading it, so that a process which only calls it does not pay for its code. */
export type CatalogueEntry = {
  offers: ServiceModule["offers"];
  /** The variable with the address of its database, for services that keep data. */
  databaseUrlFrom?: string;
  load: () => Promise<ServiceModule>;
};

/** Every service there is, in the order in which they start beside each other; they stop in the opposite order. */
export const catalogue: Readonly<Record<string, CatalogueEntry>> = {
  identity: {
    offers: [
      IdentityService,
      AccountsService,
      PasskeyService,
      SecurityService,
      StaffService,
      TeamService,
      IdentityEvents,
    ],
    databaseUrlFrom: "IDENTITY_DATABASE_URL",
    load: async () => (await import("@beacom/identity")).identity,
  },
  "billing-engine": {
    offers: [
      BillingService,
      PostpaidService,
      VoucherService,
      ResellerService,
      ApprovalService,
      RulesService,
      PlanMigrationService,
      ManyCustomersService,
      BillingEvents,
    ],
    databaseUrlFrom: "BILLING_DATABASE_URL",
    load: async () => (await import("@beacom/billing-engine")).billingEngine,
  },
  payments: {
    offers: [PaymentsService, PaymentsEvents],
    databaseUrlFrom: "PAYMENTS_DATABASE_URL",
    load: async () => (await import("@beacom/payments-service")).payments,
  },
  "webhook-handler": {
    offers: [WebhookEvents],
    databaseUrlFrom: "WEBHOOKS_DATABASE_URL",
    load: async () => (await import("@beacom/webhook-handler")).webhookHandler,
  },
  "radius-server": {
    offers: [RadiusService, RadiusAdminService, RadiusEvents],
    databaseUrlFrom: "RADIUS_DATABASE_URL",
    load: async () => (await import("@beacom/radius-server")).radiusServer,
  },
  "notification-service": {
    offers: [NotificationService, WebhookService, NotificationEvents],
    databaseUrlFrom: "NOTIFICATION_DATABASE_URL",
    load: async () => (await import("@beacom/notification-service")).notificationService,
  },
  "admin-api": {
    offers: [AuditService, CustomerOverviewService, MassActionsService, NotesService, SearchService, SettingsService],
    databaseUrlFrom: "ADMIN_DATABASE_URL",
    load: async () => (await import("@beacom/admin-api")).adminApi,
  },
  "api-gateway": {
    offers: [],
    load: async () => (await import("@beacom/api-gateway")).apiGateway,
  },
};
