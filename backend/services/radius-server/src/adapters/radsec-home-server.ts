import { isIP } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { connect, type TLSSocket } from "node:tls";
import { decodePacket, type Packet, packetSplitter, verifyReply } from "@beacom/radius";
import type { HomeServerEntry, HomeServerLink, Outgoing, Port } from "#application/home-servers";
import { statusRequest } from "#adapters/udp-home-server";

export type ClientTls = {
  readonly certificate: string;
  readonly privateKey: string;
  readonly authorities: readonly string[];
};

const connectWithinMs = 10_000;
/** A connection on which nothing is asked for so long is closed; the next request opens one. */
const idleMs = 300_000;

/** A home server over RadSec (RFC 6614): one TLS connection with both sides' certificates, for authentication and accounting alike. */
export function openRadsecHomeServer(
  { server, secret }: HomeServerEntry,
  deps: { tls: () => ClientTls; dropped: (reason: string, source: string) => void; failed: (error: unknown) => void },
): HomeServerLink {
  let connection: Promise<Connection | undefined> | undefined;
  let closed = false;

  async function connected(): Promise<Connection | undefined> {
    if (closed) return undefined;
    connection ??= open();
    const opened = await connection;
    // A connection that failed or ended is tried anew by whoever asks next.
    if (opened === undefined || opened.socket.destroyed) connection = undefined;
    return opened?.socket.destroyed ? undefined : opened;
  }

  function open(): Promise<Connection | undefined> {
    const { certificate, privateKey, authorities } = deps.tls();
    const name = server.tlsName ?? server.address;
    return new Promise((resolve) => {
      const socket = connect({
        host: server.address,
        port: server.authPort,
        // Names of hosts only: an address is no server name (RFC 6066 section 3).
        ...(isIP(name) === 0 && { servername: name }),
        cert: certificate,
        key: privateKey,
        ca: server.tlsAuthorityPem === undefined ? [...authorities] : [server.tlsAuthorityPem],
        minVersion: "TLSv1.2",
        timeout: connectWithinMs,
      });
      const opened: Connection = { socket, free: Array.from({ length: 256 }, (_, id) => id), asked: new Map() };
      socket.once("secureConnect", () => {
        socket.setTimeout(idleMs);
        socket.setNoDelay(true);
        resolve(opened);
      });
      socket.on("timeout", () => socket.destroy());
      socket.on("error", deps.failed);
      socket.on("close", () => {
        resolve(undefined);
        for (const { answered } of opened.asked.values()) answered(undefined);
        opened.asked.clear();
        connection = undefined;
      });
      listen(opened);
    });
  }

  function listen({ socket, asked }: Connection): void {
    const splitter = packetSplitter();
    socket.on("data", (chunk: Buffer) => {
      const split = splitter.push(chunk);
      for (const bytes of split.ok ? split.value : split.error.packets) {
        const packet = decodePacket(bytes);
        const one = packet.ok ? asked.get(packet.value.identifier) : undefined;
        if (!packet.ok || !one) {
          deps.dropped("answer-to-nothing", server.address);
          continue;
        }
        const { identifier } = packet.value;
        if (verifyReply(packet.value, { identifier, authenticator: one.authenticator }, secret).ok)
          one.answered(packet.value);
        else deps.dropped("answer-forged", server.address);
      }
      if (!split.ok) socket.destroy();
    });
  }

  /** No retransmission: TCP does that (RFC 6613 section 2.6.1); so all the waits are one. */
  async function ask(_port: Port, make: (identifier: number) => Outgoing, waitsMs: readonly number[]) {
    const patienceMs = waitsMs.reduce((sum, wait) => sum + wait, 0);
    const opened = await Promise.race([connected(), sleep(patienceMs, undefined, { ref: false })]);
    const identifier = opened?.free.shift();
    if (opened === undefined || identifier === undefined) return undefined;
    try {
      const { bytes, authenticator } = make(identifier);
      return await new Promise<Packet | undefined>((resolve) => {
        const timer = setTimeout(resolve, patienceMs, undefined);
        const answered = (packet: Packet | undefined): void => {
          clearTimeout(timer);
          resolve(packet);
        };
        opened.asked.set(identifier, { authenticator, answered });
        opened.socket.write(bytes);
      });
    } finally {
      opened.asked.delete(identifier);
      opened.free.push(identifier);
    }
  }

  return {
    ask,
    async status() {
      return (await ask("auth", (identifier) => statusRequest(identifier, secret), [3_000])) !== undefined;
    },
    close() {
      closed = true;
      void connection?.then((opened) => opened?.socket.destroy());
    },
  };
}

type Connection = {
  readonly socket: TLSSocket;
  readonly free: number[];
  readonly asked: Map<number, { authenticator: Uint8Array; answered: (packet: Packet | undefined) => void }>;
};
