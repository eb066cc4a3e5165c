import { createSocket } from "node:dgram";
import { once } from "node:events";
import { isIPv6 } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { decodePacket, encodeRequest, type Attribute, type Packet, type Secret, verifyReply } from "@beacom/radius";

export type Heard = { packet: Packet; milliseconds: number; attempts: number };

export type UdpExchange = {
  /** What the server sees as the source of the packets. */
  readonly address: string;
  /** Undefined when nothing that proves itself came back. */
  ask(request: {
    port: number;
    code: number;
    attributes: readonly Attribute[];
    authenticator?: Uint8Array;
    secret: Secret;
    /** Rejects when it aborts; without it, it takes its time. */
    signal?: AbortSignal | undefined;
  }): Promise<Heard | undefined>;
  close(): void;
};

const attempts = 3;
const waitMs = 2_000;

/** A router's side of UDP, from one port: a request again with the same octets when nothing comes (RFC 5080 section 2.2.1). */
export async function openUdpExchange(server: string): Promise<UdpExchange> {
  const family = isIPv6(server) ? "udp6" : "udp4";
  const address = await addressTowards(server, family);
  const socket = createSocket(family);
  socket.bind(0, address);
  await once(socket, "listening");
  const heard = new Map<number, (bytes: Uint8Array) => void>();
  socket.on("message", (bytes) => heard.get(bytes[1] ?? -1)?.(bytes));
  // A port that nobody listens on says so; silence says the same.
  socket.on("error", () => undefined);
  let identifier = Math.floor(Math.random() * 256);

  return {
    address,
    async ask({ port, code, attributes, authenticator, secret, signal }) {
      identifier = (identifier + 1) % 256;
      const bytes = encodeRequest({ code, identifier, attributes, secret, ...(authenticator && { authenticator }) });
      const asked = { identifier, authenticator: bytes.subarray(4, 20) };
      const fromMs = performance.now();
      const answer = Promise.withResolvers<Packet>();
      heard.set(identifier, (reply) => {
        const packet = decodePacket(reply);
        if (packet.ok && verifyReply(packet.value, asked, secret).ok) answer.resolve(packet.value);
      });
      try {
        for (let attempt = 1; attempt <= attempts; attempt++) {
          signal?.throwIfAborted();
          socket.send(bytes, port, server);
          const waited = new AbortController();
          const until = signal ? AbortSignal.any([signal, waited.signal]) : waited.signal;
          const silence = pause(waitMs, undefined, { signal: until });
          const packet = await Promise.race([answer.promise, silence.catch(() => undefined)]);
          waited.abort();
          if (packet) return { packet, milliseconds: performance.now() - fromMs, attempts: attempt };
        }
        signal?.throwIfAborted();
        return undefined;
      } finally {
        heard.delete(identifier);
      }
    },
    close: () => socket.close(),
  };
}

/** Which address of this machine leads there: the system says so without anything being sent. */
async function addressTowards(server: string, family: "udp4" | "udp6"): Promise<string> {
  const probe = createSocket(family);
  probe.connect(9, server);
  await once(probe, "connect");
  const { address } = probe.address();
  probe.close();
  return address;
}
