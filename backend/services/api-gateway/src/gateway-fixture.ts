import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError, createClient, createRouterTransport, type ServiceImpl } from "@connectrpc/connect";
import { BillingService } from "@beacom/proto/billing/v1/billing";
import { PostpaidService } from "@beacom/proto/billing/v1/postpaid";
import { VoucherService } from "@beacom/proto/billing/v1/vouchers";
import { RefusalSchema } from "@beacom/proto/common/v1/common";
import { AccountsService } from "@beacom/proto/identity/v1/accounts";
import { IdentityService } from "@beacom/proto/identity/v1/identity";
import { PasskeyService } from "@beacom/proto/identity/v1/passkeys";
import { SecurityService } from "@beacom/proto/identity/v1/security";
import { StaffService } from "@beacom/proto/identity/v1/staff";
import { TeamService } from "@beacom/proto/identity/v1/team";
import { NotificationService } from "@beacom/proto/notification/v1/notification";
import { PaymentsService } from "@beacom/proto/payments/v1/payments";
import { RadiusService } from "@beacom/proto/radius/v1/radius";
import { ok, refuse } from "@beacom/result";
import { pino } from "pino";
import { accountReader, onlineReader } from "#adapters/account-reader";
import { customersByPhone } from "#adapters/customers-by-phone";
import type { RateLimiter } from "#application/rate-limiter";
import { rateLimiterMemory } from "#adapters/rate-limiter-memory";
import { liveView } from "#application/live-view";
import { onlineView } from "#application/online-view";
import { GatewayConfig } from "#config";
import { gatewayApp } from "#transport/app";
import { callerOfServices, streamerOfServices } from "#transport/routes/staff/service-route";

export const noon = timestampFromDate(new Date("2026-11-22T10:00:00Z"));
export const rand = (cents: number) => ({ minorUnits: BigInt(cents), currency: "ZAR" });
/** Whose the access token is that `own` carries; services of these tests know cus_a and, by phone, cus_b. Of staff, stf_none may do nothing. */
export const own = { authorization: "Bearer cus_a" };
export const keyed = (key: string) => ({ ...own, "idempotency-key": key });
export const refused = (kind: string, code: Code, facts: { name: string; value: RefusalValue }[] = []) =>
  new ConnectError(kind, code, undefined, [{ desc: RefusalSchema, value: { kind, facts } }]);
type RefusalValue = { case: "number"; value: bigint } | { case: "at"; value: typeof noon };

const phones: Record<string, string> = { cus_a: "+27821234567", cus_b: "+27837654321" };

