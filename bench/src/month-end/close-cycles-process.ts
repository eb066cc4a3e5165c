import { billingUseCases, readBillingConfig } from "@beacom/billing-engine";
import { connect } from "@beacom/postgres";
import { openLog } from "@beacom/runtime";

/** A process that ends the cycles that are over and says how it went, so that its memory is its own and it can be killed. */
const [url = "", at = ""] = process.argv.slice(2);
const config = readBillingConfig({ BILLING_DATABASE_URL: url });
const sql = connect(url, { max: config.databaseConnections, name: "bench" });
const engine = billingUseCases({ config, sql, clock: () => new Date(at), log: openLog({ level: "error" }) });
await sql`select 1`;
const before = process.cpuUsage();
const began = performance.now();
const report = await engine.postpaid.closeCycles(({ changed }) => console.log(JSON.stringify({ progress: changed })));
const seconds = (performance.now() - began) / 1_000;
const { user, system } = process.cpuUsage(before);
const peakMegabytes = process.resourceUsage().maxRSS / 1_024;
console.log(JSON.stringify({ report, seconds, peakMegabytes, cpuSeconds: (user + system) / 1e6 }));
await engine.close();
await sql.end({ timeout: 5 });
