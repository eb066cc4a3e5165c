import { RadiusPersonalData } from "@beacom/proto/radius/v1/personal_data";
import { randomBytes } from "node:crypto";
import { newId } from "@beacom/ids";
import { type Follower, follow, outboxMigrations, serveFeed } from "@beacom/outbox";
import { connect } from "@beacom/postgres";
import { BillingEvents } from "@beacom/proto/billing/v1/billing";
import { IdentityEvents } from "@beacom/proto/identity/v1/identity";
import { RadiusEvents, RadiusService } from "@beacom/proto/radius/v1/radius";
import { RadiusAdminService } from "@beacom/proto/radius/v1/radius_admin";
import type { RunningService, ServiceContext, ServiceModule } from "@beacom/runtime";
import { credentialsIn } from "#adapters/credentials-postgres";
import { hoursIn } from "#adapters/hours-postgres";
import { nasIn } from "#adapters/nas-postgres";
import { listenForChanges } from "#adapters/notifications-postgres";
import { keepPartitions } from "#adapters/retention-postgres";
import { sealingWith } from "#adapters/sealing";
import { socketDrops } from "#adapters/socket-drops";
import { statusIn } from "#adapters/status-postgres";
import { storeServiceStates } from "#adapters/service-states-postgres";
import { followHoursWith } from "#application/follow-hours";
import { makeCredentialsWith } from "#application/make-credentials";
import { type RadiusConfig, readRadiusConfig } from "#config";
import { followPolicy } from "#follow-policy";
import { doorsOf } from "#open-doors";
import { serveRadius } from "#radius-routes";
import { startAccess } from "#start-access";
import { startAccounting } from "#start-accounting";
import { startCertificates } from "#start-certificates";
import { startEap } from "#start-eap";
import { startLiveChanges } from "#start-live-changes";
import { startProcesses } from "#start-processes";
import { startProxy } from "#start-proxy";
import { answerAccessWith } from "#transport/access/answer-access";
import { newestServiceStates, verifiedCustomers } from "#transport/follow-peers";
import { periodically } from "#transport/periodically";
import { radiusMetrics } from "#transport/radius-metrics";
import { radsecSecret } from "#transport/radsec-server";

export const radiusServer: ServiceModule<RadiusConfig> = {
  name: "radius-server",
  offers: [RadiusService, RadiusAdminService, RadiusPersonalData, RadiusEvents],
  database: { schema: "radius", migrations: [outboxMigrations, new URL("../migrations/", import.meta.url)] },
  readConfig: readRadiusConfig,
  start: startRadiusServer,
};

