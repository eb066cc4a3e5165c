import { valueOf } from "@beacom/result";
import fc from "fast-check";
import { expect, test } from "vitest";
import { openBilling } from "#billing-fixture";
import { after, reportOf } from "#domain/account-examples";
import { type AccountStep, accountStep, customers, plans, tariffs } from "#domain/account-histories";

type Billing = Awaited<ReturnType<typeof openBilling>>;
type Engine = ReturnType<Billing["start"]>;

test("two processes that do everything at once, twice, keep every rule, and their projections are those of the events", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(accountStep, { minLength: 80, maxLength: 160, size: "max" }), async (steps) => {
      const billing = await openBilling();
      try {
        const engines = [billing.start({ BILLING_ACCOUNTS_IN_MEMORY: "2" }), billing.start()];
        const offered = await publishAll(billing);
        for (const customerId of customers) await billing.pay(customerId, 2_000n);
        const run = (engine: Engine) =>
          Promise.all(steps.map((step, index) => carryOut(billing, engine, step, { index, offered })));
        await Promise.all(engines.map(run));
        await Promise.all(engines.map((engine) => engine.sharing.tellMembers()));
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

type Offered = { readonly plans: readonly string[]; readonly tariffs: readonly string[] };

async function publishAll(billing: Billing): Promise<Offered> {
  const publish = async (terms: (typeof plans)[number], key: string) =>
    valueOf(await billing.publishPlan({ terms, planId: "", idempotencyKey: key })).planId;
  const ids: string[] = [];
  for (const [index, plan] of plans.entries()) ids.push(await publish(plan, `plan ${index}`));
  const tariffIds: string[] = [];
  for (const [index, tariff] of tariffs.entries()) tariffIds.push(await publish(tariff, `tariff ${index}`));
  return { plans: ids, tariffs: tariffIds };
}

/** Asks for a step as the doors of the service would. Whether it is refused depends on who is first. */
async function carryOut(
  billing: Billing,
  engine: Engine,
  step: AccountStep,
  { index, offered }: { index: number; offered: Offered },
): Promise<unknown> {
  const { who: customerId } = step;
  const at = billing.time.now;
  const key = (what: string) => `${what} ${"number" in step ? step.number : index}`;
  switch (step.do) {
    case "pay": {
      const payment = { customerId, paymentId: `pay_${customerId}_${step.number}`, provider: "paystack" };
      const planId = step.plan === null ? "" : offered.plans[step.plan]!;
      return engine.creditPayment({ ...payment, amountCents: step.cents, currency: "ZAR", planId });
    }
    case "buy":
      return engine.buyBundle({ customerId, planId: offered.plans[step.plan]!, idempotencyKey: key("buy") });
    case "use": {
      const report = reportOf(`ses_${customerId}_${step.number}`, step.octets, {
        startedAt: after(-300, at),
        reportedAt: after(-step.lateSeconds, at),
        endedAt: step.ends ? at : null,
      });
      return engine.chargeUsage(customerId, [report]);
    }
    case "wait":
      billing.time.now = after(step.seconds, at);
      return engine.expireBundles();
    case "hold": {
      const hold = { customerId, holdId: `hld_${step.number}`, amountCents: step.cents };
      return engine.holds.hold({ ...hold, purpose: "airtime", seconds: step.seconds });
    }
    case "commit":
      return engine.holds.commit({
        customerId,
        holdId: `hld_${step.number}`,
        amountCents: step.cents,
        reference: "vend",
      });
    case "release":
      return engine.holds.release({ customerId, holdId: `hld_${step.number}` });
    case "send-money": {
      const transfer = { customerId, toCustomerId: step.to, amountCents: step.cents, currency: "ZAR" };
      return engine.transfers.sendMoney({ ...transfer, idempotencyKey: key("money") });
    }
    case "send-data": {
      const account = await engine.views.account(customerId);
      const sendable = account?.bundles.filter(({ state, uncapped }) => state === "active" && !uncapped) ?? [];
      const bundleId = sendable[step.bundle % Math.max(1, sendable.length)]?.bundleId ?? "bun_none";
      const transfer = { customerId, toCustomerId: step.to, bundleId, octets: step.octets };
      return engine.transfers.sendData({ ...transfer, idempotencyKey: key("data") });
    }
    case "reserve": {
      const reservation = { customerId, sessionId: `ses_${customerId}_${step.number}`, reservationId: `rsv_${index}` };
      return engine.reservations.reserve({ ...reservation, octets: step.octets, seconds: step.seconds });
    }
    case "unreserve":
      return engine.reservations.release({ customerId, reservationId: `rsv_${index - step.number}` });
    case "share":
      return engine.sharing.add({ ownerId: customerId, memberId: step.to, limitOctets: step.limitOctets });
    case "unshare":
      return engine.sharing.remove({ ownerId: customerId, memberId: step.to });
    case "allow": {
      const { payer, limitCents, version } = step;
      const planId = offered.tariffs[version]!;
      return engine.outOfBundle.allow({ customerId, planId, payer, limitCents, by: customerId });
    }
    case "move": {
      const [toPlanId, fromPlanId] = [offered.tariffs[step.version]!, offered.tariffs[1 - step.version]!];
      const order = { fromPlanId, toPlanId, fromVersion: null, when: "next-cycle" as const, by: "stf_a" };
      return engine.postpaid.migrateSubscribers.run({ ...order, idempotencyKey: `${index}` });
    }
    case "forbid":
      return engine.outOfBundle.forbid({ customerId, by: customerId });
    case "restrict":
      return engine.restrictService({ customerId, restriction: step.restriction, by: "stf_a" });
    case "bill":
    case "adjust":
    case "reverse":
    case "redeem":
      // Doors of their own: invoices, approvals and vouchers.
      return undefined;
    default:
      step satisfies never;
      return undefined;
  }
}
