import { createSocket } from "node:dgram";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { Code, decodePacket, encodeRequest, type Packet, type Secret, verifyReply } from "@beacom/radius";

/** One UDP port of a router in front of one of the server's. What was sent in through it has been read when `settle` returns. */
export type Door = {
  send(bytes: Uint8Array): void;
  /** Datagrams so far, with the questions of `settle`. */
  readonly sent: number;
  settle(): Promise<void>;
  /** The answer to this request, verified; undefined when none comes in time. */
  ask(request: Uint8Array, withinMs?: number): Promise<Packet | undefined>;
  close(): void;
};

/** So few that the smallest receive buffer holds them. */
const mostUnsettled = 100;

export async function openDoor(at: { port: number; address: string; secret: Secret }): Promise<Door> {
  const socket = createSocket("udp4");
  socket.bind(0, at.address);
  await once(socket, "listening");
  const waiting = new Map<string, (reply: Uint8Array) => void>();
  const nameOf = (bytes: Uint8Array): string => String(bytes[1]);
  socket.on("message", (bytes) => waiting.get(nameOf(bytes))?.(bytes));
  let sent = 0;
  let questions = 0;

  const send = (bytes: Uint8Array): void => {
    sent++;
    socket.send(bytes, at.port, "127.0.0.1");
  };

  async function ask(request: Uint8Array, withinMs = 20_000): Promise<Packet | undefined> {
    const asked = { identifier: request[1]!, authenticator: request.subarray(4, 20) };
    const abort = new AbortController();
    const answered = new Promise<Packet>((resolve) => {
      waiting.set(nameOf(request), (bytes) => {
        // Others under the same identifier are answers to what was sent before.
        const reply = decodePacket(bytes);
        if (reply.ok && verifyReply(reply.value, asked, at.secret).ok) resolve(reply.value);
      });
    });
    send(request);
    const answer = await Promise.race([
      answered,
      pause(withinMs, undefined, { signal: abort.signal, ref: false }).catch(() => undefined),
    ]);
    abort.abort();
    waiting.delete(nameOf(request));
    return answer;
  }

  return {
    send,
    ask,
    get sent() {
      return sent;
    },
    async settle() {
      const identifier = questions++ % 256;
      const request = encodeRequest({ code: Code.StatusServer, identifier, attributes: [], secret: at.secret });
      if ((await ask(request)) === undefined) throw new Error("the server does not answer any more");
    },
    close: () => socket.close(),
  };
}

/** Calls `work` for each round, and waits now and then until everything of it has been read. */
export async function inBursts(rounds: number, doors: readonly Door[], work: (round: number) => Promise<void> | void) {
  for (let round = 0; round < rounds; round++) {
    await work(round);
    if (round % mostUnsettled === mostUnsettled - 1) await Promise.all(doors.map((door) => door.settle()));
  }
  await Promise.all(doors.map((door) => door.settle()));
}
