import { connect } from "@beacom/postgres";
import { valueOf } from "@beacom/result";
import { openLog } from "@beacom/runtime";
import { testDatabase } from "@beacom/testing";
import { readBillingConfig } from "#config";
import { noon, type SimpleTerms, termsOf } from "#domain/account-examples";
import { billingDatabase, billingUseCases } from "#engine";

/** A billing engine on a database of its own, whose clock the test sets. For tests. */
export async function openBilling() {
  const database = await testDatabase(billingDatabase);
  const time = { now: noon };
  const engines: { close(): Promise<void> }[] = [];
  /** Another engine on the same database, as if it were another process: nothing is shared in memory. */
  const start = (settings: Record<string, string> = {}) => {
    const config = readBillingConfig({ BILLING_DATABASE_URL: database.url, ...settings });
    const sql = connect(database.url, { max: 4, name: "billing-test" });
    const useCases = billingUseCases({ config, sql, clock: () => time.now, log: openLog({ level: "silent" }) });
    const engine = {
      ...useCases,
      async close() {
        await useCases.close();
        await sql.end({ timeout: 5 });
      },
    };
    engines.push(engine);
    return engine;
  };
  let payments = 0;
  const first = start();
  return {
    ...first,
    start,
    time,
    url: database.url,
    sql: database.sql,
    publish: async (name: string, terms: SimpleTerms = {}) =>
      valueOf(await first.publishPlan({ terms: termsOf({ name, ...terms }), planId: "", idempotencyKey: name })),
    pay: async (customerId: string, amountCents: bigint, planId = "") => {
      const payment = { customerId, paymentId: `pay_${++payments}`, provider: "paystack", amountCents, planId };
      return valueOf(await first.creditPayment({ ...payment, currency: "ZAR" }));
    },
    /** What other services were told, in order. */
    told: async (type: string) => {
      const rows = await database.sql<{ json: string }[]>`
        select json from outbox where type = ${`beacom.billing.v1.${type}`} order by position`;
      return rows.map(({ json }) => JSON.parse(json) as Record<string, unknown>);
    },
    async close() {
      for (const engine of engines) await engine.close();
      await database.close();
    },
  };
}
