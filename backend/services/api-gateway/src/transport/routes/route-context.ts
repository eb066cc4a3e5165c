import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import type { DescMethodServerStreaming, DescMethodUnary, Message } from "@bufbuild/protobuf";
import type { Client } from "@connectrpc/connect";
import type { BillingService } from "@beacom/proto/billing/v1/billing";
import type { PostpaidService } from "@beacom/proto/billing/v1/postpaid";
import type { VoucherService } from "@beacom/proto/billing/v1/vouchers";
import type { AccountsService } from "@beacom/proto/identity/v1/accounts";
import type { IdentityService } from "@beacom/proto/identity/v1/identity";
import type { PasskeyService } from "@beacom/proto/identity/v1/passkeys";
import type { SecurityService } from "@beacom/proto/identity/v1/security";
import type { StaffService } from "@beacom/proto/identity/v1/staff";
import type { TeamService } from "@beacom/proto/identity/v1/team";
import type { NotificationService } from "@beacom/proto/notification/v1/notification";
import type { PaymentsService } from "@beacom/proto/payments/v1/payments";
import type { RadiusService } from "@beacom/proto/radius/v1/radius";
import type { CustomersByPhone } from "#application/customers-by-phone";
import type { LiveView } from "#application/live-view";
import type { GatewayConfig } from "#config";

export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>;

export type Services = {
  identity: Client<typeof IdentityService>;
  accounts: Client<typeof AccountsService>;
  passkeys: Client<typeof PasskeyService>;
  security: Client<typeof SecurityService>;
  staff: Client<typeof StaffService>;
  team: Client<typeof TeamService>;
  billing: Client<typeof BillingService>;
  postpaid: Client<typeof PostpaidService>;
  vouchers: Client<typeof VoucherService>;
  payments: Client<typeof PaymentsService>;
  radius: Client<typeof RadiusService>;
  notification: Client<typeof NotificationService>;
};

/** Calls a method of any service in the name of whoever the headers speak for. */
export type CallService = (rpc: DescMethodUnary, message: Message, headers: object) => Promise<Message>;

export type StreamService = (
  rpc: DescMethodServerStreaming,
  message: Message,
  headers: object,
) => AsyncIterable<Message>;

export type RouteContext = {
  services: Services;
  call: CallService;
  stream: StreamService;
  customers: CustomersByPhone;
  live: LiveView;
  config: GatewayConfig;
  publicUrl: () => string;
  /** For tests. */
  keepaliveMs?: number;
};
