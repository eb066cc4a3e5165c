import { createSocket } from "node:dgram";
import { once } from "node:events";
import { isIPv6 } from "node:net";
import type { Logger } from "@beacom/runtime";
import type { Received } from "#transport/admit";

/** The usual 208 KiB hold some 500 packets; a thousand routers report within the same second when the power comes back. */
const receiveBufferBytes = 4 * 1024 * 1024;

export type RadiusSocket = { port: number; close(): Promise<void> };

export async function listenForRadius(options: {
  address: string;
  port: number;
  log: Logger;
  receive: (received: Received) => void;
}): Promise<RadiusSocket> {
  const { address, port, log } = options;
  const type = isIPv6(address) ? "udp6" : "udp4";
  const socket = createSocket({
    type,
    // Several processes can share the port; Linux keeps one source with one of them, other systems do not.
    reusePort: process.platform === "linux",
    recvBufferSize: receiveBufferBytes,
    // Replies go to addresses: asking the resolver about each would cost more than the answer.
    lookup: (host, _options, found) => found(null, host, type === "udp6" ? 6 : 4),
  });
  let closed = false;
  socket.on("message", (bytes, from) => {
    // Without a callback, which would cost a turn for each: who asked and is gone asks again if it comes back.
    const send = (reply: Uint8Array): void => {
      // What was decided or written while the door was being closed is asked for again, at the next one.
      if (!closed) socket.send(reply, from.port, from.address);
    };
    try {
      options.receive({ bytes, address: from.address, port: from.port, send });
    } catch (error) {
      // One packet must never end the server for all others.
      log.error({ err: error, source: from.address }, "cannot answer a packet");
    }
  });
  // The lookup answers at once, so the event can come before bind returns.
  const listening = once(socket, "listening");
  socket.bind({ address, port });
  await listening;
  socket.on("error", (error) => log.warn({ err: error }, "RADIUS socket error"));
  const granted = socket.getRecvBufferSize();
  if (granted < receiveBufferBytes) {
    log.warn({ granted, wanted: receiveBufferBytes }, "small receive buffer: raise net.core.rmem_max");
  }
  return {
    port: socket.address().port,
    close() {
      closed = true;
      return new Promise((done) => socket.close(() => done()));
    },
  };
}
