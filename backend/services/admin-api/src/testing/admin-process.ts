import { outboxMigrations, serveFeed } from "@beacom/outbox";
import { connect } from "@beacom/postgres";
import { openLog, type ServiceModule, startServices } from "@beacom/runtime";
import { auditSources } from "#audit-sources";
import { adminApi } from "#module";

// admin-api in a process that a test kills, beside the feeds of all sources, which tell the events of one outbox.

const log = openLog({ level: "silent" });
const sql = connect(process.env["OUTBOX_URL"] ?? "", { max: 3 });
const feed = serveFeed({ sql, log });
const feeds: ServiceModule = {
  name: "feeds",
  offers: auditSources.map(([, events]) => events),
  database: { schema: "identity", migrations: [outboxMigrations] },
  readConfig: () => ({}),
  start: async () => ({
    routes(router) {
      for (const [, events] of auditSources)
        router.service(events, { follow: (request, context) => feed.follow(request, context) });
    },
    close: () => feed.close(),
  }),
};
await startServices(
  { here: [feeds, adminApi], elsewhere: {}, log, runtime: { internalKey: Buffer.alloc(32, 1) } },
  process.env,
);
process.stdout.write("started\n");
