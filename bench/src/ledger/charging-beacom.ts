import { valueOf } from "@beacom/result";
import { type Billing, customerOf, payingCustomers, startBilling } from "#ledger/billing";
import type { Databases } from "#ledger/database";
import { type Side, sideOf } from "#ledger/side";

export const accounts = 10_000;
const octetsOfReport = 1_000_000n;

/** Each report is charged to a bundle and is durable, with its projections and what other services are told, when it is answered. */
export const beacomCharging = (databases: Databases): Side =>
  sideOf({
    name: "Beacom, charging",
    settings:
      "Beacom's billing engine in this process, as it is configured by default: chargeUsage with one report of one session; each changes the account, its bundle, session, deductions and ledger, and leaves a message for other services",
    async open(callers) {
      const billing = await startBilling(databases);
      const planId = await publishPlan(billing);
      await payingCustomers(billing, { many: accounts, cents: 20_000, planId });
      await billing.sql`vacuum analyze`;
      const startedAt = new Date();
      const reports = Array.from({ length: accounts }, () => 0n);
      const turns = Array.from({ length: callers }, () => 0);
      const share = Math.floor(accounts / callers);
      return {
        async once(caller) {
          const account = caller + callers * (turns[caller]!++ % share);
          const octetsDown = ++reports[account]! * octetsOfReport;
          const reported = { startedAt, reportedAt: new Date(), endedAt: null, octetsDown, octetsUp: 0n };
          const sessionId = `ses_${String(account).padStart(26, "0")}`;
          const events = await billing.engine.chargeUsage(customerOf(account), [{ sessionId, ...reported }]);
          if (events.length === 0) throw new Error("a report was not charged");
          return "done";
        },
        async prove({ done }) {
          const [row] = await billing.sql<{ sessions: bigint; bundles: bigint }[]>`
            select (select coalesce(sum(octets_down), 0)::bigint from session_usage) as sessions,
              (select sum(octets_used)::bigint from bundles) as bundles`;
          const wanted = BigInt(done) * octetsOfReport;
          if (row!.sessions !== wanted || row!.bundles !== wanted)
            throw new Error(`${wanted} octets were charged; sessions say ${row!.sessions}, bundles ${row!.bundles}`);
        },
        close: () => billing.close(),
      };
    },
  });

async function publishPlan({ engine }: Billing): Promise<string> {
  const plan = valueOf(
    await engine.publishPlan({
      planId: "",
      idempotencyKey: "bench",
      terms: {
        name: "Monthly 100 GB",
        kind: "prepaid",
        prices: [{ currency: "ZAR", priceCents: 19_900n }],
        tax: "standard",
        validity: { unit: "day", count: 30 },
        allowances: [{ name: "", octets: 100_000_000_000n, window: null }],
        rate: { downBitsPerSecond: 20_000_000n, upBitsPerSecond: 5_000_000n },
        fairUse: [],
        tariff: null,
        afterExhaustion: { policy: "walled-garden" },
        rollovers: 1,
        promotional: false,
        addOn: false,
        mostPerCustomer: null,
        members: 0,
      },
    }),
  );
  return plan.planId;
}
