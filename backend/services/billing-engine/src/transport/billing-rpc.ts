import type { Currency } from "@beacom/money";
import type { BillingService } from "@beacom/proto/billing/v1/billing";
import { callerOf, requireOwn, requireOwnOr, requirePermission } from "@beacom/runtime";
import type { Clock } from "@beacom/time";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { ServiceImpl } from "@connectrpc/connect";
import type { BuyBundleUseCase } from "#application/buy-bundle";
import type { PlansOnOffer } from "#application/catalogue";
import type { DataReservations } from "#application/data-reservations";
import type { OutOfBundleChoices } from "#application/out-of-bundle";
import type { PublishPlanUseCase, WithdrawPlanUseCase } from "#application/publish-plan";
import type { RestrictServiceUseCase } from "#application/restrict-service";
import type { Sharing } from "#application/sharing";
import type { Transfers } from "#application/transfers";
import type { VerifyLedgerUseCase } from "#application/verify-ledger";
import type { AccountViews } from "#application/views";
import type { WalletHolds } from "#application/wallet-holds";
import { pageSize } from "#transport/asked";
import { planTermsOf } from "#transport/plan-terms";
import { refusalsIn, refusedAs } from "#transport/refusals";
import { byOf } from "#transport/who-asks";
import {
  accountMessage,
  bundleMessage,
  membersMessage,
  moneyMessage,
  planMessage,
  statementMessage,
  usageMessage,
  walletMessage,
} from "#wire/billing-wire";

