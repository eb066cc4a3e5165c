import type { PostpaidService } from "@beacom/proto/billing/v1/postpaid";
import { callerOf, requireOwnOr, requirePermission } from "@beacom/runtime";
import type { ServiceImpl } from "@connectrpc/connect";
import { madeId } from "#application/postpaid/made-id";
import { amountAsked, amountIfAsked, dayAsked, dayIfAsked, idAsked, oneOf, textAsked } from "#transport/asked";
import { outcomeMessage } from "#transport/postpaid/outcome";
import type { PostpaidDoor } from "#transport/postpaid/postpaid-door";
import type { PostpaidAnswers } from "#transport/postpaid/postpaid-rpc";
import { refusedAs } from "#transport/refusals";
import { byOf } from "#transport/who-asks";

type Methods =
  | "addCharge"
  | "creditInvoice"
  | "recordBankPayment"
  | "reversePayment"
  | "payFromWallet"
  | "promiseToPay"
  | "exemptFromDunning"
  | "endExemption";

/** What is owed more or less, and what happens while it is not paid. */
export const invoicesPaidRpc = (
  { postpaid, currency }: PostpaidDoor,
  { answered, billingNow }: PostpaidAnswers,
): Pick<ServiceImpl<typeof PostpaidService>, Methods> => ({
  async addCharge({ customerId, description, quantity, amount, vat, idempotencyKey }, context) {
    requirePermission(context, "postpaid.manage");
    const charge = {
      chargeId: madeId("chr", idAsked(customerId), idempotencyKey),
      description: textAsked(description),
      quantity: quantity || 1,
      grossCents: amountAsked(amount, currency),
      vat: oneOf(["standard", "zero-rated", "exempt"], vat || "standard", "tax-not-known"),
    };
    const added = answered(await postpaid.addCharge({ customerId, ...charge, idempotencyKey }));
    return outcomeMessage(added, await billingNow(customerId));
  },
  async creditInvoice({ customerId, invoiceId, reason, lines, idempotencyKey }, context) {
    requirePermission(context, "postpaid.correct");
    const parts = lines.map(({ line, amount }) => ({ line, grossCents: amountAsked(amount, currency) }));
    const credit = { invoiceId, reason: textAsked(reason), ...(parts.length > 0 && { lines: parts }) };
    const credited = await postpaid.creditInvoice({ customerId: idAsked(customerId), ...credit, idempotencyKey });
    return outcomeMessage(answered(credited), await billingNow(customerId));
  },
  async recordBankPayment({ customerId, reference, amount, meantFor }, context) {
    requirePermission(context, "postpaid.payments");
    if (textAsked(reference, 100).trim() === "") throw refusedAs("reference-missing");
    const paymentId = `bank:${idAsked(customerId)}:${reference}`;
    const payment = {
      paymentId,
      source: "bank" as const,
      reference,
      amountCents: amountAsked(amount, currency),
      currency,
      meantFor: meantFor.map((part) => ({
        invoiceId: part.invoiceId,
        amountCents: amountAsked(part.amount, currency),
      })),
    };
    const received = answered(await postpaid.receivePayment({ customerId, ...payment }));
    const known = received.state.payments.get(paymentId);
    if (received.repeated && known?.amountCents !== payment.amountCents)
      throw refusedAs("reference-used-for-another-amount");
    return { ...outcomeMessage(received, await billingNow(customerId)), paymentId };
  },
  async reversePayment({ customerId, paymentId, reason, idempotencyKey }, context) {
    requirePermission(context, "postpaid.payments");
    const reversal = { paymentId, reason: textAsked(reason), idempotencyKey };
    const reversed = answered(await postpaid.reversePayment({ customerId: idAsked(customerId), ...reversal }));
    return outcomeMessage(reversed, await billingNow(customerId));
  },
  async payFromWallet({ customerId, invoiceId, amount, idempotencyKey }, context) {
    requireOwnOr(context, customerId, "postpaid.payments");
    const amountCents = amountIfAsked(amount, currency);
    const payment = {
      invoiceId: idAsked(invoiceId),
      ...(amountCents !== undefined && { amountCents }),
      idempotencyKey,
    };
    answered(await postpaid.payFromWallet({ customerId: idAsked(customerId), ...payment }));
    return billingNow(customerId);
  },
  async promiseToPay({ customerId, amount, by, restoresService, idempotencyKey }, context) {
    requireOwnOr(context, customerId, "postpaid.manage");
    // Who could give the service back to himself by a word would never have to pay.
    if (restoresService && callerOf(context).kind === "customer") throw refusedAs("restoring-is-for-staff");
    const promise = {
      promiseId: madeId("prm", idAsked(customerId), idempotencyKey),
      amountCents: amountAsked(amount, currency),
      by: dayAsked(by),
      restoresService,
    };
    answered(await postpaid.promiseToPay({ customerId, ...promise, idempotencyKey }));
    return billingNow(customerId);
  },
  async exemptFromDunning({ customerId, until, reason, idempotencyKey }, context) {
    requirePermission(context, "postpaid.manage");
    const exemption = { until: dayIfAsked(until) ?? null, reason: textAsked(reason), by: byOf(context) };
    const exempted = await postpaid.exemptFromDunning({
      customerId: idAsked(customerId),
      ...exemption,
      idempotencyKey,
    });
    return outcomeMessage(answered(exempted), await billingNow(customerId));
  },
  async endExemption({ customerId, idempotencyKey }, context) {
    requirePermission(context, "postpaid.manage");
    const ended = answered(await postpaid.endExemption({ customerId: idAsked(customerId), idempotencyKey }));
    return outcomeMessage(ended, await billingNow(customerId));
  },
});
