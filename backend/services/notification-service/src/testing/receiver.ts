import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";

export type Received = { headers: Record<string, string>; body: string };

/** How a receiver treats one request, after it has read it. */
export type Behaviour =
  | { kind: "answers"; status: number; headers?: Record<string, string>; body?: string; afterMs?: number }
  /** Takes the request and closes the connection without a word. */
  | { kind: "resets" }
  | { kind: "hangs" }
  /** Answers with this status and a text that never ends, as fast as it is taken. */
  | { kind: "floods"; status: number }
  /** Answers with this status and an octet now and then. */
  | { kind: "drips"; status: number };

export type Receiver = {
  url: string;
  port: number;
  received: readonly Received[];
  /** For the requests to come, one after the other; the last one stays. */
  behave(...behaviours: Behaviour[]): void;
  /** How many requests are being answered now, and the most that ever were. */
  atOnce(): { now: number; most: number };
  close(): Promise<void>;
};

/** Somebody's server that webhooks are sent to, with the manners of the real ones. */
export async function openReceiver(options: { tls?: { cert: string; key: string } } = {}): Promise<Receiver> {
  const received: Received[] = [];
  let behaviours: Behaviour[] = [{ kind: "answers", status: 204 }];
  const open = { now: 0, most: 0 };

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    open.now += 1;
    open.most = Math.max(open.most, open.now);
    response.once("close", () => (open.now -= 1));
    const body = await bodyOf(request);
    received.push({ headers: request.headers as Record<string, string>, body });
    const [behaviour, ...later] = behaviours;
    if (later.length > 0) behaviours = later;
    treat(behaviour!, response);
  }
  const listener = (request: IncomingMessage, response: ServerResponse) =>
    void serve(request, response).catch(() => response.destroy());
  const server: Server = options.tls ? createTlsServer(options.tls, listener) : createServer(listener);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `${options.tls ? "https://localhost" : "http://127.0.0.1"}:${port}/hooks`,
    port,
    received,
    behave: (...next) => void (behaviours = next),
    atOnce: () => ({ ...open }),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function treat(behaviour: Behaviour, response: ServerResponse): void {
  if (behaviour.kind === "resets") return void response.socket?.resetAndDestroy();
  if (behaviour.kind === "hangs") return;
  if (behaviour.kind === "answers") {
    const { status, headers = {}, body = "", afterMs = 0 } = behaviour;
    const answer = () => void response.writeHead(status, headers).end(body);
    // What never waited for a timer is over before anything else happens.
    return afterMs === 0 ? answer() : void setTimeout(answer, afterMs);
  }
  response.writeHead(behaviour.status);
  if (behaviour.kind === "drips") {
    const drops = setInterval(() => response.write("."), 50);
    return void response.once("close", () => clearInterval(drops));
  }
  const pour = () => {
    while (!response.destroyed && response.write("x".repeat(65_536)));
  };
  response.on("drain", pour);
  pour();
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString("utf8");
}
