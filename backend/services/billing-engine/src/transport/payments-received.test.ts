import assert from "node:assert/strict";
import { type FollowedEvent, message } from "@beacom/outbox";
import { PaymentSucceededSchema } from "@beacom/proto/payments/v1/payments";
import { ok, refuse } from "@beacom/result";
import { openMetrics } from "@beacom/runtime";
import { test } from "vitest";
import { paymentsReceived } from "#transport/payments-received";

const paid = (paymentId: string, currency = "ZAR", invoiceId = ""): FollowedEvent => {
  const amount = { minorUnits: 100n, currency };
  const payment = { paymentId, customerId: "cus_thandi", provider: "paystack", invoiceId, amount };
  return { ...message(PaymentSucceededSchema, paymentId, { payment }, new Date()), position: 1n, traceparent: "" };
};

test("a payment that cannot be credited is not passed over: it fails, to be set aside, and the others are credited", async () => {
  const credited: string[] = [];
  const apply = paymentsReceived({
    metrics: openMetrics(),
    postpaid: { receiveForInvoice: () => Promise.resolve(ok("not-billed")) },
    async creditPayment({ paymentId, currency }) {
      if (currency !== "ZAR") return refuse({ kind: "currency-differs" });
      credited.push(paymentId);
      return ok(undefined);
    },
  });
  await assert.rejects(apply([paid("pay_1", "NGN"), paid("pay_2")]), /pay_1 was not credited: currency-differs/);
  await assert.rejects(apply([paid("pay_3", "XTS")]), /pay_3 was not credited/);
  assert.deepEqual(credited, ["pay_2"]);
});

test("a payment for an invoice goes there, and into the wallet of who has no such bill", async () => {
  const took: string[] = [];
  const apply = paymentsReceived({
    metrics: openMetrics(),
    postpaid: {
      async receiveForInvoice({ paymentId, invoiceId }) {
        if (invoiceId !== "inv_1_cus_thandi") return ok("not-billed");
        took.push(`${paymentId} on ${invoiceId}`);
        return ok("on-invoice");
      },
    },
    async creditPayment({ paymentId }) {
      took.push(`${paymentId} in the wallet`);
      return ok(undefined);
    },
  });
  await apply([paid("pay_1", "ZAR", "inv_1_cus_thandi"), paid("pay_2", "ZAR", "inv_9_cus_thandi"), paid("pay_3")]);
  assert.deepEqual(took.sort(), ["pay_1 on inv_1_cus_thandi", "pay_2 in the wallet", "pay_3 in the wallet"]);
});
