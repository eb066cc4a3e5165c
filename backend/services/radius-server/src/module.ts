import { randomBytes } from "node:crypto";
import { type Follower, follow, outboxMigrations, serveFeed } from "@beacom/outbox";
import { connect } from "@beacom/postgres";
import { BillingEvents } from "@beacom/proto/billing/v1/billing";
import { IdentityEvents } from "@beacom/proto/identity/v1/identity";
import { RadiusEvents, RadiusService } from "@beacom/proto/radius/v1/radius";
import type { RunningService, ServiceContext, ServiceModule } from "@beacom/runtime";
import { credentialsIn } from "#adapters/credentials-postgres";
import { nasIn } from "#adapters/nas-postgres";
import { listenForChanges } from "#adapters/notifications-postgres";
import { keepPartitions } from "#adapters/retention-postgres";
import { sealingWith } from "#adapters/sealing";
import { storeServiceStates } from "#adapters/service-states-postgres";
import { sessionListIn } from "#adapters/session-list-postgres";
import { viewRowsIn } from "#adapters/view-rows-postgres";
import { followView } from "#application/follow-view";
import { listSessionsWith } from "#application/list-sessions";
import { openLocalView } from "#application/local-view";
import { makeCredentialsWith } from "#application/make-credentials";
import { putNasWith } from "#application/put-nas";
import { type RadiusConfig, readRadiusConfig } from "#config";
import { startAccounting } from "#start-accounting";
import { startLiveChanges } from "#start-live-changes";
import { accessAnswersWith } from "#transport/answer-access";
import { rememberDuplicates } from "#transport/duplicates";
import { newestServiceStates, verifiedCustomers } from "#transport/follow-peers";
import { periodically } from "#transport/periodically";
import { accessDatagramsWith, accountingDatagramsWith } from "#transport/radius-datagrams";
import { radiusMetrics } from "#transport/radius-metrics";
import { radiusRpc } from "#transport/radius-rpc";
import { listenForRadius, type RadiusSocket } from "#transport/radius-socket";

export const radiusServer: ServiceModule<RadiusConfig> = {
  name: "radius-server",
  offers: [RadiusService, RadiusEvents],
  database: { schema: "radius", migrations: [outboxMigrations, new URL("../migrations/", import.meta.url)] },
  readConfig: readRadiusConfig,
  start: startRadiusServer,
};

