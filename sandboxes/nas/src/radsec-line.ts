import { randomBytes } from "node:crypto";
import { isIP } from "node:net";
import { checkServerIdentity, connect, type TLSSocket } from "node:tls";
import { ok, refuse } from "@beacom/result";
import { Code, decodePacket, encodeRequest, type Packet, secretOf, verifyReply } from "@beacom/radius";
import type { DynamicAuthorizationResponder } from "#dynamic-authorization";
import { identifiers } from "#identifiers";
import type { Line } from "#line";
import type { RadiusClient } from "#radius-client";
import { radsecFrames } from "#radsec-frames";

/** Both sides prove themselves: PEM texts. `serverName` is the name in the server's certificate where it is not its address. */
export type RadsecTls = { key: string; cert: string; ca: string; serverName?: string };

export type RadsecLineOptions = {
  server: string;
  port: number;
  tls: RadsecTls;
  /** A question waits this long in all, also for a connection. TCP repeats for itself: RFC 6613 section 2.6.1. */
  answerWithinMs: number;
  reconnect: { firstMs: number; longestMs: number };
  respond: DynamicAuthorizationResponder;
  onForged: (kind: string) => void;
};

/** RFC 6614 section 2.3: where TLS protects, the secret is known to all. */
export const radsecSecret = secretOf("radsec");

type Pending = { request: Packet; attempts: number; answered(reply: Packet | undefined): void };

/** One TLS connection (RFC 6614) for authentication and accounting, and for CoA and Disconnect in the other direction. */
export function radsecLine(options: RadsecLineOptions): Line {
  const { server, port, tls, reconnect, onForged } = options;
  const pending = new Map<number, Pending>();
  const free = identifiers();
  let socket: TLSSocket | undefined;
  let ready = false;
  let open = true;
  let connections = 0;
  let lastError: string | undefined;
  let waitMs = reconnect.firstMs;
  let retry: NodeJS.Timeout | undefined;

  const transmit = (asked: Pending): void => {
    asked.attempts += 1;
    socket?.write(asked.request.bytes);
  };

  const receive = (bytes: Uint8Array): void => {
    const decoded = decodePacket(bytes);
    if (!decoded.ok) {
      onForged(decoded.error.kind);
      socket?.destroy();
      return;
    }
    const packet = decoded.value;
    if (packet.code === Code.CoaRequest || packet.code === Code.DisconnectRequest) {
      const came = socket;
      return options.respond(packet, `radsec-${connections}`, (reply) => void (came?.writable && came.write(reply)));
    }
    const asked = pending.get(packet.identifier);
    if (asked === undefined) return;
    const verified = verifyReply(packet, asked.request, radsecSecret);
    if (verified.ok) asked.answered(packet);
    else onForged(verified.error.kind);
  };

  const dial = (): void => {
    const name = tls.serverName ?? server;
    const dialled = connect({
      host: server,
      port,
      key: tls.key,
      cert: tls.cert,
      ca: tls.ca,
      ...(isIP(name) === 0 ? { servername: name } : {}),
      checkServerIdentity: (_host, certificate) => checkServerIdentity(name, certificate),
    });
    const frames = radsecFrames();
    socket = dialled;
    dialled.setNoDelay(true);
    dialled.on("secureConnect", () => {
      ready = true;
      connections += 1;
      // What was under way when the last connection broke may never have arrived.
      for (const asked of pending.values()) transmit(asked);
    });
    dialled.on("data", (chunk: Buffer) => {
      // Only a server that answers counts: one that takes connections and drops them is not dialled again at once.
      waitMs = reconnect.firstMs;
      const { packets, broken } = frames(chunk);
      for (const packet of packets) receive(packet);
      if (!broken) return;
      onForged("not-a-packet-length");
      dialled.destroy();
    });
    dialled.on("error", (error: NodeJS.ErrnoException) => {
      lastError = error.code ?? error.message;
    });
    dialled.on("close", () => {
      ready = false;
      if (!open) return;
      retry = setTimeout(dial, waitMs * (0.9 + Math.random() * 0.2));
      waitMs = Math.min(2 * waitMs, reconnect.longestMs);
    });
  };

  const client: RadiusClient = {
    async ask({ code, attributes }) {
      const identifier = await free.take();
      const authenticator = randomBytes(16);
      const asking = { code, identifier, authenticator, attributes: attributes(authenticator), secret: radsecSecret };
      const decoded = decodePacket(encodeRequest(asking));
      if (!decoded.ok) throw new Error(`our own request is malformed: ${decoded.error.kind}`);
      const request = decoded.value;
      const started = performance.now();
      const asked: Pending = { request, attempts: 0, answered: () => {} };
      const reply = await new Promise<Packet | undefined>((resolve) => {
        const timer = setTimeout(resolve, open ? options.answerWithinMs : 0, undefined);
        asked.answered = (packet) => {
          clearTimeout(timer);
          resolve(packet);
        };
        pending.set(identifier, asked);
        if (ready) transmit(asked);
      });
      pending.delete(identifier);
      free.release(identifier);
      const { attempts } = asked;
      if (reply === undefined) return refuse({ kind: "no-answer", attempts });
      return ok({ reply, request, attempts, milliseconds: performance.now() - started });
    },
    close: () => Promise.resolve(),
  };

  dial();
  return {
    authentication: client,
    accounting: client,
    coaPort: 0,
    radsec: () => ({ connected: ready, connections, lastError }),
    // All on the one connection, and so at most 256 questions at once.
    more: (count) =>
      Promise.resolve(Array.from({ length: count }, () => ({ authentication: client, accounting: client }))),
    async close() {
      open = false;
      clearTimeout(retry);
      for (const asked of pending.values()) asked.answered(undefined);
      const closing = socket;
      if (closing === undefined || closing.destroyed) return;
      await new Promise<void>((resolve) => {
        closing.once("close", () => resolve());
        closing.end(() => closing.destroy());
        if (!ready) closing.destroy();
      });
    },
  };
}
