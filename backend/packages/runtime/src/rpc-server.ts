import http2 from "node:http2";
import type { AddressInfo, Socket } from "node:net";
import type { ConnectRouter, Interceptor } from "@connectrpc/connect";
import { connectNodeAdapter } from "@connectrpc/connect-node";
import { keepAlive } from "#keep-alive";
import type { Logger } from "#log";
import type { TlsFiles } from "#runtime-config";

export type RpcServer = { url: string; port: number; close(): Promise<void> };

const finishWithinMs = 10_000;
export const mostOctetsPerMessage = 8 * 1024 * 1024;

/** Serves the routes over HTTP/2 (gRPC, gRPC-Web and Connect alike), with certificates asked of callers when there are certificates at all. */
export async function serveRpc(options: {
  bind: string;
  port: number;
  tls?: TlsFiles | undefined;
  routes: (router: ConnectRouter) => void;
  inbound: Interceptor;
  log: Logger;
}): Promise<RpcServer> {
  const { bind, port, tls, routes, log } = options;
  const handler = connectNodeAdapter({
    routes,
    interceptors: [options.inbound],
    readMaxBytes: mostOctetsPerMessage,
    writeMaxBytes: mostOctetsPerMessage,
  });
  const server = tls
    ? http2.createSecureServer(
        { ...tls, requestCert: true, rejectUnauthorized: true, minVersion: "TLSv1.3", ALPNProtocols: ["h2"] },
        handler,
      )
    : http2.createServer(handler);
  const sessions = new Set<http2.ServerHttp2Session>();
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  server.on("session", (session) => {
    sessions.add(session);
    keepAlive(session);
    session.on("error", (err) => log.debug({ err }, "an RPC connection broke"));
    session.on("close", () => sessions.delete(session));
  });
  server.on("sessionError", () => {});
  server.on("tlsClientError", (err: Error) => log.warn({ err }, "an RPC caller showed no good certificate"));
  await new Promise<void>((ready, failed) => {
    server.once("error", failed);
    server.listen(port, bind, () => {
      server.off("error", failed);
      ready();
    });
  });
  server.on("error", (err: Error) => log.error({ err }, "the RPC server failed"));
  const bound = (server.address() as AddressInfo).port;
  const host = bind === "0.0.0.0" || bind === "::" ? "127.0.0.1" : bind;

  return {
    url: `${tls ? "https" : "http"}://${host}:${bound}`,
    port: bound,
    async close() {
      const closed = new Promise<void>((done) => server.close(() => done()));
      for (const session of sessions) session.close();
      const impatience = setTimeout(() => {
        log.warn({ connections: sockets.size }, "calls in flight were cut off");
        // Destroying a session waits for the other side to read the end; destroying its socket does not.
        for (const socket of sockets) socket.destroy();
      }, finishWithinMs);
      await closed.finally(() => clearTimeout(impatience));
    },
  };
}
