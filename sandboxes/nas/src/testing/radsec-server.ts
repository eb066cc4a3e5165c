import { once } from "node:events";
import { createServer, type TLSSocket } from "node:tls";
import {
  type Attribute,
  decodePacket,
  encodeReply,
  encodeRequest,
  type Packet,
  secretOf,
  verifyReply,
  verifyRequest,
} from "@beacom/radius";
import { valueOf } from "@beacom/result";
import type { Answer, Closing } from "#testing/radius-server";

const secret = secretOf("radsec");

/** A RadSec server that asks for a certificate, answers as the test says, and can ask the NAS in its turn. */
export async function radsecServer(
  closing: Closing,
  tls: { key: string; cert: string; ca: string },
  answer: (packet: Packet) => Answer,
  port = 0,
) {
  const received: Packet[] = [];
  const replies = new Map<number, (packet: Packet) => void>();
  const sockets = new Set<TLSSocket>();
  const server = createServer({ ...tls, requestCert: true, rejectUnauthorized: true }, (socket) => {
    sockets.add(socket);
    let held = Buffer.alloc(0);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => undefined);
    socket.on("data", (chunk: Buffer) => {
      held = Buffer.concat([held, chunk]);
      while (held.length >= 4 && held.length >= held.readUInt16BE(2)) {
        const packet = valueOf(decodePacket(Uint8Array.from(held.subarray(0, held.readUInt16BE(2)))));
        held = held.subarray(packet.bytes.length);
        const waiting = replies.get(packet.identifier);
        if (packet.code >= 41 && waiting !== undefined) {
          waiting(packet);
          continue;
        }
        valueOf(verifyRequest(packet, secret));
        received.push(packet);
        const reply = answer(packet);
        if (reply === undefined) continue;
        socket.write(encodeReply({ ...reply, request: packet, secret, messageAuthenticator: reply.signed ?? true }));
      }
    });
  });
  server.on("tlsClientError", () => undefined);
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const close = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    if (!server.listening) return;
    server.close();
    await once(server, "close");
  };
  closing.push(close);
  return {
    port: address !== null && typeof address === "object" ? address.port : 0,
    received,
    connections: () => sockets.size,
    /** In the middle of whatever is under way. */
    dropConnections: () => {
      for (const socket of sockets) socket.destroy();
    },
    /** Octets of no meaning, down every connection. */
    babble: (octets: Uint8Array) => {
      for (const socket of sockets) socket.write(octets);
    },
    close,
    /** Down the first connection, the other way round than usual. */
    async ask(code: number, attributes: readonly Attribute[]): Promise<Packet> {
      const [socket] = sockets;
      if (socket === undefined) throw new Error("no NAS is connected");
      const bytes = encodeRequest({ code, identifier: 201, attributes, secret });
      const reply = await new Promise<Packet>((resolve) => {
        replies.set(201, resolve);
        socket.write(bytes);
      });
      replies.delete(201);
      valueOf(verifyReply(reply, valueOf(decodePacket(bytes)), secret));
      return reply;
    },
  };
}
