import { ok, refuse } from "@beacom/result";
import { accountOf } from "#application/accounts";
import { approvalStream } from "#application/approvals/approval-streams";
import { type MakeChange, making } from "#application/approvals/make-change";
import { newBundleIds } from "#application/buy-bundle";
import type { PlanVersions } from "#application/vouchers/plan-versions";
import { decideReversed } from "#domain/approvals/reverse-adjustment";
import { activation } from "#domain/buy-bundle";
import { concluded, extended, unchanged } from "#domain/decision";
import { decideAdjust, decideReverseAdjustment } from "#domain/wallet";

/** The approval's id is the movement's: it is made once, and names the reversal's other half. */
export const adjustWallet: MakeChange<"adjust-wallet"> = async ({ customerId, amountCents, currency }) =>
  ok(
    making({ account: accountOf(customerId) }, ({ account }, { approvalId, by, approvedBy, reasonCode, at }) => {
      if (!account) return refuse({ kind: "account-not-open-yet" });
      if (account.currency !== currency) return refuse({ kind: "currency-differs" });
      const adjusted = decideAdjust(account, { movementId: approvalId, amountCents, reasonCode, by, approvedBy, at });
      if (!adjusted.ok) return adjusted;
      return ok({ events: { account: adjusted.value.events }, after: { account: adjusted.value.account } });
    }),
  );

export const reverseAdjustment: MakeChange<"reverse-adjustment"> = async (change) =>
  ok(
    making(
      { account: accountOf(change.customerId), original: approvalStream(change.adjustmentId) },
      ({ account, original }, { approvalId, by, approvedBy, at }) => {
        if (!account) return refuse({ kind: "account-not-open-yet" });
        const reversed = decideReversed(change, original, { reversalId: approvalId, at });
        if (!reversed.ok) return reversed;
        const command = { movementId: approvalId, reverses: change.adjustmentId, by, approvedBy, at };
        const taken = decideReverseAdjustment(account, command);
        if (!taken.ok) return taken;
        return ok({
          events: { account: taken.value.events, original: reversed.value },
          after: { account: taken.value.account },
        });
      },
    ),
  );

/** Extra data is a plan that costs nothing this once. */
export const giveDataWith =
  ({ plans, vatToday }: { plans: PlanVersions; vatToday: () => bigint }): MakeChange<"give-data"> =>
  async ({ customerId, planId, planVersion }) => {
    const plan = await plans.find(planId, planVersion);
    if (!plan) return refuse({ kind: "plan-unknown" });
    const bundleIds = newBundleIds(plan);
    return ok(
      making({ account: accountOf(customerId) }, ({ account }, { approvalId, at }) => {
        if (!account) return refuse({ kind: "account-not-open-yet" });
        const given = activation(account, {
          bundleIds,
          purchaseKey: `given:${approvalId}`,
          planId,
          plan,
          vatBasisPoints: vatToday(),
          source: "adjustment",
          paymentId: null,
          priceCents: 0n,
          at,
        });
        if (!given.ok) return given;
        const decision = concluded(extended(unchanged(account), given.value), at);
        return ok({ events: { account: decision.events }, after: { account: decision.account } });
      }),
    );
  };