export function billingRpc(useCases: {
  plans: PlansOnOffer;
  views: AccountViews;
  publishPlan: PublishPlanUseCase;
  withdrawPlan: WithdrawPlanUseCase;
  buyBundle: BuyBundleUseCase;
  holds: WalletHolds;
  reservations: DataReservations;
  transfers: Transfers;
  outOfBundle: OutOfBundleChoices;
  sharing: Sharing;
  restrictService: RestrictServiceUseCase;
  verifyLedger: VerifyLedgerUseCase;
  clock: Clock;
  currency: Currency;
}): ServiceImpl<typeof BillingService> {
  const { plans, views, publishPlan, withdrawPlan, buyBundle, verifyLedger, clock } = useCases;
  const { answered } = refusalsIn(useCases.currency);
  const { holds, reservations, transfers, outOfBundle, sharing, restrictService } = useCases;

  async function accountNow(customerId: string) {
    const asOf = clock();
    const account = await views.account(customerId);
    if (!account) throw refusedAs("account-not-open-yet");
    return { ...accountMessage(account), asOf: timestampFromDate(asOf) };
  }

  return {
    async listPlans() {
      return { plans: (await plans.all()).map(planMessage) };
    },
    async publishPlan(request, context) {
      requirePermission(context, "plans.publish");
      const terms = answered(planTermsOf(request));
      const { planId, idempotencyKey } = request;
      return planMessage(answered(await publishPlan({ terms, planId, idempotencyKey })));
    },
    async withdrawPlan({ planId }, context) {
      requirePermission(context, "plans.publish");
      answered(await withdrawPlan(planId));
      return {};
    },
    async getAccount({ customerId }, context) {
      requireOwnOr(context, customerId, "customers.read");
      return accountNow(customerId);
    },
    async buyBundle({ customerId, planId, idempotencyKey }, context) {
      requireOwn(context, customerId);
      const bought = answered(await buyBundle({ customerId, planId, idempotencyKey }));
      const { bundle, availableCents, currency } = bought;
      return { bundle: bundleMessage(bundle), available: moneyMessage(availableCents, currency) };
    },
    async listUsage({ customerId, cursor, limit }, context) {
      requireOwnOr(context, customerId, "customers.read");
      const page = await views.usage({ customerId, cursor, limit: pageSize(limit) });
      if (!page) throw refusedAs("cursor-unknown");
      return { sessions: page.rows.map(usageMessage), page: { nextCursor: page.nextCursor ?? "" } };
    },
    async listStatement({ customerId, cursor, limit }, context) {
      requireOwnOr(context, customerId, "customers.read");
      const page = await views.statement({ customerId, cursor, limit: pageSize(limit) });
      if (!page) throw refusedAs("cursor-unknown");
      return { rows: page.rows.map(statementMessage), page: { nextCursor: page.nextCursor ?? "" } };
    },
    async holdFunds({ customerId, holdId, amount, purpose, seconds }) {
      return walletMessage(
        answered(await holds.hold({ customerId, holdId, amountCents: amount?.minorUnits ?? 0n, purpose, seconds })),
      );
    },
    async commitHold({ customerId, holdId, amount, reference }) {
      return walletMessage(
        answered(await holds.commit({ customerId, holdId, amountCents: amount?.minorUnits ?? 0n, reference })),
      );
    },
    async releaseHold({ customerId, holdId }) {
      return walletMessage(answered(await holds.release({ customerId, holdId })));
    },
    async reserveData(request) {
      const { octets, expiresAt } = answered(await reservations.reserve(request));
      return { octets, expiresAt: timestampFromDate(expiresAt) };
    },
    async releaseData({ customerId, reservationId }) {
      await reservations.release({ customerId, reservationId });
      return {};
    },
    async sendMoney({ customerId, toCustomerId, amount, idempotencyKey }, context) {
      requireOwn(context, customerId);
      const { minorUnits: amountCents = 0n, currency = "" } = amount ?? {};
      return walletMessage(
        answered(await transfers.sendMoney({ customerId, toCustomerId, amountCents, currency, idempotencyKey })),
      );
    },
    async sendData({ customerId, toCustomerId, bundleId, octets, idempotencyKey }, context) {
      requireOwn(context, customerId);
      const sent = await transfers.sendData({ customerId, toCustomerId, bundleId, octets, idempotencyKey });
      return { bundle: bundleMessage(answered(sent)) };
    },
    async allowOutOfBundle({ customerId, planId, payer, limit }, context) {
      requireOwnOr(context, customerId, "plans.manage");
      if (payer !== "" && payer !== "wallet" && payer !== "invoice") throw refusedAs("payer-not-known");
      const caller = callerOf(context);
      // A customer cannot give themselves credit.
      if (payer === "invoice" && caller.kind === "customer") throw refusedAs("payer-not-known");
      const agreement = { payer: payer || "wallet", limitCents: limit?.minorUnits ?? null, by: byOf(context) } as const;
      answered(await outOfBundle.allow({ customerId, planId, ...agreement }));
      return accountNow(customerId);
    },
    async forbidOutOfBundle({ customerId }, context) {
      requireOwnOr(context, customerId, "plans.manage");
      answered(await outOfBundle.forbid({ customerId, by: byOf(context) }));
      return accountNow(customerId);
    },
    async addMember({ customerId, memberId, limitOctets }, context) {
      requireOwnOr(context, customerId, "plans.manage");
      const limit = limitOctets === 0n ? null : limitOctets;
      return membersMessage(answered(await sharing.add({ ownerId: customerId, memberId, limitOctets: limit })));
    },
    async removeMember({ customerId, memberId }, context) {
      // Whoever shares may end it, and whoever it is shared with; who else is in there, only the first may know.
      const caller = callerOf(context);
      const isLeaving = caller.kind === "customer" && caller.customerId === memberId && memberId !== customerId;
      if (!isLeaving) requireOwnOr(context, customerId, "plans.manage");
      const members = await sharing.remove({ ownerId: customerId, memberId });
      return membersMessage(isLeaving ? [] : members);
    },
    async listMembers({ customerId }, context) {
      requireOwnOr(context, customerId, "customers.read");
      return membersMessage(await sharing.members(customerId));
    },
    async restrictService({ customerId, restriction }, context) {
      requirePermission(context, "customers.restrict");
      const wanted = restrictions.find((known) => known === restriction) ?? null;
      if (restriction !== "" && wanted === null) throw refusedAs("restriction-not-known");
      answered(await restrictService({ customerId, restriction: wanted, by: byOf(context) }));
      return accountNow(customerId);
    },
    async verifyLedger(_, context) {
      requirePermission(context, "ledger.verify");
      const { problems, ...report } = await verifyLedger(context.signal);
      return { ...report, problems: [...problems] };
    },
  };
}

const restrictions = ["walled-garden", "suspended", "terminated"] as const;
