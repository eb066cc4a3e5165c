import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { newId } from "@beacom/ids";
import { deleteOldEvents, follow, outboxMigrations, serveFeed } from "@beacom/outbox";
import { connect } from "@beacom/postgres";
import type { ConnectRouter } from "@connectrpc/connect";
import { BillingEvents } from "@beacom/proto/billing/v1/billing";
import { IdentityEvents } from "@beacom/proto/identity/v1/identity";
import { RadiusEvents, RadiusService } from "@beacom/proto/radius/v1/radius";
import type { ServiceContext, ServiceModule } from "@beacom/runtime";
import { credentialsIn } from "#adapters/credentials-postgres";
import { dynamicAuthorizationsIn } from "#adapters/dynamic-authorizations-postgres";
import { nasIn } from "#adapters/nas-postgres";
import { openNasDialogue } from "#adapters/nas-dialogue-udp";
import { listenForChanges } from "#adapters/notifications-postgres";
import { keepPartitions } from "#adapters/retention-postgres";
import { sealingWith } from "#adapters/sealing";
import { storeServiceStates } from "#adapters/service-states-postgres";
import { sessionListIn } from "#adapters/session-list-postgres";
import { sessionsIn } from "#adapters/sessions-postgres";
import { viewRowsIn } from "#adapters/view-rows-postgres";
import { openAccountingWriter } from "#application/accounting-writer";
import { openSessionAuthorizer } from "#application/authorize-sessions";
import { changesWantedWith } from "#application/want-changes";
import { staleSessionsWith } from "#application/close-stale-sessions";
import { followView } from "#application/follow-view";
import { listSessionsWith } from "#application/list-sessions";
import { openLocalView } from "#application/local-view";
import { makeCredentialsWith } from "#application/make-credentials";
import { putNasWith } from "#application/put-nas";
import { openSessionTable } from "#application/session-table";
import { type RadiusConfig, readRadiusConfig } from "#config";
import { retransmissionPlan } from "#domain/retransmission";
import type { Session } from "#domain/session";
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

const hourMs = 3_600_000;

