import { ok, refuse } from "@beacom/result";
import { accountOf } from "#application/accounts";
import { type MakeChange, making } from "#application/approvals/make-change";
import { serviceOf } from "#application/postpaid/change-postpaid";
import type { PostpaidPolicies } from "#application/postpaid/policies";
import { postpaidOf } from "#application/postpaid/postpaid-streams";
import { usageBroughtIn } from "#domain/postpaid/bring-in-usage";
import { decideWriteOff } from "#domain/postpaid/write-off";

/** A write-off as one of the changes that staff propose and approve; nobody may do it alone. */
export const writeOffInvoiceWith =
  ({ policies }: { policies: PostpaidPolicies }): MakeChange<"write-off"> =>
  async ({ customerId, invoiceId, amountCents, currency }) =>
    ok(
      making({ postpaid: postpaidOf(customerId), account: accountOf(customerId) }, ({ postpaid, account }, made) => {
        const { approvalId, by, approvedBy, reasonCode, at } = made;
        if (!postpaid) return refuse({ kind: "not-billed" });
        if (postpaid.profile.currency !== currency) return refuse({ kind: "currency-differs" });
        if (approvedBy === null) return refuse({ kind: "same-person" });
        const writeOff = { writeOffId: approvalId, invoiceId, amountCents, reason: reasonCode, proposedBy: by };
        const now = { policy: policies.of(postpaid.profile.segment), at };
        const before = account && usageBroughtIn(postpaid, account, now);
        const decided = decideWriteOff(before?.postpaid.state ?? postpaid, { ...writeOff, approvedBy }, now);
        if (!decided.ok) return decided;
        const used = before?.account;
        const restored = used && serviceOf(used.account, decided.value.events, at);
        return ok({
          events: {
            postpaid: [...(before?.postpaid.events ?? []), ...decided.value.events],
            account: [...(used?.events ?? []), ...(restored?.events ?? [])],
          },
          after: { postpaid: decided.value.state, ...(used && { account: (restored ?? used).account }) },
        });
      }),
    );