async function startRadiusServer(context: ServiceContext<RadiusConfig>): Promise<RunningService> {
  const { config, peers, clock, log, metrics } = context;
  const sql = connect(config.databaseUrl, { max: 6, name: "radius-server" });
  const writerSql = connect(config.databaseUrl, { max: 1, name: "radius-accounting" });
  const sealing = sealingWith(config.sealingKeys);
  const nowMs = (): number => clock().getTime();
  const elapsedMs = (): number => performance.now();
  const counted = radiusMetrics({ metrics, log, nowMs });

  const view = openLocalView();
  const rows = viewRowsIn({ sql, sealing });
  const viewFollower = await followView({
    view,
    rows,
    everyMs: 30_000,
    failed: (err) => log.warn({ err }, "local view is not updated"),
    recovered: () => log.info({}, "local view is updated again"),
  });
  const liveChanges = startLiveChanges(context, {
    sql,
    view,
    counted,
    notFound(session) {
      const { sessionId, lastReportAtMs: silentSinceMs } = session;
      accounting.writer.submit({ kind: "end", of: session, sessionId, by: "not-found", silentSinceMs, done: () => {} });
    },
  });
  const sessionsWritten = liveChanges.check;
  const accounting = await startAccounting(context, { sql, writerSql, view, counted, sessionsWritten });
  const notifications = await listenForChanges({
    sql,
    viewChanged: (change) => viewFollower.changed(change),
    authorizationWanted: () => liveChanges.authorizer.wake(),
  });

  const nas = nasIn({ sql, sealing });
  const credentials = credentialsIn({ sql, sealing });
  const feed = serveFeed({ sql, log, keepDays: 30 });
  const duplicates = () => rememberDuplicates({ ageMs: 30_000, mostPorts: 1_024, nowMs: elapsedMs });
  const atThePort = { view, metrics: counted, elapsedMs };
  const receiveAccess = accessDatagramsWith({
    ...atThePort,
    duplicates: duplicates(),
    allowUnsignedProxyState: config.allowUnsignedProxyState,
    answer: accessAnswersWith({ ...config, view, metrics: counted }),
    learnt({ nas: { nasId } }, address, signs) {
      log.info({ nasId, address, signs }, "learnt whether a router signs its requests");
      // When it cannot be stored it is learnt again from the next request.
      nas.learn(nasId, address, signs).catch((err: unknown) => log.warn({ err }, "cannot store what was learnt"));
    },
  });
  const { writer } = accounting;
  const receiveAccounting = accountingDatagramsWith({ ...atThePort, duplicates: duplicates(), writer, nowMs });

  metrics.gauge("radius_accounting_queue", "Reports that wait to be written", [], () => writer.queued());
  metrics.gauge("radius_subscribers", "Subscribers in the local view", [], () => view.size().subscribers);
  metrics.gauge("radius_dynamic_authorizations_under_way", "CoA and Disconnect under way", [], () =>
    liveChanges.authorizer.underWay(),
  );

  const sockets: RadiusSocket[] = [];
  const followers: Follower[] = [];
  const chores: (() => Promise<void>)[] = [];
  return {
    routes(router) {
      const putNas = putNasWith({ nas, known: async () => view.replaceNas(await rows.readNas()) });
      const listSessions = listSessionsWith({ sessions: sessionListIn({ sql }) });
      router.service(
        RadiusService,
        radiusRpc({
          putNas,
          nas,
          listSessions,
          credential: (customerId) => credentials.read(customerId),
          disconnect: (sessionId) => liveChanges.authorizer.disconnect(sessionId),
        }),
      );
      router.service(RadiusEvents, { follow: (request, handler) => feed.follow(request, handler) });
    },
    async listen() {
      const { bind: address, authPort, acctPort } = config;
      sockets.push(await listenForRadius({ address, port: authPort, log, receive: receiveAccess }));
      sockets.push(await listenForRadius({ address, port: acctPort, log, receive: receiveAccounting }));
      log.info({ authPort: sockets[0]!.port, acctPort: sockets[1]!.port, ...view.size() }, "radius listening");

      const identity = peers.client(IdentityEvents);
      const billing = peers.client(BillingEvents);
      const makeCredentials = makeCredentialsWith({ credentials, random: randomBytes });
      followers.push(
        follow({
          name: "identity",
          source: (request, options) => identity.follow(request, options),
          sql,
          log,
          apply: (events, tx) => makeCredentials(tx, verifiedCustomers(events)),
        }),
        follow({
          name: "billing-engine",
          source: (request, options) => billing.follow(request, options),
          sql,
          log,
          async apply(events, tx) {
            const states = newestServiceStates(events);
            if (states.size > 0) await storeServiceStates(tx, states, clock());
          },
        }),
      );
      const chore = (name: string, everyMs: number, run: () => Promise<unknown>): void =>
        void chores.push(periodically({ name, everyMs, log, run }));
      chore("close stale sessions", 60_000, accounting.closeStale);
      chore("forget ended sessions", 60_000, accounting.forgetEnded);
      chore("keep partitions", 3_600_000, () => keepPartitions(sql, clock(), config.recordMonths));
    },
    ready: async () => (sockets.length === 2 ? undefined : "the RADIUS ports are not open"),
    async close() {
      await Promise.all([...followers.map((follower) => follower.close()), ...chores.map((stop) => stop())]);
      viewFollower.close();
      await notifications.close();
      await liveChanges.close();
      // Before the sockets: what is being committed is acknowledged through them.
      await writer.close();
      await Promise.all(sockets.map((socket) => socket.close()));
      await feed.close();
      await Promise.all([sql.end({ timeout: 5 }), writerSql.end({ timeout: 5 })]);
    },
  };
}
