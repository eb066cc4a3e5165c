import { accountOf } from "#application/accounts";
import { ok, type Result } from "@beacom/result";
import type { PostpaidPorts } from "#application/postpaid/change-postpaid";
import type { ReceivePaymentUseCase } from "#application/postpaid/receive-payment";
import type { Currency } from "@beacom/money";

export type ReceiveForInvoiceUseCase = (payment: {
  readonly customerId: string;
  readonly paymentId: string;
  readonly invoiceId: string;
  readonly reference: string;
  readonly amountCents: bigint;
  readonly currency: Currency;
  readonly traceparent?: string;
}) => Promise<Result<"on-invoice" | "not-billed", { readonly kind: string }>>;

/**
 * A payment at a provider that was opened for an invoice. What the invoice does not need any more pays the others or becomes credit. Of a
 * customer who has no such bill (or whose wallet has it already, from when there was none) it says so, and the wallet gets it.
 */
export const receiveForInvoiceWith =
  ({
    streams,
    receivePayment,
  }: Pick<PostpaidPorts, "streams"> & { receivePayment: ReceivePaymentUseCase }): ReceiveForInvoiceUseCase =>
  async ({ invoiceId, ...payment }) => {
    const account = await streams.state(accountOf(payment.customerId));
    if (account?.movements.has(payment.paymentId)) return ok("not-billed");
    const receive = (amountCents: bigint) =>
      receivePayment({
        ...payment,
        source: "provider",
        ...(amountCents > 0n && { meantFor: [{ invoiceId, amountCents }] }),
      });
    let received = await receive(payment.amountCents);
    if (!received.ok && received.error.kind === "over-what-is-open") received = await receive(received.error.openCents);
    // It is a customer's money, whatever became of the invoice meanwhile.
    if (!received.ok && ["invoice-unknown", "over-what-is-open"].includes(received.error.kind))
      received = await receive(0n);
    if (received.ok || received.error.kind === "payment-known") return ok("on-invoice");
    const { kind } = received.error;
    if (kind === "not-billed" || kind === "currency-not-the-customers") return ok("not-billed");
    return { ok: false, error: received.error };
  };
