import { billingDatabase, type BillingUseCases, billingUseCases, readBillingConfig } from "@beacom/billing-engine";
import { connect, type Sql } from "@beacom/postgres";
import { valueOf } from "@beacom/result";
import { openLog } from "@beacom/runtime";
import type { Databases } from "#ledger/database";

export type Billing = {
  readonly engine: BillingUseCases;
  readonly sql: Sql;
  close(): Promise<void>;
};

/** The billing engine as the service runs it, without the doors through which others call it. */
export async function startBilling(databases: Databases): Promise<Billing> {
  const database = await databases.of(billingDatabase);
  const config = readBillingConfig({ BILLING_DATABASE_URL: database.url });
  const sql = connect(database.url, { max: config.databaseConnections, name: "bench" });
  const log = openLog({ level: "error" });
  const engine = billingUseCases({ config, sql, clock: () => new Date(), log });
  return {
    engine,
    sql,
    async close() {
      await engine.close();
      await sql.end({ timeout: 5 });
      await database.drop();
    },
  };
}

export const customerOf = (n: number): string => `cus_${String(n).padStart(26, "0")}`;

/** Customers who paid so much, each for the plan if there is one. */
export async function payingCustomers(
  { engine }: Billing,
  { many, cents, planId }: { readonly many: number; readonly cents: number; readonly planId: string },
): Promise<void> {
  const pay = async (n: number) => {
    const customerId = customerOf(n);
    const payment = { customerId, paymentId: `pay_${customerId}`, provider: "paystack", amountCents: BigInt(cents) };
    valueOf(await engine.creditPayment({ ...payment, currency: "ZAR", planId }));
  };
  const together = 1_000;
  for (let first = 0; first < many; first += together) {
    await Promise.all(Array.from({ length: Math.min(together, many - first) }, (_, n) => pay(first + n)));
  }
}
