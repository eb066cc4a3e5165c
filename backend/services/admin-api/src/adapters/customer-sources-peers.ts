import { ApprovalService } from "@beacom/proto/billing/v1/approvals";
import { BillingService } from "@beacom/proto/billing/v1/billing";
import { PostpaidService } from "@beacom/proto/billing/v1/postpaid";
import { IdentityService } from "@beacom/proto/identity/v1/identity";
import { NotificationService } from "@beacom/proto/notification/v1/notification";
import { PaymentsService } from "@beacom/proto/payments/v1/payments";
import { RadiusService } from "@beacom/proto/radius/v1/radius";
import { RadiusAdminService } from "@beacom/proto/radius/v1/radius_admin";
import type { Peers } from "@beacom/runtime";
import type { Client } from "@connectrpc/connect";
import { type InTheNameOf, orNothing } from "#adapters/asking";
import type { CustomerSources, NextLogin } from "#application/customer-overview";
import type { Asked } from "#application/side-by-side";

const most = 10;

/** The services that know a customer, each asked in the name of whoever looks. */
export function customerSourcesAt(peers: Peers): (customerId: string, by: InTheNameOf) => CustomerSources {
  const [identity, notification] = [peers.client(IdentityService), peers.client(NotificationService)];
  const [billing, postpaid] = [peers.client(BillingService), peers.client(PostpaidService)];
  const [approvals, payments] = [peers.client(ApprovalService), peers.client(PaymentsService)];
  const [radius, radiusAdmin] = [peers.client(RadiusService), peers.client(RadiusAdminService)];

  return (customerId, { headers }) => {
    const at = <T>(service: string, what: string, ask: (options: Options) => Promise<T>): Asked<T> => ({
      service,
      what,
      ask: (signal) => ask({ headers, signal }),
    });
    return {
      customer: at(
        "identity",
        "customer",
        async (o) => (await orNothing(identity.getCustomer({ customerId }, o))) ?? null,
      ),
      account: at(
        "billing-engine",
        "account",
        async (o) => (await orNothing(billing.getAccount({ customerId }, o))) ?? null,
      ),
      billing: at(
        "billing-engine",
        "what is owed",
        async (o) => (await orNothing(postpaid.getBilling({ customerId }, o))) ?? null,
      ),
      payments: at(
        "payments",
        "payments",
        async (o) => (await payments.listPayments({ customerId, limit: most }, o)).payments,
      ),
      sessions: at(
        "radius-server",
        "sessions",
        async (o) => (await radius.listSessions({ customerId, limit: most }, o)).sessions,
      ),
      nextLogin: at("radius-server", "next login", (o) => nextLogin({ radius, radiusAdmin }, customerId, o)),
      messages: at(
        "notification-service",
        "messages",
        async (o) => (await notification.listMessages({ customerId, limit: most }, o)).messages,
      ),
      openApprovals: at("billing-engine", "approvals", async (o) => {
        const answer = await approvals.listApprovalsOf({ subject: customerId, limit: 50 }, o);
        return answer.approvals.filter(({ state }) => state === "proposed").slice(0, most);
      }),
    };
  };
}

type Options = { readonly headers: Readonly<Record<string, string>>; readonly signal: AbortSignal };

/** At the router where they were last, or at any: most refusals are the same everywhere. */
async function nextLogin(
  at: { radius: Client<typeof RadiusService>; radiusAdmin: Client<typeof RadiusAdminService> },
  customerId: string,
  options: Options,
): Promise<NextLogin | null> {
  const { sessions } = await at.radius.listSessions({ customerId, limit: 1 }, options);
  const nas = sessions[0]?.nasName || (await at.radius.listNas({}, options)).nas[0]?.name;
  if (nas === undefined) return null;
  const explained = await orNothing(at.radiusAdmin.explainAccess({ who: customerId, nas }, options));
  if (!explained) return null;
  const { decision, reason, replyMessage } = explained;
  return { decision, reason, replyMessage, nasName: nas };
}
