import { createSocket, type Socket } from "node:dgram";
import { randomBytes } from "node:crypto";
import { ok, type Result, refuse } from "@beacom/result";
import {
  type Attribute,
  Code,
  decodePacket,
  encodeRequest,
  find,
  type Packet,
  type Secret,
  Type,
  verifyReply,
} from "@beacom/radius";
import { identifiers } from "#identifiers";

export type Exchange = { reply: Packet; request: Packet; attempts: number; milliseconds: number };
export type NoAnswer = { kind: "no-answer"; attempts: number };
/** What a bad line or a bad NAS does to requests on their way out. */
export type SendingFault = "none" | "duplicate" | "reorder" | "late";
export type Retransmission = { firstMs: number; longestMs: number; times: number };

/** RFC 5080 section 2.2.1 with a local network's first wait instead of its two seconds. */
export const localRetransmission: Retransmission = { firstMs: 300, longestMs: 16_000, times: 5 };

type Pending = { request: Packet; answered(reply: Packet | undefined): void };

export type RadiusClient = {
  ask(request: {
    code: number;
    attributes: (authenticator: Uint8Array) => readonly Attribute[];
  }): Promise<Result<Exchange, NoAnswer>>;
  close(): Promise<void>;
};

export type RadiusClientOptions = {
  server: string;
  port: number;
  address: string;
  secret: Secret;
  retransmission: Retransmission;
  fault(): SendingFault;
  /** A reply that does not verify is dropped like any stranger's packet, and told here. */
  onForged(kind: string): void;
};

/** One UDP socket: up to 256 requests at a time, each sent again with the same identifier and authenticator until answered. */
export async function radiusClient(options: RadiusClientOptions): Promise<RadiusClient> {
  const socket = await bound(options.address);
  const pending = new Map<number, Pending>();
  const free = identifiers();
  let open = true;
  let held: Uint8Array | undefined;

  socket.on("message", (bytes) => {
    const decoded = decodePacket(bytes);
    if (!decoded.ok) return options.onForged(decoded.error.kind);
    const asked = pending.get(decoded.value.identifier);
    if (asked === undefined) return;
    const verified = verifyReply(decoded.value, asked.request, options.secret);
    if (!verified.ok) return options.onForged(verified.error.kind);
    // CVE-2024-3596: an unsigned answer to an Access-Request may be anybody's.
    if (asked.request.code === Code.AccessRequest && find(decoded.value, Type.MessageAuthenticator) === undefined) {
      return options.onForged("message-authenticator-absent");
    }
    asked.answered(decoded.value);
  });

  const transmit = (bytes: Uint8Array): void => {
    const send = (datagram: Uint8Array) => open && socket.send(datagram, options.port, options.server);
    const fault = options.fault();
    if (fault === "reorder" && held === undefined) {
      held = bytes;
      return;
    }
    if (fault === "late") {
      setTimeout(send, 150, bytes).unref();
      return;
    }
    send(bytes);
    if (fault === "duplicate") send(bytes);
    if (held !== undefined) {
      send(held);
      held = undefined;
    }
  };

  return {
    async ask({ code, attributes }) {
      const identifier = await free.take();
      const authenticator = randomBytes(16);
      const bytes = encodeRequest({
        code,
        identifier,
        authenticator,
        attributes: attributes(authenticator),
        secret: options.secret,
      });
      const decoded = decodePacket(bytes);
      if (!decoded.ok) throw new Error(`our own request is malformed: ${decoded.error.kind}`);
      const request = decoded.value;
      const started = performance.now();
      let attempts = 0;
      let timer: NodeJS.Timeout | undefined;
      const reply = await new Promise<Packet | undefined>((resolve) => {
        pending.set(identifier, { request, answered: resolve });
        const attempt = (waitMs: number): void => {
          if (!open || attempts === options.retransmission.times) return resolve(undefined);
          attempts += 1;
          transmit(bytes);
          const jitter = 0.9 + Math.random() * 0.2;
          timer = setTimeout(attempt, waitMs * jitter, Math.min(2 * waitMs, options.retransmission.longestMs));
        };
        attempt(options.retransmission.firstMs);
      });
      clearTimeout(timer);
      pending.delete(identifier);
      free.release(identifier);
      if (reply === undefined) return refuse({ kind: "no-answer", attempts });
      return ok({ reply, request, attempts, milliseconds: performance.now() - started });
    },
    close() {
      if (!open) return Promise.resolve();
      open = false;
      for (const asked of pending.values()) asked.answered(undefined);
      return closed(socket);
    },
  };
}

export async function bound(address: string, port = 0): Promise<Socket> {
  const socket = createSocket("udp4");
  await new Promise<void>((resolve, reject) => {
    socket.once("error", reject);
    socket.bind(port, address, () => {
      socket.off("error", reject);
      // Later ones are the peer's closed port (ICMP): the retransmission deals with it.
      socket.on("error", () => undefined);
      resolve();
    });
  });
  return socket;
}

export const closed = (socket: Socket): Promise<void> => new Promise((resolve) => socket.close(() => resolve()));
