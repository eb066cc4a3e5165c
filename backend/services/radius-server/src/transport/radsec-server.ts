import { X509Certificate } from "node:crypto";
import { createServer, type Server, type TLSSocket } from "node:tls";
import { readCertificate } from "@beacom/certificates";
import { Code, packetSplitter, secretOf } from "@beacom/radius";
import type { Logger } from "@beacom/runtime";
import type { NasEntry, LocalView } from "#application/local-view";
import type { CertificateView } from "#application/certificate-view";
import type { Received } from "#transport/admit";
import type { RadiusMetrics } from "#transport/radius-metrics";

/** RFC 6614 section 2.3. */
export const radsecSecret = secretOf("radsec");
const handshakeMs = 10_000;
/** More than this unsent means that the other side does not read; it is listened to again when it does. */
const mostUnsent = 1_048_576;

export type RadsecServer = {
  readonly port: number;
  /** Sends to the router's connection; false when it has none here. */
  send(nasId: string, bytes: Uint8Array): boolean;
  isConnected(nasId: string): boolean;
  connections(): number;
  /** For handshakes from now on; connections that are there go on. */
  present(certificate: { certificatePem: string; privateKeyPem: string }, authorities: readonly string[]): void;
  /** Ends the connections of routers that were removed, and of certificates that were revoked. */
  checkAgain(): void;
  close(): Promise<void>;
};

type Connection = { readonly socket: TLSSocket; readonly nasId: string; readonly serialNumber: string };