/** The gateway before services on paper, which answer what a test gives them. */
export async function paperGateway({
  billing = {},
  postpaid = {},
  vouchers = {},
  payments = {},
  identity = {},
  passkeys = {},
  security = {},
  staff = {},
  env = {},
  limiter = rateLimiterMemory({ nowMs: Date.now }),
  patience,
}: {
  billing?: Partial<ServiceImpl<typeof BillingService>>;
  postpaid?: Partial<ServiceImpl<typeof PostpaidService>>;
  vouchers?: Partial<ServiceImpl<typeof VoucherService>>;
  payments?: Partial<ServiceImpl<typeof PaymentsService>>;
  identity?: Partial<ServiceImpl<typeof IdentityService>>;
  passkeys?: Partial<ServiceImpl<typeof PasskeyService>>;
  security?: Partial<ServiceImpl<typeof SecurityService>>;
  staff?: Partial<ServiceImpl<typeof StaffService>>;
  env?: Record<string, string>;
  limiter?: RateLimiter;
  patience?: { headersMs: number; requestMs: number; checkEveryMs: number };
}) {
  const transport = createRouterTransport(({ service }) => {
    service(BillingService, billing);
    service(PostpaidService, postpaid);
    service(VoucherService, vouchers);
    service(PaymentsService, payments);
    service(IdentityService, {
      // As identity has it: customers may read only themselves, and may not look anybody up.
      getCustomer({ customerId }, { requestHeader }) {
        const phone = phones[customerId];
        const asked = requestHeader.get("authorization");
        if (!phone || (asked !== null && asked !== `Bearer ${customerId}`))
          throw refused("not-yours", Code.PermissionDenied);
        return { customerId, phone, email: `${customerId}@example.org`, registeredAt: noon };
      },
      findCustomerByPhone({ phone }, { requestHeader }) {
        if (requestHeader.has("authorization")) throw refused("not-yours", Code.PermissionDenied);
        if (!/^[+\d ]{9,}$/.test(phone)) throw refused("phone-not-valid", Code.InvalidArgument);
        const digits = phone.replace(/\D/g, "").slice(-9);
        const customerId = Object.keys(phones).find((id) => phones[id]?.endsWith(digits));
        if (!customerId) throw refused("customer-unknown", Code.NotFound);
        return { customerId, phone: phones[customerId]!, registeredAt: noon };
      },
      ...identity,
    });
    service(RadiusService, { listSessions: () => ({ sessions: [] }) });
    service(NotificationService, {});
    service(PasskeyService, passkeys);
    service(SecurityService, security);
    service(StaffService, staff);
    service(TeamService, {});
  });
  const services = {
    identity: createClient(IdentityService, transport),
    accounts: createClient(AccountsService, transport),
    passkeys: createClient(PasskeyService, transport),
    security: createClient(SecurityService, transport),
    staff: createClient(StaffService, transport),
    team: createClient(TeamService, transport),
    billing: createClient(BillingService, transport),
    postpaid: createClient(PostpaidService, transport),
    vouchers: createClient(VoucherService, transport),
    payments: createClient(PaymentsService, transport),
    radius: createClient(RadiusService, transport),
    notification: createClient(NotificationService, transport),
  };
  const verify = async (token: string) => {
    if (token === "looking") return ok({ kind: "customer", customerId: "cus_a", actingStaffId: "stf_1" } as const);
    const kind = token.slice(0, 4);
    if (kind === "cus_") return ok({ kind: "customer", customerId: token } as const);
    if (kind === "enr_") return ok({ kind: "enrolment", staffId: "stf_a" } as const);
    if (kind !== "stf_") return refuse({ kind: "token-invalid" } as const);
    const permissions = token === "stf_none" ? [] : ["*"];
    return ok({ kind: "staff", staffId: token, permissions, role: "owner" } as const);
  };
  const app = await gatewayApp(
    {
      services,
      call: callerOfServices((service) => createClient(service, transport)),
      stream: streamerOfServices((service) => createClient(service, transport)),
      customers: customersByPhone(services.identity),
      live: liveView({
        readAccount: accountReader({
          billing: services.billing,
          online: onlineView({ read: onlineReader(services.radius), following: () => false, clock: Date.now }),
        }),
        epoch: "e",
      }),
      config: GatewayConfig.parse({ GATEWAY_PHONE_ATTEMPTS_PER_MINUTE: "1000", ...env }),
      publicUrl: () => "http://portal.test",
    },
    {
      tokens: { verify },
      ended: { has: () => false },
      limiter,
      ...(patience && { patience }),
      log: pino({ level: "silent" }),
      onAnswer: () => {},
      onProblem: () => {},
    },
  );
  await app.ready();
  return app;
}

/** An account as billing-engine describes it, of the customer that is asked for. */
export const paperAccount = (customerId: string) => ({
  accountId: `acc_${customerId}`,
  customerId,
  available: rand(2_900),
  held: rand(0),
  service: { reason: "in-bundle", since: noon, version: 1n },
  asOf: noon,
});
export const paperBundle = {
  bundleId: "bun_1",
  planId: "pln_1",
  name: "Nights",
  octetsGranted: 5_000_000_000n,
  octetsRemaining: 2_000_000_000n,
  activatedAt: noon,
  expiresAt: noon,
  state: "active",
};
