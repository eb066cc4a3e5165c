import { createSocket, type Socket } from "node:dgram";
import { isIPv6 } from "node:net";
import {
  Code,
  decodePacket,
  encodeRequest,
  firstInteger,
  integerAttribute,
  type Secret,
  Type,
  type VendorFormats,
  verifyReply,
} from "@beacom/radius";
import type { NasAnswer, NasDialogue } from "#application/authorize-sessions";
import { type RetransmissionPlan, waitsOf } from "#domain/retransmission";

type Asked = { secret: Secret; identifier: number; authenticator: Uint8Array; answered: (answer: Answered) => void };
type Answered = { acknowledged: boolean; errorCause: number };

/**
 * CoA and Disconnect over UDP (RFC 5176), or back through a router's own RadSec connection (RFC 8559), which reaches behind NAT too. A NAS tells
 * requests apart by our port and their identifier, so at most 256 are under way to one NAS; more wait for a free identifier.
 */
export function openNasDialogue(deps: {
  chance: () => number;
  nowMs: () => number;
  /** The dictionary's, for vendors that have a layout of their own. */
  vendorFormats: () => VendorFormats | undefined;
  dropped: (reason: string) => void;
  /** The router's own RadSec connection, when it has one here. */
  radsec: { isConnected(nasId: string): boolean; send(nasId: string, bytes: Uint8Array): boolean };
  radsecSecret: Secret;
}): NasDialogue & { receiveOverRadsec(nasId: string, bytes: Uint8Array): void; close(): void } {
  const peers = new Map<string, Peer>();
  const sockets = { 4: undefined as Socket | undefined, 6: undefined as Socket | undefined };

  function socketFor(address: string): Socket {
    const family = isIPv6(address) ? 6 : 4;
    const known = sockets[family];
    if (known) return known;
    const socket = createSocket({ type: family === 6 ? "udp6" : "udp4" });
    socket.on("message", (bytes, from) => receive(bytes, `${from.address} ${from.port}`));
    // An unreachable NAS shows itself by not answering; the socket itself goes on.
    socket.on("error", () => deps.dropped("coa-socket-error"));
    socket.unref();
    sockets[family] = socket;
    return socket;
  }

  function receive(bytes: Uint8Array, from: string): void {
    const packet = decodePacket(bytes);
    const asked = packet.ok ? peers.get(from)?.asked.get(packet.value.identifier) : undefined;
    if (!packet.ok || asked === undefined) return deps.dropped("coa-answer-to-nothing");
    if (!verifyReply(packet.value, asked, asked.secret).ok) return deps.dropped("coa-answer-forged");
    const acknowledged = packet.value.code === Code.CoaAck || packet.value.code === Code.DisconnectAck;
    const refused = packet.value.code === Code.CoaNak || packet.value.code === Code.DisconnectNak;
    if (!acknowledged && !refused) return deps.dropped("coa-answer-of-wrong-kind");
    asked.answered({ acknowledged, errorCause: refused ? (firstInteger(packet.value, Type.ErrorCause) ?? 0) : 0 });
  }

  return {
    async ask({ entry, session, kind, attributes }, { plan, signal }) {
      const { nasId, coaPort } = entry.nas;
      const address = entry.nas.coaAddress ?? session.nasSource;
      // An address that the operator has given goes first: what carries the router's RadSec (radsecproxy) may pass nothing back.
      const radsec = entry.nas.coaAddress === undefined && deps.radsec.isConnected(nasId);
      const secret = radsec ? deps.radsecSecret : entry.secret;
      const name = radsec ? radsecName(nasId) : `${address} ${coaPort}`;
      const peer = peers.get(name) ?? new Peer();
      peers.set(name, peer);
      const identifier = await peer.take(signal);
      try {
        const bytes = encodeRequest({
          code: kind === "coa" ? Code.CoaRequest : Code.DisconnectRequest,
          identifier,
          attributes: [...attributes, integerAttribute(Type.EventTimestamp, Math.floor(deps.nowMs() / 1000))],
          secret,
          vendorFormats: deps.vendorFormats(),
        });
        const send = (): void => {
          if (radsec) deps.radsec.send(nasId, bytes);
          else socketFor(address).send(bytes, coaPort, address, () => undefined);
        };
        return await exchange({
          send,
          listen: (answered) =>
            void peer.asked.set(identifier, {
              secret,
              identifier,
              authenticator: bytes.slice(4, 20),
              answered,
            }),
          plan,
          chance: deps.chance,
          signal,
        });
      } finally {
        peer.give(identifier);
      }
    },
    receiveOverRadsec: (nasId, bytes) => receive(bytes, radsecName(nasId)),
    close() {
      sockets[4]?.close();
      sockets[6]?.close();
    },
  };
}

const radsecName = (nasId: string): string => `radsec ${nasId}`;

/** RFC 5080 section 2.2.1: the same packet again, after each wait. */
function exchange(options: {
  send: () => void;
  listen: (answered: (answer: Answered) => void) => void;
  plan: RetransmissionPlan;
  chance: () => number;
  signal: AbortSignal;
}): Promise<NasAnswer> {
  const waits = waitsOf(options.plan, options.chance);
  return new Promise((resolve, reject) => {
    let attempts = 0;
    let timer: NodeJS.Timeout | undefined;
    const stop = (): void => {
      clearTimeout(timer);
      options.signal.removeEventListener("abort", aborted);
    };
    const aborted = (): void => {
      stop();
      reject(new Error("superseded"));
    };
    const next = (): void => {
      const wait = waits[attempts];
      if (wait === undefined) {
        stop();
        resolve({ outcome: "no-answer", attempts, errorCause: 0 });
        return;
      }
      attempts++;
      options.send();
      timer = setTimeout(next, wait);
    };
    options.listen(({ acknowledged, errorCause }) => {
      stop();
      resolve(
        acknowledged
          ? { outcome: "acknowledged", attempts, errorCause: 0 }
          : { outcome: "refused", attempts, errorCause },
      );
    });
    if (options.signal.aborted) return aborted();
    options.signal.addEventListener("abort", aborted);
    next();
  });
}

/** The identifiers of one NAS. The one used longest ago is taken first, so that a late answer meets no newer request. */
class Peer {
  readonly asked = new Map<number, Asked>();
  readonly #free = Array.from({ length: 256 }, (_, identifier) => identifier);
  readonly #waiting = new Set<() => void>();

  async take(signal: AbortSignal): Promise<number> {
    for (;;) {
      if (signal.aborted) throw new Error("superseded");
      const identifier = this.#free.shift();
      if (identifier !== undefined) return identifier;
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          this.#waiting.delete(wake);
          signal.removeEventListener("abort", wake);
          resolve();
        };
        this.#waiting.add(wake);
        signal.addEventListener("abort", wake);
      });
    }
  }

  give(identifier: number): void {
    this.asked.delete(identifier);
    this.#free.push(identifier);
    const [first] = this.#waiting;
    first?.();
  }
}
