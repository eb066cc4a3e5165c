import { billingUseCases, readBillingConfig } from "@beacom/billing-engine";
import { connect, type Sql } from "@beacom/postgres";
import { openLog } from "@beacom/runtime";

/** A billing engine of this process on a database that others use too, at a time that the test sets. */
export function engineOn(url: string, now: () => Date) {
  const config = readBillingConfig({
    BILLING_DATABASE_URL: url,
    BILLING_VOUCHER_PEPPERS: `1:${Buffer.alloc(32, "pepper of the tests ").toString("base64")}`,
  });
  // One connection: what is sent has one order, and "after the fifth statement" means something.
  const sql: Sql = connect(url, { max: 1, name: "crash-test" });
  const engine = billingUseCases({ config, sql, clock: now, log: openLog({ level: "silent" }) });
  return {
    engine,
    async close() {
      await engine.close();
      await sql.end({ timeout: 5 });
    },
  };
}
