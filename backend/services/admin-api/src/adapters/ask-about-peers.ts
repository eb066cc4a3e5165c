import { ApprovalService } from "@beacom/proto/billing/v1/approvals";
import { PostpaidService } from "@beacom/proto/billing/v1/postpaid";
import { ResellerService } from "@beacom/proto/billing/v1/resellers";
import { VoucherService } from "@beacom/proto/billing/v1/vouchers";
import { IdentityService } from "@beacom/proto/identity/v1/identity";
import { PaymentsService } from "@beacom/proto/payments/v1/payments";
import { RadiusService } from "@beacom/proto/radius/v1/radius";
import type { Peers } from "@beacom/runtime";
import { type InTheNameOf, orNothing } from "#adapters/asking";
import {
  foundApproval,
  foundBatch,
  foundCustomer,
  foundDocument,
  foundPayment,
  foundReseller,
  foundSession,
} from "#adapters/found";
import type { AskAbout, Found } from "#application/search";
import type { Asked } from "#application/side-by-side";
import type { FindableId } from "#domain/recognise";

const most = 10;
type Find = (signal: AbortSignal) => Promise<readonly Found[]>;

/** The services that know about what was recognised, each asked in the name of whoever searches. */
export function askAboutAt(peers: Peers): (by: InTheNameOf) => AskAbout {
  const [identity, radius, payments] = [
    peers.client(IdentityService),
    peers.client(RadiusService),
    peers.client(PaymentsService),
  ];
  const [postpaid, vouchers] = [peers.client(PostpaidService), peers.client(VoucherService)];
  const [resellers, approvals] = [peers.client(ResellerService), peers.client(ApprovalService)];

  return ({ headers }) => {
    const at = (service: string, what: string, find: Find): Asked<readonly Found[]>[] => [{ service, what, ask: find }];
    const customers = (by: { case: "name" | "phone" | "email"; value: string }) =>
      at("identity", "customers", async (signal) => {
        const found = await identity.searchCustomers({ by, limit: most }, { headers, signal });
        return found.customers.map(foundCustomer);
      });
    const sessions = (wanted: { sessionId?: string; framedIpAddress?: string; callingStationId?: string }) =>
      at("radius-server", "sessions", async (signal) => {
        const found = await radius.listSessions({ ...wanted, limit: most }, { headers, signal });
        return found.sessions.map(foundSession);
      });
    const one =
      <T>(
        ask: (options: { headers: Readonly<Record<string, string>>; signal: AbortSignal }) => Promise<T>,
        shown: (found: T) => Found,
      ): Find =>
      async (signal) => {
        const found = await orNothing(ask({ headers, signal }));
        return found === undefined ? [] : [shown(found)];
      };
    const byId = {
      customer: (customerId) =>
        at(
          "identity",
          "customer",
          one((options) => identity.getCustomer({ customerId }, options), foundCustomer),
        ),
      session: (sessionId) => sessions({ sessionId }),
      payment: (paymentId) =>
        at(
          "payments",
          "payment",
          one((options) => payments.getPayment({ paymentId }, options), foundPayment),
        ),
      voucherBatch: (batchId) =>
        at(
          "billing-engine",
          "voucher batch",
          one((options) => vouchers.getVoucherBatch({ batchId }, options), foundBatch),
        ),
      reseller: (resellerId) =>
        at(
          "billing-engine",
          "reseller",
          one((options) => resellers.getReseller({ resellerId }, options), foundReseller),
        ),
      approval: (approvalId) =>
        at(
          "billing-engine",
          "approval",
          one((options) => approvals.getApproval({ approvalId }, options), foundApproval),
        ),
    } satisfies Record<FindableId, (id: string) => readonly Asked<readonly Found[]>[]>;

    return (recognised) => {
      switch (recognised.kind) {
        case "id":
          return byId[recognised.of](recognised.id);
        case "mac":
          return sessions({ callingStationId: recognised.mac });
        case "address":
          return sessions({ framedIpAddress: recognised.address });
        case "email":
          return customers({ case: "email", value: recognised.email });
        case "phone":
          return customers({ case: "phone", value: recognised.phone });
        case "name":
          return customers({ case: "name", value: recognised.name });
        case "serial": {
          const { serial } = recognised;
          return at(
            "billing-engine",
            "document",
            one((options) => postpaid.findDocument({ serial }, options), foundDocument),
          );
        }
      }
      const { reference } = recognised;
      const ofReference = one(
        (options) => payments.findPayment({ providerReference: reference }, options),
        foundPayment,
      );
      return at("payments", "payment", ofReference);
    };
  };
}
