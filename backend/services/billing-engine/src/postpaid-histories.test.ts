import assert from "node:assert/strict";
import { valueOf } from "@beacom/result";
import { datePlusDays, type LocalDate, startOfDate } from "@beacom/time";
import fc from "fast-check";
import { test } from "vitest";
import { openBilling } from "#billing-fixture";
import { termsOf } from "#domain/postpaid/postpaid-examples";

const megabyte = 1_000_000n;
const tariff = async ({ publish }: Awaited<ReturnType<typeof openBilling>>, name: string, priceCents: bigint) => {
  const unitPrices = [{ currency: "ZAR" as const, priceCents }];
  const payAsYouGo = { kind: "pay-as-you-go" as const, allowances: [], priceCents: 0n };
  return (await publish(name, { ...payAsYouGo, tariff: { unitOctets: 10n * megabyte, unitPrices } })).planId;
};

const contract = async ({ publish }: Awaited<ReturnType<typeof openBilling>>, name: string, priceCents: bigint) =>
  (await publish(name, { kind: "postpaid", priceCents })).planId;

const customers = ["cus_a", "cus_b", "cus_c"];
const customerId = fc.constantFrom(...customers);
const key = fc.nat(30).map(String);
const does = <T extends string>(what: T) => fc.constant(what);
const command = fc.oneof(
  { weight: 2, arbitrary: fc.record({ do: does("subscribe"), customerId, key, price: fc.bigInt(1n, 90_000n) }) },
  fc.record({ do: does("change"), customerId, key, price: fc.bigInt(1n, 90_000n) }),
  fc.record({ do: does("pause"), customerId, key }),
  fc.record({ do: does("resume"), customerId, key }),
  { weight: 2, arbitrary: fc.record({ do: does("pay"), customerId, key, cents: fc.bigInt(1n, 90_000n) }) },
  fc.record({ do: does("wallet"), customerId, key }),
  fc.record({ do: does("reverse"), customerId, key }),
  fc.record({ do: does("credit"), customerId, key }),
  fc.record({ do: does("use"), customerId, key, cents: fc.bigInt(1n, 9_000n) }),
  { weight: 2, arbitrary: fc.record({ do: does("browse"), customerId, key, megabytes: fc.bigInt(1n, 3_000n) }) },
  fc.record({ do: does("allow"), customerId, key, payer: fc.constantFrom("invoice" as const, "wallet" as const) }),
  fc.record({ do: does("forbid"), customerId, key }),
  fc.record({ do: does("migrate"), key, of: fc.constantFrom("contract" as const, "tariff" as const) }),
  { weight: 3, arbitrary: fc.record({ do: does("close") }) },
  { weight: 3, arbitrary: fc.record({ do: does("dun") }) },
  fc.record({ do: does("earn") }),
  { weight: 3, arbitrary: fc.record({ do: does("wait"), days: fc.integer({ min: 1, max: 9 }) }) },
);

