import assert from "node:assert/strict";
import { valueOf } from "@beacom/result";
import { type LocalDate, startOfDate } from "@beacom/time";
import type { openBilling } from "#billing-fixture";
import { fibre50 } from "#domain/postpaid/postpaid-examples";

export const recipient = { name: "Thandi Mokoena", addressLines: ["12 Vilakazi Street", "Soweto"], vatNumber: null };
const opening = { cycle: { months: 1, day: 1 }, termsDays: 7, segment: "home", recipient };

/** What tests of customers who pay by invoice have in common. */
export function postpaidFixture(billing: Awaited<ReturnType<typeof openBilling>>) {
  const { postpaid, outOfBundle } = billing;
  return {
    at(date: LocalDate, hour = 10): void {
      billing.time.now = new Date(startOfDate(date).getTime() + hour * 3_600_000);
    },
    open: async (customerId: string, changes: Partial<typeof opening> = {}) =>
      valueOf(await postpaid.open({ customerId, ...opening, ...changes })),
    async subscribe(customerId: string, terms = fibre50, subscriptionId = "fibre") {
      const order = { subscriptionId, billing: "in-advance" as const, terms };
      return valueOf(
        await postpaid.subscribe({ customerId, ...order, idempotencyKey: `${customerId}-${subscriptionId}` }),
      );
    },
    /** What is used without a bundle; its price is that of a megabyte. */
    async dataTariff(
      name: string,
      { tax = "standard", priceCents = 115n }: { tax?: "standard" | "zero-rated"; priceCents?: bigint } = {},
    ) {
      const unitPrices = [{ currency: "ZAR" as const, priceCents }];
      const tariff = { unitOctets: 1_000_000n, unitPrices };
      const terms = { kind: "pay-as-you-go" as const, allowances: [], priceCents: 0n, tax, tariff };
      return (await billing.publish(name, terms)).planId;
    },
    allowOnAccount: async (customerId: string, planId: string) =>
      valueOf(await outOfBundle.allow({ customerId, planId, payer: "invoice", limitCents: 100_000n, by: "stf_one" })),
    browse(customerId: string, sessionId: string, megabytes: bigint) {
      const reportedAt = billing.time.now;
      const report = { sessionId, startedAt: reportedAt, reportedAt, endedAt: null, octetsUp: 0n };
      return billing.chargeUsage(customerId, [{ ...report, octetsDown: megabytes * 1_000_000n }]);
    },
    async owedOf(account: string): Promise<bigint> {
      const [row] = await billing.sql<{ cents: bigint }[]>`
        select coalesce(sum(amount_cents), 0)::bigint as cents from ledger_entries where account = ${account}`;
      return row!.cents;
    },
    linesOf: async (documentId: string) =>
      (await postpaid.views.document(documentId))?.issued.lines.map(
        ({ description, netCents, vatCents, grossCents }) => [description, netCents, vatCents, grossCents],
      ),
    async verified(): Promise<void> {
      const { balanced, chainIntact, rebuildEqualsLive, problems } = await billing.verifyLedger();
      assert.deepEqual(
        { balanced, chainIntact, rebuildEqualsLive, problems },
        { balanced: true, chainIntact: true, rebuildEqualsLive: true, problems: [] },
      );
    },
  };
}
export type PostpaidFixture = ReturnType<typeof postpaidFixture>;