async function startRadiusServer({ config, peers, clock, log, metrics }: ServiceContext<RadiusConfig>) {
  const sql = connect(config.databaseUrl, { max: 6, name: "radius-server" });
  // Accounting has a connection of its own: a slow list of sessions must not delay an acknowledgement.
  const accountingSql = connect(config.databaseUrl, { max: 1, name: "radius-accounting" });
  const sealing = sealingWith(config.sealingKeys);
  const nowMs = (): number => clock().getTime();
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

  const sessions = sessionsIn({ sql: accountingSql, now: clock });
  const open: Session[] = [];
  await sessions.readOpen((some) => void open.push(...some));
  const table = openSessionTable(open);
  const wanted = dynamicAuthorizationsIn({ sql, leaseSeconds: 90 });
  const changes = changesWantedWith({
    view,
    wanted,
    clock,
    failed: (err) => log.warn({ err }, "cannot ask for a change"),
  });
  const writer = openAccountingWriter({
    store: sessions,
    table,
    openingOf: ({ customerId }) => ({
      sessionId: newId("session", nowMs()),
      currentVersion: (customerId && view.subscriberOf(customerId)?.service?.version) || 0n,
    }),
    mostQueued: 50_000,
    mostInBatch: 500,
    pause: (ms) => (ms > 0 ? sleep(ms) : new Promise((next) => void setImmediate(next))),
    nowMs: () => performance.now(),
    events: {
      batchWritten: (works, seconds) => counted.batch(works, seconds),
      quarantined(err) {
        counted.quarantined();
        log.error({ err }, "an accounting report was set aside");
      },
      failed: (err) => log.error({ err }, "accounting cannot be written: nothing is acknowledged"),
      recovered() {
        stale.listeningAgain();
        log.info({}, "accounting is written again");
      },
      sessionsWritten: (written) => changes.check(written),
    },
  });
  const stale = staleSessionsWith({ sessions, writer, staleSeconds: config.staleSeconds, nowMs });

  const dialogue = openNasDialogue({
    view,
    chance: Math.random,
    nowMs,
    dropped: (reason) => counted.dropped("coa", reason, "nas"),
  });
  const authorizer = openSessionAuthorizer({
    wanted,
    dialogue,
    clock,
    plan: retransmissionPlan,
    // A person waits for this one, and calls have five seconds.
    byHandPlan: { firstWaitMs: 600, mostWaitMs: 2_000, mostAttempts: 3, mostTotalMs: 4_000 },
    mostUnderWay: 512,
    everyMs: 5_000,
    finished({ kind, session, serviceVersion }, { outcome, errorCause, attempts }) {
      counted.dynamicAuthorization(kind, outcome);
      const fields = { kind, sessionId: session.sessionId, serviceVersion, outcome, errorCause, attempts };
      if (outcome === "acknowledged") log.info(fields, "dynamic authorization done");
      else log.warn(fields, "dynamic authorization failed");
    },
    notFound(session) {
      const { sessionId } = session;
      const silentSinceMs = session.lastReportAtMs;
      writer.submit({ kind: "end", of: session, sessionId, by: "not-found", silentSinceMs, done: () => undefined });
    },
    failed: (err) => log.warn({ err }, "dynamic authorizations cannot be sent or recorded"),
  });
  const notifications = await listenForChanges({
    sql,
    viewChanged: (change) => viewFollower.changed(change),
    authorizationWanted: () => authorizer.wake(),
  });
  authorizer.wake();

  metrics.gauge("radius_accounting_queue", "Reports that wait to be written", [], () => writer.queued());
  metrics.gauge("radius_subscribers", "Subscribers in the local view", [], () => view.size().subscribers);
  metrics.gauge("radius_dynamic_authorizations_under_way", "CoA and Disconnect under way", [], () =>
    authorizer.underWay(),
  );

  const feed = serveFeed({ sql, log });
  const credentials = credentialsIn({ sql, sealing });
  const makeCredentials = makeCredentialsWith({ credentials, random: randomBytes });
  const nas = nasIn({ sql, sealing });
  const elapsedMs = (): number => performance.now();
  const duplicates = () => rememberDuplicates({ ageMs: 30_000, mostPorts: 1_024, nowMs: elapsedMs });
  const receiveAccess = accessDatagramsWith({
    view,
    metrics: counted,
    elapsedMs,
    duplicates: duplicates(),
    allowUnsignedProxyState: config.allowUnsignedProxyState,
    answer: accessAnswersWith({ ...config, view, metrics: counted }),
    learnt(entry, address, signs) {
      log.info({ nasId: entry.nas.nasId, address, signs }, "learnt whether a router signs its requests");
      // When it cannot be stored it is learnt again from the next request.
      nas
        .learn(entry.nas.nasId, address, signs)
        .catch((err: unknown) => log.warn({ err }, "cannot store what was learnt"));
    },
  });
  const receiveAccounting = accountingDatagramsWith({
    view,
    metrics: counted,
    elapsedMs,
    duplicates: duplicates(),
    writer,
    nowMs,
  });

  const closers: (() => Promise<unknown> | void)[] = [];
  const sockets: RadiusSocket[] = [];
  return {
    routes(router: ConnectRouter) {
      router.service(
        RadiusService,
        radiusRpc({
          putNas: putNasWith({ nas, known: async () => view.replaceNas(await rows.readNas()) }),
          nas,
          credential: (customerId) => credentials.read(customerId),
          listSessions: listSessionsWith({ sessions: sessionListIn({ sql }) }),
          disconnect: (sessionId) => authorizer.disconnect(sessionId),
        }),
      );
      router.service(RadiusEvents, { follow: (request, handler) => feed.follow(request, handler) });
    },
    async listen() {
      const address = config.bind;
      sockets.push(await listenForRadius({ address, port: config.authPort, log, receive: receiveAccess }));
      sockets.push(await listenForRadius({ address, port: config.acctPort, log, receive: receiveAccounting }));
      log.info({ authPort: sockets[0]!.port, acctPort: sockets[1]!.port, ...view.size() }, "radius listening");
      const identity = peers.client(IdentityEvents);
      const billing = peers.client(BillingEvents);
      const identityFollower = follow({
        name: "identity",
        source: (request, options) => identity.follow(request, options),
        sql,
        log,
        apply: (events, tx) => makeCredentials(tx, verifiedCustomers(events)),
      });
      const billingFollower = follow({
        name: "billing-engine",
        source: (request, options) => billing.follow(request, options),
        sql,
        log,
        async apply(events, tx) {
          const states = newestServiceStates(events);
          if (states.size > 0) await storeServiceStates(tx, states, clock());
        },
      });
      closers.push(
        () => identityFollower.close(),
        () => billingFollower.close(),
        periodically({ everyMs: 60_000, log, name: "stale sessions", run: () => stale.close() }),
        periodically({
          everyMs: 60_000,
          log,
          name: "session table",
          run: async () => table.forgetEndedBefore(nowMs() - hourMs / 6),
        }),
        periodically({
          everyMs: hourMs,
          log,
          name: "retention",
          async run() {
            await keepPartitions(sql, clock(), config.recordMonths);
            await deleteOldEvents({ sql, olderThanDays: 30 });
          },
        }),
      );
    },
    async ready() {
      if (sockets.length < 2) return "the RADIUS ports are not open yet";
      return undefined;
    },
    async close() {
      for (const close of closers) await close();
      await Promise.all(sockets.map((socket) => socket.close()));
      viewFollower.close();
      await notifications.close();
      await authorizer.close();
      dialogue.close();
      await writer.close();
      await feed.close();
      await Promise.all([sql.end({ timeout: 5 }), accountingSql.end({ timeout: 5 })]);
    },
  };
}
