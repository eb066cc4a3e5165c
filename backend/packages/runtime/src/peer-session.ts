import http2 from "node:http2";
import type { GrpcTransportOptions } from "@connectrpc/connect-node";
import { keepAlive } from "#keep-alive";
import type { TlsFiles } from "#runtime-config";

type SessionManager = NonNullable<GrpcTransportOptions["sessionManager"]>;

const connectWithinMs = 5_000;

/**
 * One HTTP/2 connection to a peer, replaced when it dies or the peer says goodbye. Errors reach the calls in flight, never the process: the error
 * listener stays for the whole life of a session, also while it is idle, where a GOAWAY would otherwise be an uncaught exception.
 */
export function peerSession(authority: string, tls?: TlsFiles): SessionManager & { close(): void } {
  let current: http2.ClientHttp2Session | undefined;
  const alive = new Set<http2.ClientHttp2Session>();
  const forget = (session: http2.ClientHttp2Session) => {
    if (current === session) current = undefined;
  };

  function connected(): http2.ClientHttp2Session {
    if (current && !current.closed && !current.destroyed) return current;
    const session = http2.connect(authority, { ...tls });
    const impatience = setTimeout(() => session.destroy(new Error(`${authority} does not answer`)), connectWithinMs);
    session.on("error", () => forget(session));
    session.on("goaway", () => forget(session));
    session.on("close", () => {
      clearTimeout(impatience);
      alive.delete(session);
      forget(session);
    });
    session.on("connect", () => clearTimeout(impatience));
    keepAlive(session);
    // An idle connection keeps no process from exiting; one with calls in flight does.
    session.unref();
    alive.add(session);
    current = session;
    return session;
  }

  const inFlight = new WeakMap<http2.ClientHttp2Session, number>();
  function count(session: http2.ClientHttp2Session, by: 1 | -1) {
    const streams = (inFlight.get(session) ?? 0) + by;
    inFlight.set(session, streams);
    if (session.destroyed) return;
    if (streams === 0) session.unref();
    if (streams === 1 && by === 1) session.ref();
  }

  return {
    authority,
    async request(method, path, headers, options) {
      const session = connected();
      const stream = session.request({ ...headers, ":method": method, ":path": path }, options);
      count(session, 1);
      stream.once("close", () => count(session, -1));
      return stream;
    },
    notifyResponseByteRead() {},
    close() {
      for (const session of alive) session.destroy();
    },
  };
}
