import assert from "node:assert/strict";
import { type FollowedEvent, message } from "@beacom/outbox";
import { PaymentSucceededSchema } from "@beacom/proto/payments/v1/payments";
import { valueOf } from "@beacom/result";
import { openMetrics } from "@beacom/runtime";
import { startOfDate } from "@beacom/time";
import { afterEach, beforeEach, test } from "vitest";
import { openBilling } from "#billing-fixture";
import { fibre50 } from "#domain/postpaid/postpaid-examples";
import { paymentsReceived } from "#transport/payments-received";

let billing: Awaited<ReturnType<typeof openBilling>>;
beforeEach(async () => {
  billing = await openBilling();
  billing.time.now = new Date(startOfDate("2026-06-01").getTime() + 10 * 3_600_000);
});
afterEach(() => billing.close());

type Engine = Pick<typeof billing, "creditPayment" | "postpaid">;
const metrics = openMetrics();
const follower = ({ creditPayment, postpaid }: Engine) => paymentsReceived({ creditPayment, postpaid, metrics });
const trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
const paid = (paymentId: string, minorUnits: bigint, invoiceId: string, customerId = "cus_a"): FollowedEvent => {
  const amount = { minorUnits, currency: "ZAR" };
  const payment = { paymentId, customerId, provider: "paystack", providerReference: paymentId, invoiceId, amount };
  return { ...message(PaymentSucceededSchema, paymentId, { payment }, new Date()), position: 1n, traceparent: trace };
};
const invoiced = async (customerId: string) => {
  const recipient = { name: "Thandi Mokoena", addressLines: ["12 Vilakazi Street", "Soweto"], vatNumber: null };
  const terms = { cycle: { months: 1, day: 1 }, termsDays: 7, segment: "home", recipient };
  valueOf(await billing.postpaid.open({ customerId, ...terms }));
  const order = { subscriptionId: "fibre", billing: "in-advance" as const, terms: fibre50 };
  const { invoiceIds } = valueOf(await billing.postpaid.subscribe({ customerId, ...order, idempotencyKey: "fibre" }));
  return invoiceIds[0]!;
};
/** Where the money is: what is still owed, what is kept for later invoices, and what is in the wallet. */
const standing = async (customerId = "cus_a") => {
  const summary = await billing.postpaid.views.customer(customerId, "2026-06-01");
  const account = await billing.views.account(customerId);
  return {
    owed: summary?.receivableCents ?? 0n,
    credit: summary?.creditCents ?? 0n,
    wallet: account?.availableCents ?? 0n,
  };
};
const verified = async () => assert.deepEqual((await billing.verifyLedger()).problems, []);

test("told of in any order, again and again, by two processes at once, each payment has one effect", async () => {
  const invoiceId = await invoiced("cus_a");
  const events = [
    paid("pay_1", 400_00n, invoiceId),
    paid("pay_2", 400_00n, invoiceId),
    paid("pay_3", 25_00n, ""),
    paid("pay_4", 50_00n, invoiceId, "cus_b"),
  ];
  const [one, other] = [follower(billing), follower(billing.start())];
  await Promise.all([one(events), other(events.toReversed()), one([...events, ...events])]);
  assert.deepEqual(await standing(), { owed: 0n, credit: 110_00n, wallet: 25_00n });
  assert.deepEqual(await standing("cus_b"), { owed: 0n, credit: 0n, wallet: 50_00n });
  await verified();
});

test("who is invoiced just when the money is on its way into the wallet has it there, and not on the invoice as well", async () => {
  const other = billing.start();
  const event = paid("pay_1", 690_00n, "inv_1_cus_a");
  const meanwhile = follower({
    ...billing,
    async creditPayment(payment) {
      // Between the answer that there is no bill and the credit, there is one, and another process is told of the payment too.
      await invoiced("cus_a");
      await follower(other)([event]);
      return billing.creditPayment(payment);
    },
  });
  await meanwhile([event]);
  const { owed, credit, wallet } = await standing();
  assert.equal(690_00n - owed + credit + wallet, 690_00n);
  await verified();
});