async function startRadiusServer(context: ServiceContext<RadiusConfig>): Promise<RunningService> {
  const { config, peers, clock, log, metrics } = context;
  const sql = connect(config.databaseUrl, { max: 6, name: "radius-server" });
  const writerSql = connect(config.databaseUrl, { max: 1, name: "radius-accounting" });
  const sealing = sealingWith(config.sealingKeys);
  const processId = newId("process");
  const counted = radiusMetrics({ metrics, log, nowMs: () => clock().getTime() });
  const nas = nasIn({ sql, sealing });
  const credentials = credentialsIn({ sql, sealing });

  const policy = await followPolicy(context, { sql, sealing });
  const { view, rows, follower: viewFollower, attributes, documents } = policy;
  const certificates = await startCertificates(context, { sql, sealing, localView: view });
  const proxy = await startProxy(context, {
    sql,
    sealing,
    localView: view,
    counted,
    server: certificates.server,
    authorities: () => certificates.view.authorityPems(),
  });
  const liveChanges = startLiveChanges(context, {
    sql,
    view,
    attributes,
    counted,
    devicePassword: (nasId) => nas.devicePassword(nasId),
    radsec: { isConnected: (nasId) => doors.radsec.isConnected(nasId), send: (...sent) => doors.radsec.send(...sent) },
    radsecSecret,
    notFound(session) {
      const { sessionId, lastReportAtMs: silentSinceMs } = session;
      writer.submit({ kind: "end", of: session, sessionId, by: "not-found", silentSinceMs, done: () => {} });
    },
  });
  const { authorizer } = liveChanges;
  const accounting = startAccounting(context, { sql, writerSql, view, counted, sessionsWritten: liveChanges.check });
  const { writer } = accounting;
  const access = startAccess(context, {
    sql,
    view,
    rows,
    attributes,
    counted,
    processId,
    leave(sessionIds) {
      for (const sessionId of sessionIds) {
        authorizer
          .disconnect(sessionId)
          .catch((err: unknown) => log.warn({ err, sessionId }, "cannot end a session for a newer one"));
      }
    },
  });
  const { realms } = proxy;
  const processes = startProcesses(context, { sql, sealing, view, counted, processId });
  const eap = startEap({
    view,
    localName: (username) => realms.localName(username),
    find: access.find,
    logIn: access.logIn,
    counted,
    tls: certificates.tls,
    clientCertificate: (der, intermediates) => certificates.clientCertificate(der, intermediates),
    serverName: config.serverName,
    newState: processes.newState,
    askElsewhere: (state, request) => processes.askElsewhere(state, request),
  });
  const answer = answerAccessWith({
    logIn: access.logIn,
    eap,
    realms,
    proxy: proxy.proxyAccess,
    metrics: counted,
  });
  const doors = doorsOf(context, {
    view,
    counted,
    answer,
    writer,
    realms,
    relay: proxy.relay,
    learn: (nasId, address, signs) => nas.learn(nasId, address, signs),
    certificates: certificates.view,
    server: certificates.server,
    receiveAnswer: liveChanges.receiveOverRadsec,
    connected: () => authorizer.wake(),
  });
  certificates.whenRenewed((server) => doors.radsec.present(server));
  const background = (what: string, work: () => Promise<unknown>): void =>
    void work().catch((err: unknown) => log.warn({ err }, `${what} is not up to date`));
  const notifications = await listenForChanges({
    sql,
    viewChanged(change) {
      viewFollower.changed(change);
      if (change.kind === "nas") doors.radsec.checkAgain();
    },
    certificatesChanged: () =>
      background("certificates", async () => {
        await certificates.readAgain();
        doors.radsec.checkAgain();
      }),
    realmsChanged: () => background("realms", proxy.readAgain),
    reportRelayed: () => proxy.relay.wake(),
    authorizationWanted: () => authorizer.wake(),
  });
  const feed = serveFeed({ sql, log, keepDays: 30 });

  metrics.gauge("radius_accounting_queue", "Reports that wait to be written", [], () => writer.queued());
  metrics.gauge("radius_subscribers", "Subscribers in the local view", [], () => view.size().subscribers);
  for (const [door, port] of [
    ["access", config.authPort],
    ["accounting", config.acctPort],
  ] as const) {
    const name = `radius_${door}_socket_drops`;
    metrics.gauge(name, "Datagrams that the kernel dropped for a full buffer", [], () =>
      socketDrops(doors.port(door) ?? port),
    );
  }
  metrics.gauge("radius_eap_conversations", "EAP conversations under way", [], () => eap.underWay());
  metrics.gauge("radius_radsec_connections", "Routers connected over RadSec", [], () => doors.radsec.connections());
  metrics.gauge("radius_dynamic_authorizations_under_way", "CoA and Disconnect under way", [], () =>
    authorizer.underWay(),
  );

  const statuses = statusIn({ sql });
  const followHours = followHoursWith({
    store: hoursIn({ sql }),
    profiles: () => view.policy().profiles,
    localOffsetMs: policy.localOffsetMs,
    clock,
  });
  const followers: Follower[] = [];
  const chores: (() => Promise<void>)[] = [];
  return {
    routes(router) {
      serveRadius(router, {
        sql,
        sealing,
        view,
        attributes,
        documents,
        nas,
        credentials,
        certificates: certificates.certificates,
        realms,
        servers: proxy.servers,
        keepRealms: proxy.keepRealms,
        writer,
        authorizer,
        feed,
        find: access.find,
        known: () => viewFollower.readAgain(),
        status: async () => ({
          ...(await statuses.read()),
          subscribers: BigInt(view.size().subscribers),
          everySubscriberKnown: view.isWhole(),
          routers: BigInt(view.size().nas),
          accountingQueue: BigInt(writer.queued()),
          eapConversations: BigInt(eap.underWay()),
          radsecConnections: BigInt(doors.radsec.connections()),
          memoryOctets: BigInt(process.memoryUsage.rss()),
        }),
        clock,
      });
    },
    async listen() {
      await processes.open(answer);
      log.info({ ...(await doors.open()), ...view.size() }, "radius listening");
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
      chore("know the other processes", 2_000, () => processes.refresh());
      chore("forget old replies", 30_000, () => doors.forgetOldReplies());
      chore("close stale sessions", 60_000, () => accounting.closeStale());
      chore("forget ended sessions", 60_000, accounting.forgetEnded);
      chore("keep partitions", 3_600_000, () => keepPartitions(sql, clock(), config));
      chore("follow the hours", 20_000, followHours);
      chore("keep addresses in stock", 30_000, access.refillStock);
      // Also renews the server's own before it ends.
      chore("keep certificates", 3_600_000, certificates.readAgain);
    },
    ready: async () => (doors.isOpen() ? undefined : "the RADIUS ports are not open"),
    async close() {
      await Promise.all([...followers.map((follower) => follower.close()), ...chores.map((stop) => stop())]);
      viewFollower.close();
      eap.close();
      await notifications.close();
      await liveChanges.close();
      // Before the doors: what is being committed is acknowledged through them.
      await Promise.all([writer.close(), proxy.close()]);
      await doors.close();
      // With the database away there is nothing to give back to.
      await access.close().catch(() => undefined);
      await processes.close().catch(() => undefined);
      await feed.close();
      await Promise.all([sql.end({ timeout: 5 }), writerSql.end({ timeout: 5 })]);
    },
  };
}
