import type { DiscountTerms as DiscountMessage, PostpaidService } from "@beacom/proto/billing/v1/postpaid";
import { requirePermission } from "@beacom/runtime";
import type { HandlerContext, ServiceImpl } from "@connectrpc/connect";
import type { NotBilled } from "#application/postpaid/change-postpaid";
import type { PostpaidOutcome } from "#application/postpaid/command-postpaid";
import type { KeyRefusal } from "#application/idempotency-key";
import { madeId } from "#application/postpaid/made-id";
import type { Result } from "@beacom/result";
import type { DiscountTerms } from "#domain/postpaid/subscribe";
import type { SubscriptionTerms } from "#domain/postpaid/subscription";
import { mostOfAnything } from "#domain/quantity";
import { amountAsked, dayIfAsked, idAsked, oneOf, textAsked } from "#transport/asked";
import { outcomeMessage } from "#transport/postpaid/outcome";
import type { PostpaidDoor } from "#transport/postpaid/postpaid-door";
import type { PostpaidAnswers } from "#transport/postpaid/postpaid-rpc";
import type { RefusalKind } from "#transport/refusal-codes";
import { refusedAs } from "#transport/refusals";

type Methods =
  | "subscribe"
  | "changeSubscription"
  | "pauseSubscription"
  | "resumeSubscription"
  | "cancelSubscription"
  | "keepSubscription"
  | "grantDiscount";

export function subscriptionsRpc(
  { postpaid, currency }: PostpaidDoor,
  { answered, billingNow }: PostpaidAnswers,
): Pick<ServiceImpl<typeof PostpaidService>, Methods> {
  async function termsOf(planId: string, quantity: number): Promise<SubscriptionTerms> {
    const terms = answered(await postpaid.termsOfPlan({ planId, quantity: quantity || 1 }));
    if (terms.priceCents * BigInt(terms.quantity) > mostOfAnything) throw refusedAs("amount-too-large");
    return terms;
  }

  function discountOf(message: DiscountMessage, discountId: string): DiscountTerms {
    const { description, off, cycles } = message;
    const common = { discountId, description: textAsked(description), cycles: cycles === 0 ? null : cycles };
    if (off.case === "basisPoints") return { ...common, off: { kind: "percent", basisPoints: BigInt(off.value) } };
    if (off.case === "amount")
      return { ...common, off: { kind: "fixed", amountCents: amountAsked(off.value, currency) } };
    throw refusedAs("discount-not-accepted");
  }

  type Asked = { readonly customerId: string; readonly subscriptionId: string; readonly idempotencyKey: string };
  /** A change of one subscription, for staff who may. */
  async function changed(
    context: HandlerContext,
    request: Asked,
    change: (asked: Asked) => Promise<Result<PostpaidOutcome, NotBilled | KeyRefusal | { readonly kind: RefusalKind }>>,
  ) {
    requirePermission(context, "postpaid.manage");
    const { customerId, subscriptionId, idempotencyKey } = request;
    const asked = { customerId: idAsked(customerId), subscriptionId: idAsked(subscriptionId), idempotencyKey };
    return outcomeMessage(answered(await change(asked)), await billingNow(customerId));
  }

  return {
    async subscribe({ customerId, planId, quantity, billing, startsOn, discounts, idempotencyKey }, context) {
      requirePermission(context, "postpaid.manage");
      const day = dayIfAsked(startsOn);
      const subscriptionId = madeId("sub", idAsked(customerId), idempotencyKey);
      const order = {
        subscriptionId,
        billing: oneOf(["in-advance", "in-arrears"], billing || "in-advance", "billing-not-known"),
        terms: await termsOf(planId, quantity),
        ...(day && { startsOn: day }),
        discounts: discounts.map((discount, index) =>
          discountOf(discount, madeId("dis", customerId, `${idempotencyKey} ${index}`)),
        ),
      };
      const subscribed = answered(await postpaid.subscribe({ customerId, ...order, idempotencyKey }));
      return { subscriptionId, outcome: outcomeMessage(subscribed, await billingNow(customerId)) };
    },
    changeSubscription: (request, context) =>
      changed(context, request, async (asked) => {
        const when = whenOf(request.when);
        return postpaid.changeTerms({ ...asked, terms: await termsOf(request.planId, request.quantity), when });
      }),
    pauseSubscription: (request, context) => changed(context, request, postpaid.pause),
    resumeSubscription: (request, context) => changed(context, request, postpaid.resume),
    cancelSubscription: (request, context) =>
      changed(context, request, (asked) => postpaid.cancel({ ...asked, when: whenOf(request.when) })),
    keepSubscription: (request, context) => changed(context, request, postpaid.keep),
    grantDiscount: (request, context) =>
      changed(context, request, (asked) => {
        if (!request.discount) throw refusedAs("discount-not-accepted");
        const discountId = madeId("dis", asked.customerId, asked.idempotencyKey);
        return postpaid.grantDiscount({ ...asked, discount: discountOf(request.discount, discountId) });
      }),
  };
}

const whenOf = (when: string): "now" | "next-cycle" => oneOf(["now", "next-cycle"], when, "when-not-known");
