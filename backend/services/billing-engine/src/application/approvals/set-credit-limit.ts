import { ok, refuse } from "@beacom/result";
import { type MakeChange, making } from "#application/approvals/make-change";
import { resellerStream } from "#application/resellers/reseller-streams";
import { decideSetCreditLimit } from "#domain/resellers/standing";

export const setCreditLimit: MakeChange<"set-credit-limit"> = async ({ resellerId, creditLimitCents, currency }) =>
  ok(
    making({ reseller: resellerStream(resellerId) }, ({ reseller }, { approvalId, by, at }) => {
      if (reseller && reseller.currency !== currency) return refuse({ kind: "currency-differs" });
      const set = decideSetCreditLimit(reseller, { creditLimitCents, approvalId, by, at });
      return set.ok ? ok({ events: { reseller: set.value } }) : set;
    }),
  );
