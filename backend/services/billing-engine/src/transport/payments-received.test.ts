import assert from "node:assert/strict";
import { type FollowedEvent, message } from "@beacom/outbox";
import { PaymentSucceededSchema } from "@beacom/proto/payments/v1/payments";
import { ok, refuse } from "@beacom/result";
import { openMetrics } from "@beacom/runtime";
import { test } from "vitest";
import { paymentsReceived } from "#transport/payments-received";

const paid = (paymentId: string, currency = "ZAR"): FollowedEvent => {
  const payment = { paymentId, customerId: "cus_thandi", provider: "paystack", amount: { minorUnits: 100n, currency } };
  return { ...message(PaymentSucceededSchema, paymentId, { payment }, new Date()), position: 1n, traceparent: "" };
};

test("a payment that cannot be credited is not passed over: it fails, to be set aside, and the others are credited", async () => {
  const credited: string[] = [];
  const apply = paymentsReceived({
    metrics: openMetrics(),
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
