import { setTimeout as pause } from "node:timers/promises";
import { connect } from "@beacom/postgres";
import { MassActionsService } from "@beacom/proto/admin/v1/mass_actions";
import { BillingService } from "@beacom/proto/billing/v1/billing";
import { ManyCustomersService } from "@beacom/proto/billing/v1/many_customers";
import { openLog, type ServiceModule, startServices } from "@beacom/runtime";
import { massActions } from "#mass-actions";

/** Mass actions in a process of its own, that a test may kill; it ends with the test in any case. */
process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));
const log = openLog({ level: "silent" });
const databaseUrl = process.env["ADMIN_DATABASE_URL"] ?? "";
const sql = connect(databaseUrl, { max: 6, name: "admin" });

/** Claims of a process that died are over after a minute: of twenty of these to the second. */
const beganMs = Number(process.env["BEGAN_MS"]);
const clock = () => new Date(beganMs + (Date.now() - beganMs) * 20);

/** Credits what has one key once, as billing does, and takes its time to answer. */
const billing: ServiceModule = {
  name: "billing-engine",
  offers: [BillingService, ManyCustomersService],
  readConfig: () => ({}),
  start: async () => ({
    routes(router) {
      router.service(BillingService, { getAccount: () => ({ available: { minorUnits: 0n, currency: "ZAR" } }) });
      router.service(ManyCustomersService, {
        async creditGoodwill({ idempotencyKey }) {
          await sql`insert into played_calls (key) values (${idempotencyKey})`;
          await sql`insert into played_credits (key) values (${idempotencyKey}) on conflict do nothing`;
          await pause(500);
          return {};
        },
      });
    },
    close: async () => undefined,
  }),
};
const worker: ServiceModule = {
  name: "admin-api",
  offers: [MassActionsService],
  readConfig: () => ({}),
  async start({ peers }) {
    const settings = { history: async () => [] };
    const running = massActions({ sql, peers, settings, currency: "ZAR", clock, log });
    return { ...running, listen: async () => running.listen() };
  },
};
await startServices({ here: [billing, worker], elsewhere: {}, clock, log }, {});
process.send?.({ ready: true });
