import { allAudit, auditLogMigrations, searchAudit, verifyAudit } from "@beacom/audit-log";
import { newId } from "@beacom/ids";
import { follow, outboxMigrations } from "@beacom/outbox";
import { connect } from "@beacom/postgres";
import { AuditService } from "@beacom/proto/admin/v1/audit";
import { MassActionsService } from "@beacom/proto/admin/v1/mass_actions";
import { NotesService } from "@beacom/proto/admin/v1/notes";
import { SettingsService } from "@beacom/proto/admin/v1/settings";
import { CustomerOverviewService } from "@beacom/proto/admin/v1/customers";
import { SearchService } from "@beacom/proto/admin/v1/search";
import type { ServiceModule } from "@beacom/runtime";
import { actsIn } from "#adapters/acts-audited";
import { entriesIn } from "#adapters/audit-postgres";
import { type AuditLog, exportAuditWith } from "#application/audit";
import { auditSources } from "#audit-sources";
import { AdminConfig } from "#config";
import { massActions } from "#mass-actions";
import { notes } from "#notes";
import { settings } from "#settings";
import { lookingUp } from "#looking-up";
import { auditEntryOf } from "#transport/audit-feed";
import { auditRpc } from "#transport/audit-rpc";

export const adminApi: ServiceModule<AdminConfig> = {
  name: "admin-api",
  offers: [AuditService, CustomerOverviewService, MassActionsService, NotesService, SearchService, SettingsService],
  database: {
    schema: "admin",
    migrations: [outboxMigrations, auditLogMigrations, new URL("../migrations/", import.meta.url)],
  },
  readConfig: (env) => AdminConfig.parse(env),
  async start({ config, peers, clock, log }) {
    const sql = connect(config.databaseUrl, { max: 6, name: "admin" });
    const auditLog: AuditLog = {
      search: (search) => searchAudit(sql, search),
      all: (filter) => allAudit(sql, filter),
      verify: (known) => verifyAudit(sql, known),
    };
    const exportAudit = exportAuditWith({
      log: auditLog,
      tell: (told) => sql.begin((tx) => actsIn(tx)(told)),
      newEntryId: () => newId("entry", clock().getTime()),
      clock,
    });
    const { currency } = config;
    const operator = settings({ sql, clock });
    const actions = massActions({ sql, peers, settings: operator.views, currency, clock, log });
    const parts = [notes({ sql, clock }), operator, actions, lookingUp({ peers, config, clock, log })];
    let followers: { close(): Promise<void> }[] = [];
    return {
      routes(router) {
        router.service(AuditService, auditRpc(auditLog, exportAudit));
        for (const part of parts) part.routes(router);
      },
      async listen() {
        actions.listen();
        followers = auditSources.map(([name, events]) => {
          const feed = peers.client(events);
          return follow({
            name,
            source: (request, options) => feed.follow(request, options),
            sql,
            log,
            apply: (told, tx) => entriesIn(tx)(told.flatMap((event) => auditEntryOf(name, event) ?? [])),
          });
        });
      },
      ready: () =>
        sql`select 1`.then(
          () => undefined,
          () => "the database does not answer",
        ),
      async close() {
        await actions.close();
        await Promise.all(followers.map((follower) => follower.close()));
        await sql.end({ timeout: 5 });
      },
    };
  },
};
