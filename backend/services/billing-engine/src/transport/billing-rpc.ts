import type { BillingService } from "@beacom/proto/billing/v1/billing";
import { requireOwn, requirePermission } from "@beacom/runtime";
import type { Clock } from "@beacom/time";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { ServiceImpl } from "@connectrpc/connect";
import type { BuyBundleUseCase } from "#application/buy-bundle";
import type { PlansOnOffer } from "#application/catalogue";
import type { PublishPlanUseCase, WithdrawPlanUseCase } from "#application/publish-plan";
import type { VerifyLedgerUseCase } from "#application/verify-ledger";
import type { AccountViews } from "#application/views";
import { planTermsOf } from "#transport/plan-terms";
import { refused } from "#transport/refusal-codes";
import {
  accountMessage,
  bundleMessage,
  moneyMessage,
  planMessage,
  statementMessage,
  usageMessage,
} from "#wire/billing-wire";

const defaultPage = 20;
const largestPage = 100;

export function billingRpc(useCases: {
  plans: PlansOnOffer;
  views: AccountViews;
  publishPlan: PublishPlanUseCase;
  withdrawPlan: WithdrawPlanUseCase;
  buyBundle: BuyBundleUseCase;
  verifyLedger: VerifyLedgerUseCase;
  clock: Clock;
}): ServiceImpl<typeof BillingService> {
  const { plans, views, publishPlan, withdrawPlan, buyBundle, verifyLedger, clock } = useCases;
  return {
    async listPlans() {
      return { plans: (await plans.all()).map(planMessage) };
    },
    async publishPlan(request, context) {
      requirePermission(context, "plans.publish");
      const terms = planTermsOf(request);
      if (!terms.ok) throw refused(terms.error);
      const { planId, idempotencyKey } = request;
      const published = await publishPlan({ terms: terms.value, planId, idempotencyKey });
      if (!published.ok) throw refused(published.error);
      return planMessage(published.value);
    },
    async withdrawPlan({ planId }, context) {
      requirePermission(context, "plans.publish");
      const withdrawn = await withdrawPlan(planId);
      if (!withdrawn.ok) throw refused(withdrawn.error);
      return {};
    },
    async getAccount({ customerId }, context) {
      requireOwn(context, customerId);
      const asOf = clock();
      const account = await views.account(customerId);
      if (!account) throw refused({ kind: "account-not-open-yet" });
      return { ...accountMessage(account), asOf: timestampFromDate(asOf) };
    },
    async buyBundle({ customerId, planId, idempotencyKey }, context) {
      requireOwn(context, customerId);
      const bought = await buyBundle({ customerId, planId, idempotencyKey });
      if (!bought.ok) throw refused(bought.error);
      const { bundle, availableCents, currency } = bought.value;
      return { bundle: bundleMessage(bundle), available: moneyMessage(availableCents, currency) };
    },
    async listUsage({ customerId, cursor, limit }, context) {
      requireOwn(context, customerId);
      const page = await views.usage({ customerId, cursor, limit: pageSize(limit) });
      if (!page) throw refused({ kind: "cursor-unknown" });
      return { sessions: page.rows.map(usageMessage), page: { nextCursor: page.nextCursor ?? "" } };
    },
    async listStatement({ customerId, cursor, limit }, context) {
      requireOwn(context, customerId);
      const page = await views.statement({ customerId, cursor, limit: pageSize(limit) });
      if (!page) throw refused({ kind: "cursor-unknown" });
      return { rows: page.rows.map(statementMessage), page: { nextCursor: page.nextCursor ?? "" } };
    },
    async verifyLedger(_, context) {
      requirePermission(context, "ledger.verify");
      const { problems, ...report } = await verifyLedger(context.signal);
      return { ...report, problems: [...problems] };
    },
  };
}

const pageSize = (limit: number) => (limit === 0 ? defaultPage : Math.min(limit, largestPage));
