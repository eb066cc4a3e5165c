import type { DescService } from "@bufbuild/protobuf";
import { Code, ConnectError, type Interceptor, type Transport } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { peerSession } from "#peer-session";
import { mostOctetsPerMessage } from "#rpc-server";
import type { TlsFiles } from "#runtime-config";

/** Transports to the services in other processes; one connection per address, whoever calls and whatever is called there. */
export function remotePeers(options: { elsewhere: Readonly<Record<string, string>>; tls?: TlsFiles | undefined }) {
  const sessions = new Map<string, ReturnType<typeof peerSession>>();
  const transports = new Map<string, Transport>();
  return {
    to(service: DescService, caller: string, interceptor: Interceptor): Transport {
      const baseUrl = options.elsewhere[service.typeName];
      if (baseUrl === undefined) throw new ConnectError(`no placement for ${service.typeName}`, Code.Unavailable);
      const key = `${caller} ${baseUrl}`;
      const known = transports.get(key);
      if (known) return known;
      const session = sessions.get(baseUrl) ?? peerSession(baseUrl, options.tls);
      sessions.set(baseUrl, session);
      const transport = createGrpcTransport({
        baseUrl,
        interceptors: [interceptor],
        sessionManager: session,
        readMaxBytes: mostOctetsPerMessage,
      });
      transports.set(key, transport);
      return transport;
    },
    close() {
      for (const session of sessions.values()) session.close();
    },
  };
}
