import { setTimeout as sleep } from "node:timers/promises";
import type { Sql } from "@beacom/postgres";
import type { ServiceContext } from "@beacom/runtime";
import { openRadsecHomeServer } from "#adapters/radsec-home-server";
import { realmsIn } from "#adapters/realms-postgres";
import { relayIn } from "#adapters/relay-postgres";
import type { Sealing } from "#adapters/sealing";
import { openUdpHomeServer } from "#adapters/udp-home-server";
import type { ServerCertificate } from "#application/certificates";
import { openHomeServers } from "#application/home-servers";
import { keepRealmsWith } from "#application/keep-realms";
import type { LocalView } from "#application/local-view";
import { openRealmView } from "#application/realm-view";
import { openAccountingRelay } from "#application/relay-accounting";
import { proxyAccessWith } from "#transport/access/proxy-access";
import type { RadiusMetrics } from "#transport/radius-metrics";
import { deliverReportsWith } from "#transport/relayed-report";

const quietMs = 60_000;

/** Users of other operators: whose realm asks whom, and what waits to be told. */
export async function startProxy(
  { clock, log }: Pick<ServiceContext<never>, "clock" | "log">,
  deps: {
    sql: Sql;
    sealing: Sealing;
    localView: LocalView;
    counted: RadiusMetrics;
    server: () => ServerCertificate;
    authorities: () => readonly string[];
  },
) {
  const { counted, localView } = deps;
  const nowMs = (): number => clock().getTime();
  const store = realmsIn(deps);
  const realms = openRealmView({ isOurs: (username) => localView.subscriber(username) !== undefined });
  const dropped = (reason: string, source: string): void => counted.dropped("proxy", reason, source);
  const toldAtMs = new Map<string, number>();
  /** Once, and then once a minute: a silent server is tried again every few seconds. Of a certificate's failure the words, not its octets. */
  function tellFailure(homeServer: string, error: unknown): void {
    if (nowMs() - (toldAtMs.get(homeServer) ?? Number.NEGATIVE_INFINITY) < quietMs) return;
    toldAtMs.set(homeServer, nowMs());
    const reason = error instanceof Error ? error.message : String(error);
    log.warn({ homeServer, reason }, "RadSec connection to a home server failed");
  }
  const servers = openHomeServers({
    open: (entry) =>
      entry.server.transport === "udp"
        ? openUdpHomeServer(entry, { dropped })
        : openRadsecHomeServer(entry, {
            tls() {
              const { certificatePem: certificate, privateKeyPem: privateKey } = deps.server();
              return { certificate, privateKey, authorities: deps.authorities() };
            },
            dropped,
            failed: (error) => tellFailure(entry.server.name, error),
          }),
    nowMs,
    statusEveryMs: 5_000,
    changed: (name, state) => log.info({ homeServer: name, state }, "home server"),
  });
  const readAgain = async (): Promise<void> => {
    servers.replace(await store.homeServers());
    realms.replace(await store.realms());
  };
  await readAgain();
  const relayStore = relayIn(deps);
  const relay = openAccountingRelay({
    store: relayStore,
    realm: (name) => realms.realm(name),
    deliver: deliverReportsWith({ servers, nowMs }),
    clock,
    pause: (ms) => (ms > 0 ? sleep(ms, undefined, { ref: false }) : new Promise((next) => void setImmediate(next))),
    mostQueued: 20_000,
    mostUnderWay: 128,
    everyMs: 5_000,
    failed: (err) => log.error({ err }, "reports for other operators cannot be stored or delivered"),
    recovered: () => log.info({}, "reports for other operators are stored again"),
    delivered: (delivery) => counted.relayed(delivery),
  });
  return {
    realms,
    servers,
    relay,
    readAgain,
    waiting: () => relayStore.waiting(),
    proxyAccess: proxyAccessWith({
      servers,
      routeOf: (username) => realms.routeOf(username),
      dictionary: () => localView.policy().dictionary,
      metrics: counted,
      elapsedMs: () => performance.now(),
    }),
    keepRealms: keepRealmsWith({ store, dictionary: () => localView.policy().dictionary, known: readAgain }),
    async close() {
      await relay.close();
      servers.close();
    },
  };
}
