import { ok, type Result, refuse } from "@beacom/result";
import type { AccessTokens, InTransaction } from "#application/ports";
import { managing } from "#application/staff/managing";
import type { Actor } from "#domain/events";
import { accessExpiry } from "#domain/token-family";

export type SeeAsCustomerRefusal = { kind: "reason-missing" | "customer-unknown" | "permission-missing" };
export type SeeAsCustomer = (request: {
  by: Extract<Actor, { kind: "staff" }>;
  customerId: string;
  reason: string;
}) => Promise<Result<{ accessToken: string; expiresAt: Date }, SeeAsCustomerRefusal>>;

/** Sees what the customer sees for a quarter of an hour and can change nothing. The customer is told who looked, and why. */
export function seeAsCustomerWith(needs: {
  inTransaction: InTransaction;
  accessTokens: AccessTokens;
  clock: () => Date;
}): SeeAsCustomer {
  const { inTransaction, accessTokens, clock } = needs;
  return async ({ by, customerId, reason: text }) => {
    const reason = text.trim().slice(0, 500);
    if (reason === "") return refuse({ kind: "reason-missing" });
    const at = clock();
    const expiresAt = accessExpiry(at);
    const seen = await inTransaction(async (records) => {
      const member = await managing(records, by.staffId, at, "customers.impersonate");
      if (!member.ok) return member;
      const customer = await records.customers.find(customerId);
      if (!customer?.verifiedAt) return refuse({ kind: "customer-unknown" });
      const subject = { kind: "customer", id: customerId } as const;
      const after = { until: expiresAt.toISOString() };
      await records.publish([
        { type: "CustomerSeenAs", at, customerId, staffName: member.value.name, reason, until: expiresAt },
        { type: "StaffActed", at, by, action: "customer.seen-as", subject, reason, after },
      ]);
      return ok(true);
    });
    if (!seen.ok) return seen;
    const accessToken = await accessTokens.forSeeingAs({ customerId, staffId: by.staffId }, at, expiresAt);
    return ok({ accessToken, expiresAt });
  };
}
