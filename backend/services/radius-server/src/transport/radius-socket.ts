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
  /** Answers of one turn of the event loop leave at its end: one after the other they wake whoever waits for them once, not each. */
  together?: boolean;
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
  let waiting: { reply: Uint8Array; port: number; address: string }[] = [];

  function sendWaiting(): void {
    const replies = waiting;
    waiting = [];
    for (const { reply, port: to, address: source } of replies) safely(source, () => sendNow(reply, to, source));
  }

  function sendNow(reply: Uint8Array, to: number, source: string): void {
    // What was decided or written while the door was being closed is asked for again, at the next one. Without a callback, which would
    // cost a turn for each: who asked and is gone asks again if it comes back.
    if (!closed) socket.send(reply, to, source);
  }

  /** One packet must never end the server for all others. */
  function safely(source: string, work: () => void): void {
    try {
      work();
    } catch (error) {
      log.error({ err: error, source }, "cannot answer a packet");
    }
  }

  socket.on("message", (bytes, from) => {
    const send = (reply: Uint8Array): void => {
      if (!options.together) return sendNow(reply, from.port, from.address);
      if (waiting.push({ reply, port: from.port, address: from.address }) === 1) setImmediate(sendWaiting);
    };
    safely(from.address, () => options.receive({ bytes, address: from.address, port: from.port, send }));
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
      sendWaiting();
      closed = true;
      return new Promise((done) => socket.close(() => done()));
    },
  };
}
