import type { Currency } from "@beacom/money";
import type { ResellerService } from "@beacom/proto/billing/v1/resellers";
import { isInScope, requirePermission, requireScope } from "@beacom/runtime";
import type { ServiceImpl } from "@connectrpc/connect";
import type { PayIntoFloatUseCase, ReturnPaymentUseCase } from "#application/resellers/pay-into-float";
import type { ChangeResellerTermsUseCase, RegisterResellerUseCase } from "#application/resellers/register-reseller";
import type { ResellerTermsUseCase } from "#application/resellers/reseller-terms";
import type { SettleResellerUseCase } from "#application/resellers/settle-reseller";
import type { ReinstateResellerUseCase, SuspendResellerUseCase } from "#application/resellers/suspend-reseller";
import type { ResellerViews } from "#application/resellers/views";
import { amountAsked, pageSize, textAsked } from "#transport/asked";
import { refusalsIn, refusedAs } from "#transport/refusals";
import { resellerAsked } from "#transport/resellers/reseller-asked";
import { resellerTermsOf } from "#transport/resellers/reseller-terms";
import { type ResellerSales, resellerSalesRpc } from "#transport/resellers/reseller-sales-rpc";
import { staffOf } from "#transport/who-asks";
import { floatMovementMessage, resellerMessage, settlementMessage } from "#wire/resellers-wire";

export type ResellerDoor = {
  readonly resellers: ResellerSales & {
    readonly views: ResellerViews;
    readonly terms: ResellerTermsUseCase;
    readonly register: RegisterResellerUseCase;
    readonly changeTerms: ChangeResellerTermsUseCase;
    readonly payIn: PayIntoFloatUseCase;
    readonly returnPayment: ReturnPaymentUseCase;
    readonly suspend: SuspendResellerUseCase;
    readonly reinstate: ReinstateResellerUseCase;
    readonly settle: SettleResellerUseCase;
  };
  readonly currency: Currency;
  readonly hasPeppers: boolean;
};

export function resellersRpc(door: ResellerDoor): ServiceImpl<typeof ResellerService> {
  const { resellers, currency } = door;
  const { views } = resellers;
  const { answered } = refusalsIn(currency);

  async function resellerNow(resellerId: string) {
    const [reseller, terms] = await Promise.all([views.reseller(resellerId), resellers.terms(resellerId)]);
    if (!reseller) throw refusedAs("reseller-unknown");
    return resellerMessage(reseller, terms);
  }

  return {
    ...resellerSalesRpc(door),
    async registerReseller({ terms, idempotencyKey }, context) {
      const { staffId } = staffOf(context, "resellers.manage");
      // Whoever is there for some resellers adds only to those.
      requireScope(context, "resellers", terms?.masterId ?? "");
      const registration = { terms: resellerTermsOf(terms, currency), staffId, idempotencyKey };
      return resellerNow(answered(await resellers.register(registration)).resellerId);
    },
    async changeResellerTerms({ resellerId, terms }, context) {
      const { staffId } = staffOf(context, "resellers.manage");
      const change = {
        resellerId: resellerAsked(context, resellerId),
        terms: resellerTermsOf(terms, currency),
        staffId,
      };
      answered(await resellers.changeTerms(change));
      return resellerNow(resellerId);
    },
    async getReseller({ resellerId }, context) {
      requirePermission(context, "resellers.read");
      return resellerNow(resellerAsked(context, resellerId));
    },
    async listResellers({ cursor, limit }, context) {
      requirePermission(context, "resellers.read");
      const page = await views.all({ cursor, limit: pageSize(limit) });
      if (!page) throw refusedAs("cursor-unknown");
      const all = page.rows
        .filter(({ resellerId }) => isInScope(context, "resellers", resellerId))
        .map((reseller) => resellerMessage(reseller));
      return { resellers: all, page: { nextCursor: page.nextCursor ?? "" } };
    },
    async listSubResellers({ resellerId }, context) {
      requirePermission(context, "resellers.read");
      const subs = await views.subResellers(resellerAsked(context, resellerId));
      return { resellers: subs.map((reseller) => resellerMessage(reseller)) };
    },
    async suspendReseller({ resellerId, reason }, context) {
      const { staffId } = staffOf(context, "resellers.manage");
      if (textAsked(reason).trim() === "") throw refusedAs("reason-missing");
      answered(await resellers.suspend({ resellerId: resellerAsked(context, resellerId), reason, staffId }));
      return resellerNow(resellerId);
    },
    async reinstateReseller({ resellerId }, context) {
      const { staffId } = staffOf(context, "resellers.manage");
      answered(await resellers.reinstate({ resellerId: resellerAsked(context, resellerId), staffId }));
      return resellerNow(resellerId);
    },
    async payIntoFloat({ resellerId, reference, amount }, context) {
      const { staffId } = staffOf(context, "resellers.manage");
      const amountCents = amountAsked(amount, currency);
      answered(
        await resellers.payIn({ resellerId: resellerAsked(context, resellerId), reference, amountCents, staffId }),
      );
      return resellerNow(resellerId);
    },
    async returnFloatPayment({ resellerId, reference }, context) {
      const { staffId } = staffOf(context, "resellers.manage");
      const payment = { resellerId: resellerAsked(context, resellerId), reference: textAsked(reference, 100), staffId };
      answered(await resellers.returnPayment(payment));
      return resellerNow(resellerId);
    },
    async settleReseller({ resellerId, month }, context) {
      requirePermission(context, "resellers.read");
      return settlementMessage(
        answered(await resellers.settle({ resellerId: resellerAsked(context, resellerId), month })),
      );
    },
    async listFloatMovements({ resellerId, cursor, limit }, context) {
      requirePermission(context, "resellers.read");
      const page = await views.rows({ resellerId: resellerAsked(context, resellerId), cursor, limit: pageSize(limit) });
      if (!page) throw refusedAs("cursor-unknown");
      const movements = page.rows.map((row) => floatMovementMessage(row, currency));
      return { movements, page: { nextCursor: page.nextCursor ?? "" } };
    },
  };
}
