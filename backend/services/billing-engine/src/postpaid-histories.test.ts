import assert from "node:assert/strict";
import { valueOf } from "@beacom/result";
import { datePlusDays, type LocalDate, startOfDate } from "@beacom/time";
import fc from "fast-check";
import { test } from "vitest";
import { openBilling } from "#billing-fixture";
import { termsOf } from "#domain/postpaid/postpaid-examples";

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
        const run = async (
          { postpaid }: (typeof engines)[number],
          next: (typeof commands)[number],
        ): Promise<unknown> => {
          if (next.do === "wait") {
            today = datePlusDays(today, next.days);
            return at();
          }
          if (next.do === "close") return postpaid.closeCycles();
          if (next.do === "dun") return postpaid.runDunning();
          if (next.do === "earn") return postpaid.earnRevenue();
          const { customerId } = next;
          const named = { customerId, idempotencyKey: next.key, subscriptionId: "fibre" };
          const invoiceId = `inv_${(Number(next.key) % 3) + 1}_${customerId}`;
          switch (next.do) {
            case "subscribe": {
              const billed = Number(next.key) % 2 === 0 ? ("in-advance" as const) : ("in-arrears" as const);
              return postpaid.subscribe({ ...named, billing: billed, terms: termsOf("Fibre", next.price) });
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
            default:
              return next satisfies never;
          }
        };
        await Promise.all(engines.flatMap((engine) => commands.map((next) => run(engine, next))));
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
        const clearing = await billing.sql`
          select sum(amount_cents)::bigint as cents from ledger_entries where account = 'transfer-clearing'`;
        assert.ok(clearing[0]?.["cents"] === null || clearing[0]?.["cents"] === 0n);
      } finally {
        await billing.close();
      }
    }),
    { numRuns: 4, endOnFailure: true },
  );
});
