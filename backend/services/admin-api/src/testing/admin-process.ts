import { outboxMigrations, serveFeed } from "@beacom/outbox";
import { connect } from "@beacom/postgres";
import { BillingEvents } from "@beacom/proto/billing/v1/billing";
import { IdentityEvents } from "@beacom/proto/identity/v1/identity";
import { RadiusEvents } from "@beacom/proto/radius/v1/radius";
import { openLog, type ServiceModule, startServices } from "@beacom/runtime";
import { adminApi } from "#module";

// admin-api in a process that a test kills, beside the feeds of one outbox: identity's as it is told, and those of others with the same events.

const log = openLog({ level: "silent" });
const sql = connect(process.env["OUTBOX_URL"] ?? "", { max: 3 });
const feed = serveFeed({ sql, log });
const feeds: ServiceModule = {
  name: "feeds",
  offers: [IdentityEvents, BillingEvents, RadiusEvents],
  database: { schema: "identity", migrations: [outboxMigrations] },
  readConfig: () => ({}),
  start: async () => ({
    routes(router) {
      router.service(IdentityEvents, { follow: (request, context) => feed.follow(request, context) });
      router.service(RadiusEvents, { follow: (request, context) => feed.follow(request, context) });
      router.service(BillingEvents, { follow: (request, context) => feed.follow(request, context) });
    },
    close: () => feed.close(),
  }),
};
await startServices(
  { here: [feeds, adminApi], elsewhere: {}, log, runtime: { internalKey: Buffer.alloc(32, 1) } },
  process.env,
);
process.stdout.write("started\n");
