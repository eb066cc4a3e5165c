import type { ServiceContext } from "@beacom/runtime";
import type { AccountingWriter } from "#application/accounting-writer";
import type { CertificateView } from "#application/certificate-view";
import type { ServerCertificate } from "#application/certificates";
import type { LocalView } from "#application/local-view";
import type { RealmView } from "#application/realm-view";
import type { AccountingRelay } from "#application/relay-accounting";
import type { RadiusConfig } from "#config";
import type { AnswerAccess } from "#transport/access/answer-access";
import { type Duplicates, rememberDuplicates } from "#transport/duplicates";
import type { RadiusMetrics } from "#transport/radius-metrics";
import { listenForRadius, type RadiusSocket } from "#transport/radius-socket";
import { listenForRadsec, type RadsecServer } from "#transport/radsec-server";
import { receiveAccessWith } from "#transport/receive-access";
import { receiveAccountingWith } from "#transport/receive-accounting";
import { relayedReportOf } from "#transport/relayed-report";

/** The ports that routers know: 1812 and 1813 over UDP, 2083 over TLS. */
export function doorsOf(
  { config, clock, log }: Pick<ServiceContext<RadiusConfig>, "config" | "clock" | "log">,
  deps: {
    view: LocalView;
    counted: RadiusMetrics;
    answer: AnswerAccess;
    writer: Pick<AccountingWriter, "submit">;
    realms: RealmView;
    relay: Pick<AccountingRelay, "submit">;
    learn: (nasId: string, address: string, signs: boolean) => Promise<void>;
    certificates: CertificateView;
    server: () => ServerCertificate;
    receiveAnswer: (nasId: string, bytes: Uint8Array) => void;
    connected: () => void;
  },
) {
  const { view, counted } = deps;
  const elapsedMs = (): number => performance.now();
  const nowMs = (): number => clock().getTime();
  const remembered: Duplicates[] = [];
  function duplicates(): Duplicates {
    const one = rememberDuplicates({ ageMs: 30_000, mostPorts: 1_024, nowMs: elapsedMs });
    remembered.push(one);
    return one;
  }
  const atThePort = { view, metrics: counted, elapsedMs, nowMs };
  // Each door has its own: the same port number of a router means another socket behind another door.
  const receiveAccess = () =>
    receiveAccessWith({
      ...atThePort,
      duplicates: duplicates(),
      allowUnsignedProxyState: config.allowUnsignedProxyState,
      answer: deps.answer,
      learnt({ nas: { nasId } }, address, signs) {
        log.info({ nasId, address, signs }, "learnt whether a router signs its requests");
        // When it cannot be stored it is learnt again from the next request.
        deps.learn(nasId, address, signs).catch((err: unknown) => log.warn({ err }, "cannot store what was learnt"));
      },
      failed: (err) => log.error({ err }, "a login cannot be answered"),
    });
  const receiveAccounting = () =>
    receiveAccountingWith({
      ...atThePort,
      duplicates: duplicates(),
      writer: deps.writer,
      realms: deps.realms,
      relay: (packet, of, done) => deps.relay.submit(relayedReportOf(packet, of), done),
    });
  const { bind: address, authPort, acctPort, radsecPort } = config;
  const sockets: RadiusSocket[] = [];
  let radsec: RadsecServer | undefined;
  return {
    async open() {
      radsec = await listenForRadsec({
        address,
        port: radsecPort,
        server: deps.server(),
        view,
        certificates: deps.certificates,
        metrics: counted,
        log,
        receiveAccess: receiveAccess(),
        receiveAccounting: receiveAccounting(),
        receiveAnswer: deps.receiveAnswer,
        connected: deps.connected,
      });
      // Accounting is acknowledged together anyway, when its batch has been committed.
      sockets.push(await listenForRadius({ address, port: authPort, log, together: true, receive: receiveAccess() }));
      sockets.push(await listenForRadius({ address, port: acctPort, log, receive: receiveAccounting() }));
      return { authPort: sockets[0]!.port, acctPort: sockets[1]!.port, radsecPort: radsec.port };
    },
    isOpen: () => sockets.length === 2,
    port: (door: "access" | "accounting"): number | undefined => sockets[door === "access" ? 0 : 1]?.port,
    /** The routers' RadSec connections to this process. */
    radsec: {
      isConnected: (nasId: string): boolean => radsec?.isConnected(nasId) ?? false,
      send: (nasId: string, bytes: Uint8Array): boolean => radsec?.send(nasId, bytes) ?? false,
      connections: (): number => radsec?.connections() ?? 0,
      present: (certificate: ServerCertificate): void =>
        radsec?.present(certificate, deps.certificates.authorityPems()),
      checkAgain: (): void => radsec?.checkAgain(),
    },
    async forgetOldReplies() {
      for (const one of remembered) one.forgetOld();
    },
    async close() {
      await Promise.all([...sockets.map((socket) => socket.close()), radsec?.close()]);
    },
  };
}
