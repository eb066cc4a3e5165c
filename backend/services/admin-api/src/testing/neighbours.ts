import { generateKeyPairSync, sign } from "node:crypto";
import { serveFeed } from "@beacom/outbox";
import type { Sql } from "@beacom/postgres";
import { ApprovalService } from "@beacom/proto/billing/v1/approvals";
import { BillingService } from "@beacom/proto/billing/v1/billing";
import { PostpaidService } from "@beacom/proto/billing/v1/postpaid";
import { ResellerService } from "@beacom/proto/billing/v1/resellers";
import { VoucherService } from "@beacom/proto/billing/v1/vouchers";
import { IdentityService } from "@beacom/proto/identity/v1/identity";
import { NotificationService } from "@beacom/proto/notification/v1/notification";
import { PaymentsService } from "@beacom/proto/payments/v1/payments";
import { RadiusService } from "@beacom/proto/radius/v1/radius";
import { RadiusAdminService } from "@beacom/proto/radius/v1/radius_admin";
import { openLog, requirePermission, type ServiceModule } from "@beacom/runtime";
import { Code, ConnectError, type HandlerContext, type ServiceImpl } from "@connectrpc/connect";
import { auditSources } from "#audit-sources";

type Answers<S> = { [M in keyof S]?: S[M] };

/** What each service would answer; what is not said is of a service that was never started. For tests. */
export type Script = {
  identity?: Answers<ServiceImpl<typeof IdentityService>>;
  billing?: Answers<ServiceImpl<typeof BillingService>>;
  postpaid?: Answers<ServiceImpl<typeof PostpaidService>>;
  vouchers?: Answers<ServiceImpl<typeof VoucherService>>;
  resellers?: Answers<ServiceImpl<typeof ResellerService>>;
  approvals?: Answers<ServiceImpl<typeof ApprovalService>>;
  payments?: Answers<ServiceImpl<typeof PaymentsService>>;
  radius?: Answers<ServiceImpl<typeof RadiusService>>;
  radiusAdmin?: Answers<ServiceImpl<typeof RadiusAdminService>>;
  notification?: Answers<ServiceImpl<typeof NotificationService>>;
};

/** The other services as scripts, their feeds, all of them of one outbox, and tokens of staff. */
export function neighbours(script: Script, outbox: Sql) {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const jwk = { ...publicKey.export({ format: "jwk" }), kid: "test", alg: "EdDSA" };
  const log = openLog({ level: "silent" });
  const module: ServiceModule = {
    name: "neighbours",
    offers: [
      IdentityService,
      BillingService,
      PostpaidService,
      VoucherService,
      ResellerService,
      ApprovalService,
      PaymentsService,
      RadiusService,
      RadiusAdminService,
      NotificationService,
      ...auditSources.map(([, events]) => events),
    ],
    readConfig: () => ({}),
    async start() {
      const feed = serveFeed({ sql: outbox, log });
      return {
        routes(router) {
          const getSigningKeys = () => ({ jwksJson: JSON.stringify({ keys: [jwk] }) });
          router.service(IdentityService, { ...script.identity, getSigningKeys });
          for (const [, events] of auditSources)
            router.service(events, { follow: (request, context) => feed.follow(request, context) });
          router.service(BillingService, { ...script.billing });
          router.service(PostpaidService, { ...script.postpaid });
          router.service(VoucherService, { ...script.vouchers });
          router.service(ResellerService, { ...script.resellers });
          router.service(ApprovalService, { ...script.approvals });
          router.service(PaymentsService, { ...script.payments });
          router.service(RadiusService, { ...script.radius });
          router.service(RadiusAdminService, { ...script.radiusAdmin });
          router.service(NotificationService, { ...script.notification });
        },
        close: () => feed.close(),
      };
    },
  };
  const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return {
    module,
    /** The header of a call in the name of a member of staff. */
    staff(...permissions: string[]) {
      const exp = Math.floor(Date.now() / 1000) + 600;
      const claims = {
        sub: "stf_nomsa",
        kind: "staff",
        role: "support",
        permissions,
        iss: "beacom",
        aud: "beacom",
        exp,
      };
      const signed = `${base64({ alg: "EdDSA", kid: "test" })}.${base64(claims)}`;
      const signature = sign(null, Buffer.from(signed), privateKey).toString("base64url");
      return { headers: { authorization: `Bearer ${signed}.${signature}` } };
    },
  };
}

export const isDown = (): never => {
  throw new ConnectError("down", Code.Unavailable);
};
export const isStuck = (): Promise<never> => new Promise<never>(() => undefined);
export const isUnknown = (): never => {
  throw new ConnectError("unknown", Code.NotFound);
};

/** As a service does: refuses whoever asks without the permission. */
export const needing =
  <Q, A>(permission: string, answer: (request: Q) => A) =>
  (request: Q, context: HandlerContext): A => {
    requirePermission(context, permission);
    return answer(request);
  };
