import fc from "fast-check";
import { expect, test } from "vitest";
import { openBilling } from "#billing-fixture";
import { after, reportOf } from "#domain/account-examples";

const customers = ["cus_a", "cus_b", "cus_c"];
const customerId = fc.constantFrom(...customers);
const command = fc.oneof(
  fc.record({ do: fc.constant("pay" as const), customerId, payment: fc.nat(20), withPlan: fc.boolean() }),
  fc.record({ do: fc.constant("buy" as const), customerId, key: fc.nat(20) }),
  fc.record({ do: fc.constant("use" as const), customerId, session: fc.nat(3), octets: fc.bigInt(0n, 900n) }),
  fc.record({ do: fc.constant("wait" as const), seconds: fc.nat(30) }),
);

test("two processes that do everything at once, twice, keep every rule, and their projections are those of the events", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 60, maxLength: 120 }), async (commands) => {
      const billing = await openBilling();
      try {
        const engines = [billing.start({ BILLING_ACCOUNTS_IN_MEMORY: "2" }), billing.start()];
        const plan = await billing.publish("Small", { octets: 300n, priceCents: 700n, validitySeconds: 60n });
        const run = async (engine: (typeof engines)[number], next: (typeof commands)[number]): Promise<unknown> => {
          const at = billing.time.now;
          if (next.do === "wait") {
            billing.time.now = after(next.seconds, at);
            return engine.expireBundles();
          }
          const { customerId } = next;
          if (next.do === "use") {
            const report = reportOf(`ses_${customerId}_${next.session}`, next.octets, { reportedAt: at });
            return engine.chargeUsage(customerId, [report]);
          }
          if (next.do === "buy")
            return engine.buyBundle({ customerId, planId: plan.planId, idempotencyKey: `${next.key}` });
          const payment = { customerId, paymentId: `pay_${customerId}_${next.payment}`, provider: "paystack" };
          const money = { amountCents: 900n, currency: "ZAR" as const, planId: next.withPlan ? plan.planId : "" };
          return engine.creditPayment({ ...payment, ...money });
        };
        await Promise.all(engines.flatMap((engine) => commands.map((next) => run(engine, next))));
        expect(await billing.verifyLedger()).toMatchObject({
          balanced: true,
          chainIntact: true,
          rebuildEqualsLive: true,
          problems: [],
        });
      } finally {
        await billing.close();
      }
    }),
    { numRuns: 4 },
  );
});
