import assert from "node:assert/strict";
import { valueOf } from "@beacom/result";
import fc from "fast-check";
import { test } from "vitest";
import type { ResellerTerms } from "#domain/resellers/reseller-event";
import { masterTerms, openSales } from "#sales-fixture";

const customer = fc.constantFrom("cus_a", "cus_b");
const batch = fc.nat(2);
const first = fc.integer({ min: 1, max: 12 });
const length = fc.nat(3);
const seller = fc.nat(2);
const ranged = { batch, first, length };
const key = fc.nat(12);
const command = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant("redeem" as const), customer, batch, voucher: fc.nat(11) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("sell" as const), ...ranged, key }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("sell-from-float" as const),
      ...ranged,
      seller,
      key,
      isForResale: fc.boolean(),
    }),
  },
  fc.record({ do: fc.constant("hand-over" as const), ...ranged, seller, key }),
  fc.record({ do: fc.constant("take-back" as const), ...ranged, seller, key }),
  fc.record({ do: fc.constant("void" as const), ...ranged, key }),
  fc.record({ do: fc.constant("top-up" as const), seller, customer, cents: fc.bigInt(1n, 4_000n), key }),
  fc.record({ do: fc.constant("electronic" as const), seller, cents: fc.constantFrom(500n, 1_000n), key }),
  fc.record({ do: fc.constant("pay-in" as const), seller, cents: fc.bigInt(1n, 5_000n), reference: fc.nat(5) }),
  fc.record({ do: fc.constant("credit" as const), seller, cents: fc.bigInt(0n, 9_000n), key }),
  fc.record({ do: fc.constant("adjust" as const), customer, cents: fc.bigInt(-900n, 900n), key }),
  fc.record({ do: fc.constant("wait" as const), days: fc.constantFrom(1, 40, 700) }),
);
type Command = typeof command extends fc.Arbitrary<infer C> ? C : never;

test("whatever two processes sell, redeem, void and adjust at once, and twice, the books and the counts agree", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 50, maxLength: 90 }), async (commands) => {
      const sales = await openSales();
      try {
        await sales.pay("cus_a", 1_000n);
        const engines = [sales, sales.start({ BILLING_ACCOUNTS_IN_MEMORY: "3" })];
        const batches = await Promise.all(
          [{ salePriceCents: 1_000n }, { salePriceCents: 900n }, { salePriceCents: 0n }].map((prices) =>
            sales.batch(12, { faceCents: 1_000n, isSold: false, ...prices }),
          ),
        );
        const master = await sales.reseller(20_000n);
        const sub: ResellerTerms = {
          kind: "sub",
          masterId: master,
          shareBasisPoints: 3_333,
          limits: masterTerms.limits,
        };
        const sellers = [master, await sales.reseller(8_000n, sub), await sales.reseller(3_000n, sub)];
        let addresses = 0;

        const run = async (engine: (typeof engines)[number], next: Command): Promise<unknown> => {
          if (next.do === "wait") {
            sales.later(next.days * 86_400);
            return engine.vouchers.expire();
          }
          if (next.do === "adjust")
            return approved(engine, next.key, {
              kind: "adjust-wallet",
              customerId: next.customer,
              amountCents: next.cents,
            });
          if ("batch" in next) {
            const { batchId, codes } = batches[next.batch]!;
            if (next.do === "redeem") {
              const caller = { customerId: next.customer, address: `10.0.${addresses++}.1`, mac: "" };
              return engine.vouchers.redeem({ ...caller, code: codes[next.voucher]! });
            }
            const ranges = [{ first: next.first, last: next.first + next.length }];
            const move = { batchId, ranges, staffId: "stf_one", idempotencyKey: `${next.key}` };
            if (next.do === "sell") return engine.vouchers.sell(move);
            if (next.do === "void")
              return approved(engine, next.key, { kind: "void-vouchers", batchId, ranges, reason: "lost" });
            const theirs = { ...move, resellerId: sellers[next.seller]! };
            if (next.do === "hand-over") return engine.vouchers.handOver({ ...theirs, receipt: "GRN" });
            if (next.do === "take-back") return engine.vouchers.takeBack(theirs);
            return engine.resellers.sellVouchers({ ...theirs, isForResale: next.isForResale });
          }
          const resellerId = sellers[next.seller]!;
          if (next.do === "pay-in")
            return engine.resellers.payIn({
              resellerId,
              reference: `EFT ${next.reference}`,
              amountCents: next.cents,
              staffId: "stf_one",
            });
          if (next.do === "credit")
            return approved(engine, next.key, { kind: "set-credit-limit", resellerId, creditLimitCents: next.cents });
          const sale = { resellerId, idempotencyKey: `${next.do}-${next.key}` };
          if (next.do === "electronic")
            return engine.resellers.sellElectronicVoucher({ ...sale, worth: { faceCents: next.cents } });
          return engine.resellers.topUpCustomer({
            ...sale,
            customer: { customerId: next.customer },
            amountCents: next.cents,
          });
        };
        await Promise.all(engines.flatMap((engine) => commands.map((next) => run(engine, next))));

        const page = (await sales.vouchers.views.batches({ cursor: "", limit: 1_000 }))!;
        let outstanding = 0n;
        for (const { counts, count, outstandingCents } of page.rows) {
          assert.equal(
            Object.values(counts).reduce((sum, part) => sum + part, 0),
            count,
          );
          for (const part of Object.values(counts)) assert.ok(part >= 0);
          outstanding += outstandingCents;
        }
        assert.equal(await sales.owed("vouchers-outstanding"), outstanding);
        assert.equal(await sales.owed("transfer-clearing"), 0n);
        let floats = 0n;
        for (const resellerId of sellers) {
          const { floatCents, creditLimitCents } = (await sales.resellers.views.reseller(resellerId))!;
          assert.ok(floatCents + creditLimitCents >= 0n);
          floats += floatCents;
        }
        assert.equal(await sales.owed("reseller-float"), floats);
        const sums =
          await sales.sql`select currency from ledger_entries group by currency having sum(amount_cents) <> 0`;
        assert.equal(sums.length, 0);
        const { problems, ...report } = await sales.verifyLedger();
        assert.deepEqual(problems, []);
        assert.ok(report.balanced && report.chainIntact && report.rebuildEqualsLive);
        for (const resellerId of sellers) {
          const month = sales.time.now.toISOString().slice(0, 7);
          const { closingCents } = valueOf(await sales.resellers.settle({ resellerId, month }));
          assert.equal(closingCents, (await sales.resellers.views.reseller(resellerId))!.floatCents);
        }
      } finally {
        await sales.close();
      }
    }),
    { numRuns: 4, endOnFailure: true },
  );
}, 300_000);

type Engine = Pick<Awaited<ReturnType<typeof openSales>>, "approvals">;
async function approved(
  engine: Engine,
  key: number,
  request: Parameters<Engine["approvals"]["propose"]>[0]["request"],
): Promise<unknown> {
  const words = { reasonCode: "other", note: "as agreed", staffId: "stf_one", role: "finance" };
  const proposed = await engine.approvals.propose({ request, ...words, idempotencyKey: `${request.kind} ${key}` });
  if (!proposed.ok || proposed.value.state !== "proposed") return proposed;
  return engine.approvals.approve({ approvalId: proposed.value.approvalId, staffId: "stf_two", role: "owner" });
}
