import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";

/** Who passes datagrams on between a router and a server, and changes them. The server sees `address` as where they come from. */
export async function standBetween(options: { address: string; serverPort: number }) {
  const near = await socketAt("127.0.0.1");
  const far = await socketAt(options.address);
  const waiting = new Map<number, number>();
  const replies: Uint8Array[] = [];
  let onRequest = unchanged;
  let onReply = unchanged;
  near.on("message", (request, from) => {
    waiting.set(request[1]!, from.port);
    far.send(onRequest(request), options.serverPort, "127.0.0.1");
  });
  far.on("message", (reply) => {
    replies.push(reply);
    near.send(onReply(reply), waiting.get(reply[1]!), "127.0.0.1");
  });
  return {
    port: near.address().port,
    /** What the server has said, as it said it. */
    replies,
    changes(how: { request?: (packet: Uint8Array) => Uint8Array; reply?: (packet: Uint8Array) => Uint8Array }): void {
      ({ request: onRequest = unchanged, reply: onReply = unchanged } = how);
      replies.length = 0;
    },
    async stop() {
      await Promise.all([near, far].map((socket) => new Promise<void>((closed) => void socket.close(() => closed()))));
    },
  };
}

export const messageAuthenticator = 80;
export const proxyState = 33;

/** Everything else of an Access-Request stays valid: its authenticator is random and says nothing about its attributes. */
export function without(type: number, packet: Uint8Array): Uint8Array {
  const kept = attributesOf(packet).filter(([first]) => first !== type);
  return withLength(Buffer.concat([packet.subarray(0, headerOctets), ...kept]));
}

export const withAttribute = (type: number, value: Uint8Array, packet: Uint8Array): Uint8Array =>
  withLength(Buffer.concat([packet, Uint8Array.of(type, value.length + 2), value]));

export function attributesOf(packet: Uint8Array): Uint8Array[] {
  const attributes: Uint8Array[] = [];
  for (let at = headerOctets; at < packet.length; at += packet[at + 1]!) {
    attributes.push(packet.subarray(at, at + packet[at + 1]!));
  }
  return attributes;
}

const headerOctets = 20;
const unchanged = (packet: Uint8Array): Uint8Array => packet;

function withLength(packet: Buffer): Buffer {
  packet.writeUInt16BE(packet.length, 2);
  return packet;
}

async function socketAt(address: string): Promise<Socket> {
  const socket = createSocket("udp4");
  const listening = once(socket, "listening");
  socket.bind(0, address);
  await listening;
  return socket;
}
