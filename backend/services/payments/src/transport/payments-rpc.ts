import type { Payment } from "@beacom/proto/payments/v1/payments";
import type { PaymentsService } from "@beacom/proto/payments/v1/payments";
import { isId } from "@beacom/ids";
import { callerOf, requireOwn, requireOwnOr, requirePermission } from "@beacom/runtime";
import { Code, ConnectError, type HandlerContext, type ServiceImpl } from "@connectrpc/connect";
import type { CreatePayment, CreateRefusal } from "#application/create-payment";
import type { GetPayment } from "#application/get-payment";
import type { Intents } from "#application/intents";
import type { ListPayments } from "#application/list-payments";
import type { Intent } from "#domain/intent";

const refusalCode = {
  "customer-unknown": Code.InvalidArgument,
  "currency-not-accepted": Code.InvalidArgument,
  "amount-too-small": Code.OutOfRange,
  "amount-too-large": Code.OutOfRange,
  "plan-unknown": Code.InvalidArgument,
  "invoice-unknown": Code.InvalidArgument,
  "for-two-things": Code.InvalidArgument,
  "email-not-accepted": Code.InvalidArgument,
  "return-address-not-accepted": Code.InvalidArgument,
  "idempotency-key-not-accepted": Code.InvalidArgument,
  "idempotency-key-reused": Code.AlreadyExists,
} satisfies Record<CreateRefusal["kind"], Code>;

export const paymentsRpc = (parts: {
  createPayment: CreatePayment;
  getPayment: GetPayment;
  listPayments: ListPayments;
  ofReference: Intents["ofReference"];
  /** Keeps work alive that the caller may not wait for to the end. */
  goingOn: (work: Promise<unknown>) => void;
  paymentMessage: (intent: Intent) => Payment;
}): ServiceImpl<typeof PaymentsService> => {
  /** Waits for the provider as long as the caller does, less a moment for the way back. The payment as it was written down is an answer too. */
  async function asFarAs(work: Promise<Intent>, known: Intent, context: HandlerContext): Promise<Payment> {
    parts.goingOn(work);
    const patienceMs = Math.max(0, (context.timeoutMs() ?? 5_000) - 700);
    return parts.paymentMessage(await soonest(work, known, patienceMs));
  }

  return {
    async createPayment(request, context) {
      requireOwn(context, request.customerId);
      const { customerId, planId, invoiceId, email, returnUrl, idempotencyKey } = request;
      const { minorUnits = 0n, currency = "" } = request.amount ?? {};
      const created = await parts.createPayment({
        customerId,
        minorUnits,
        currency,
        planId,
        invoiceId,
        email,
        returnUrl,
        idempotencyKey,
      });
      if (!created.ok) throw new ConnectError(created.error.kind, refusalCode[created.error.kind]);
      return asFarAs(created.value.opening, created.value.intent, context);
    },

    async getPayment({ paymentId }, context) {
      const caller = callerOf(context);
      if (caller.kind !== "customer") requirePermission(context, "payments.read");
      // What is somebody else's is as if it were not there: otherwise an answer would tell which ids are payments.
      const isTheirs = ({ customerId }: Intent) => caller.kind !== "customer" || caller.customerId === customerId;
      const got = await parts.getPayment(paymentId, isTheirs);
      if (!got) throw new ConnectError("payment-unknown", Code.NotFound);
      return got.asking ? asFarAs(got.asking, got.intent, context) : parts.paymentMessage(got.intent);
    },

    async findPayment({ providerReference }, context) {
      requirePermission(context, "payments.read");
      const intent = await parts.ofReference(providerReference);
      if (!intent) throw new ConnectError("payment-unknown", Code.NotFound);
      return parts.paymentMessage(intent);
    },

    async listPayments(request, context) {
      requireOwnOr(context, request.customerId, "payments.read");
      if (request.cursor !== "" && !isId("payment", request.cursor))
        throw new ConnectError("cursor-unknown", Code.InvalidArgument);
      const { intents, nextCursor } = await parts.listPayments(request);
      return { payments: intents.map(parts.paymentMessage), page: { nextCursor } };
    },
  };
};

function soonest(work: Promise<Intent>, known: Intent, patienceMs: number): Promise<Intent> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(known), patienceMs);
    // A fault of the work is logged where it goes on; the caller still gets what is known.
    void work
      .catch(() => known)
      .then((intent) => {
        clearTimeout(timer);
        resolve(intent);
      });
  });
}