/** RADIUS over TLS (RFC 6614): who a router is, its certificate tells. One connection carries everything, also CoA the other way round (RFC 8559). */
export async function listenForRadsec(options: {
  address: string;
  port: number;
  server: { certificatePem: string; privateKeyPem: string };
  view: Pick<LocalView, "nasTable">;
  certificates: CertificateView;
  metrics: RadiusMetrics;
  log: Logger;
  receiveAccess: (received: Received) => void;
  receiveAccounting: (received: Received) => void;
  /** The answer to a CoA or Disconnect. */
  receiveAnswer: (nasId: string, bytes: Uint8Array) => void;
  connected: (nasId: string) => void;
}): Promise<RadsecServer> {
  const { view, certificates, metrics, log } = options;
  const connections = new Set<Connection>();
  const byNas = new Map<string, Connection>();
  const tls = createServer({
    ...contextOf(options.server, certificates.authorityPems()),
    // Whose certificate it is decides, and that is looked at below: a router may also be known by a certificate of its own making.
    requestCert: true,
    rejectUnauthorized: false,
    handshakeTimeout: handshakeMs,
    minVersion: "TLSv1.2",
  });
  tls.on("tlsClientError", (_, socket) => {
    metrics.dropped("radsec", "handshake-failed", socket.remoteAddress ?? "");
    // A handshake that has lasted too long is told of here, and goes on if nobody ends it.
    socket.destroy();
  });
  tls.on("secureConnection", begin);
  tls.on("error", (err) => log.warn({ err }, "RadSec server error"));

  function begin(socket: TLSSocket): void {
    const address = socket.remoteAddress ?? "";
    socket.on("error", () => undefined);
    const nas = routerOf(socket);
    if (!nas.entry) {
      metrics.dropped("radsec", nas.reason, address);
      socket.destroy();
      return;
    }
    const { nasId, name } = nas.entry.nas;
    const connection: Connection = { socket, nasId, serialNumber: nas.serialNumber };
    connections.add(connection);
    byNas.set(nasId, connection);
    socket.setNoDelay(true).setKeepAlive(true, 60_000);
    log.info({ nasId, name, address }, "router connected over RadSec");
    socket.on("close", () => {
      connections.delete(connection);
      if (byNas.get(nasId) === connection) byNas.delete(nasId);
      log.info({ nasId, name, address }, "router disconnected from RadSec");
    });
    const splitter = packetSplitter();
    socket.on("data", (chunk: Buffer) => {
      const split = splitter.push(chunk);
      for (const bytes of split.ok ? split.value : split.error.packets) receive(connection, bytes, address);
      if (split.ok) return;
      metrics.dropped("radsec", split.error.kind, address);
      socket.destroy();
    });
    options.connected(nasId);
  }

  function receive({ socket, nasId }: Connection, bytes: Uint8Array, address: string): void {
    const entry = view.nasTable.byId(nasId);
    if (entry === undefined) return void socket.destroy();
    const code = bytes[0];
    if (code === Code.CoaAck || code === Code.CoaNak || code === Code.DisconnectAck || code === Code.DisconnectNak) {
      return options.receiveAnswer(nasId, bytes);
    }
    const received: Received = {
      bytes,
      address,
      port: socket.remotePort ?? 0,
      nas: overTls(entry),
      send(reply) {
        if (socket.destroyed) return;
        socket.write(reply);
        if (socket.writableLength <= mostUnsent || socket.isPaused()) return;
        socket.pause();
        socket.once("drain", () => socket.resume());
      },
    };
    try {
      if (code === Code.AccountingRequest) options.receiveAccounting(received);
      else options.receiveAccess(received);
    } catch (err) {
      // One packet must never end the connection of a router full of people.
      log.error({ err, nasId }, "cannot answer a packet");
    }
  }

  /** By a certificate that was issued here to this router, by a name in one that was, or by one that the operator has pinned. */
  function routerOf(socket: TLSSocket): { entry: NasEntry | undefined; serialNumber: string; reason: string } {
    const [der, ...intermediates] = chainOf(socket.getPeerX509Certificate());
    if (der === undefined) return { entry: undefined, serialNumber: "", reason: "certificate-absent" };
    const read = readCertificate(der);
    if (!read.ok) return { entry: undefined, serialNumber: "", reason: "certificate-unreadable" };
    const { serialNumber, sha256, commonName, dnsNames } = read.value;
    const pinned = view.nasTable.byCertificate({ sha256, names: [] });
    if (pinned) return { entry: pinned, serialNumber, reason: "" };
    const holder = certificates.holder("router", der, intermediates);
    if (!holder.ok) return { entry: undefined, serialNumber, reason: holder.error.kind };
    const names = [...dnsNames, ...(commonName === undefined ? [] : [commonName])];
    const entry = view.nasTable.byName(holder.value.owner) ?? view.nasTable.byCertificate({ sha256, names });
    return { entry, serialNumber, reason: "router-unknown" };
  }

  await new Promise<void>((resolve, reject) => {
    tls.once("error", reject);
    // Several processes can share the port, as they do over UDP.
    tls.listen({ host: options.address, port: options.port, reusePort: process.platform === "linux" }, () => {
      tls.off("error", reject);
      resolve();
    });
  });
  return {
    port: portOf(tls),
    send(nasId, bytes) {
      const connection = byNas.get(nasId);
      if (connection === undefined || connection.socket.destroyed) return false;
      // Whoever does not read gets no more: what is kept for it would be kept for ever.
      if (connection.socket.writableLength > mostUnsent) return false;
      connection.socket.write(bytes);
      return true;
    },
    isConnected: (nasId) => byNas.has(nasId),
    connections: () => connections.size,
    present(certificate, authorities) {
      tls.setSecureContext(contextOf(certificate, authorities));
    },
    checkAgain() {
      for (const { socket, nasId, serialNumber } of connections) {
        if (certificates.isRevoked(serialNumber) || view.nasTable.byId(nasId) === undefined) socket.destroy();
      }
    },
    async close() {
      const closed = new Promise<void>((resolve) => void tls.close(() => resolve()));
      for (const { socket } of connections) socket.end();
      await Promise.race([closed, new Promise((resolve) => void setTimeout(resolve, 1_000).unref())]);
      for (const { socket } of connections) socket.destroy();
      await closed;
    },
  };
}

const contextOf = (
  { certificatePem, privateKeyPem }: { certificatePem: string; privateKeyPem: string },
  authorities: readonly string[],
) => ({ cert: certificatePem, key: privateKeyPem, ca: [...authorities], minVersion: "TLSv1.2" as const });

const overTlsOf = new WeakMap<NasEntry, NasEntry>();

/** The same router with the secret that is used inside of TLS. */
export function overTls(entry: NasEntry): NasEntry {
  const known = overTlsOf.get(entry) ?? { ...entry, secret: radsecSecret };
  overTlsOf.set(entry, known);
  return known;
}

function chainOf(certificate: X509Certificate | undefined): Uint8Array[] {
  const chain: Uint8Array[] = [];
  for (let next = certificate; next !== undefined && chain.length < 8; next = next.issuerCertificate) {
    const { raw } = next;
    if (chain.some((der) => raw.equals(der))) break;
    chain.push(raw);
  }
  return chain;
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}