test("two processes that do everything at once, twice, bill nothing twice and keep every rule", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 50, maxLength: 100 }), async (commands) => {
      const billing = await openBilling();
      try {
        let today: LocalDate = "2026-06-10";
        const at = () => (billing.time.now = new Date(startOfDate(today).getTime() + 36_000_000));
        at();
        const engines = [billing.start({ BILLING_ACCOUNTS_IN_MEMORY: "2" }), billing.start()];
        const recipient = { name: "Customer", addressLines: ["1 Long Street"], vatNumber: null };
        const opening = { cycle: { months: 1, day: 1 }, termsDays: 7, segment: "home", recipient };
        for (const customerId of customers) {
          valueOf(await billing.postpaid.open({ customerId, ...opening }));
          await billing.pay(customerId, 50_000n);
        }
        const tariffs = [await tariff(billing, "Data", 7n), await tariff(billing, "Other data", 13n)];
        const contracts = [
          await contract(billing, "Fibre", 40_000n),
          await contract(billing, "Fibre for less", 30_000n),
        ];
        const run = async (
          { postpaid, outOfBundle, chargeUsage }: (typeof engines)[number],
          next: (typeof commands)[number],
        ): Promise<unknown> => {
          if (next.do === "wait") {
            today = datePlusDays(today, next.days);
            return at();
          }
          if (next.do === "close") return postpaid.closeCycles();
          if (next.do === "dun") return postpaid.runDunning();
          if (next.do === "earn") return postpaid.earnRevenue();
          if (next.do === "migrate") {
            const [cheap, dear] = next.of === "tariff" ? tariffs : [contracts[1]!, contracts[0]!];
            const order = { fromPlanId: dear!, fromVersion: null, toPlanId: cheap!, when: "next-cycle" as const };
            return postpaid.migrateSubscribers.run({
              ...order,
              by: "stf_one",
              idempotencyKey: `${next.of} ${next.key}`,
            });
          }
          const { customerId } = next;
          const named = { customerId, idempotencyKey: next.key, subscriptionId: "fibre" };
          const invoiceId = `inv_${(Number(next.key) % 3) + 1}_${customerId}`;
          switch (next.do) {
            case "subscribe": {
              const billed = Number(next.key) % 2 === 0 ? ("in-advance" as const) : ("in-arrears" as const);
              return postpaid.subscribe({
                ...named,
                billing: billed,
                terms: termsOf("Fibre", next.price, { planId: contracts[0]! }),
              });
            }
            case "change":
              return postpaid.changeTerms({ ...named, terms: termsOf("Other", next.price), when: "now" });
            case "pause":
              return postpaid.pause(named);
            case "resume":
              return postpaid.resume(named);
            case "pay": {
              const payment = { customerId, paymentId: `${customerId}-${next.key}`, source: "bank" as const };
              return postpaid.receivePayment({ ...payment, reference: "", amountCents: next.cents, currency: "ZAR" });
            }
            case "wallet":
              return postpaid.payFromWallet({ customerId, invoiceId, idempotencyKey: next.key });
            case "reverse":
              return postpaid.reversePayment({ ...named, paymentId: `${customerId}-${next.key}`, reason: "dispute" });
            case "credit":
              return postpaid.creditInvoice({ ...named, invoiceId, reason: "fault" });
            case "use": {
              const usage = {
                chargeId: next.key,
                description: "Calls",
                amountCents: next.cents,
                vat: "standard" as const,
              };
              return postpaid.chargeUsageInArrears({ ...named, ...usage });
            }
            case "browse": {
              const reportedAt = billing.time.now;
              const report = {
                sessionId: `ses_${customerId}_${next.key}`,
                startedAt: reportedAt,
                reportedAt,
                endedAt: null,
              };
              return chargeUsage(customerId, [{ ...report, octetsDown: next.megabytes * megabyte, octetsUp: 0n }]);
            }
            case "allow": {
              const agreed = { customerId, payer: next.payer, limitCents: 20_000n, by: "stf_one" };
              return outOfBundle.allow({ ...agreed, planId: tariffs[Number(next.key) % 2]! });
            }
            case "forbid":
              return outOfBundle.forbid({ customerId, by: customerId });
            default:
              return next satisfies never;
          }
        };
        await Promise.all(engines.flatMap((engine) => commands.map((next) => run(engine, next))));
        await billing.postpaid.migrateSubscribers.resume();
        for (const work of ["closeCycles", "runDunning", "earnRevenue"] as const) {
          assert.equal((await billing.postpaid[work]()).failed, 0);
          const again = await billing.postpaid[work]();
          assert.equal(again.changed, 0, work);
          // Less than a cent of a day is looked for again, and not earned.
          if (work !== "earnRevenue") assert.equal(again.looked, 0, work);
        }
        const { balanced, chainIntact, rebuildEqualsLive, problems } = await billing.verifyLedger();
        const verified = { balanced, chainIntact, rebuildEqualsLive, problems };
        assert.deepEqual(verified, { balanced: true, chainIntact: true, rebuildEqualsLive: true, problems: [] });
        const of = async (account: string) => {
          const [row] = await billing.sql<{ cents: bigint }[]>`
            select coalesce(sum(amount_cents), 0)::bigint as cents from ledger_entries where account = ${account}`;
          return row!.cents;
        };
        assert.equal(await of("transfer-clearing"), 0n);
        // Everybody's period ends, and everything that was used is on an invoice: nothing is accrued any more.
        for (const days of [31, 31]) {
          today = datePlusDays(today, days);
          at();
          assert.equal((await billing.postpaid.closeCycles()).failed, 0);
        }
        assert.equal(await of("accrued-revenue"), 0n);
        assert.deepEqual((await billing.verifyLedger()).problems, []);
      } finally {
        await billing.close();
      }
    }),
    { numRuns: 4, endOnFailure: true },
  );
});
