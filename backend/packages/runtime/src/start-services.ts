import { randomBytes } from "node:crypto";
import type { DescService } from "@bufbuild/protobuf";
import { type ConnectRouter, createRouterTransport, type Transport } from "@connectrpc/connect";
import { inbound } from "#inbound";
import { localUnary, unaryMethods } from "#local-transport";
import { type Logger, openLog } from "#log";
import { type Metrics, openMetrics } from "#metrics";
import { serveOps } from "#ops-server";
import { outbound } from "#outbound";
import { connectPeers, type Peers } from "#peers";
import { remotePeers } from "#remote-peers";
import { mostOctetsPerMessage, serveRpc } from "#rpc-server";
import { type RuntimeConfig, readRuntimeConfig } from "#runtime-config";
import type { Env, RunningService, ServiceModule } from "#service-module";
import { signingKeysOf } from "#signing-keys";
import { withStoppableStreams } from "#stoppable-streams";
import { openTokens, type Tokens } from "#tokens";
import { idsOnly, tracesTo } from "#tracing";

export type Placement = {
  here: readonly ServiceModule[];
  /** Where the services live that are not here: address by the full name of each RPC service. */
  elsewhere: Readonly<Record<string, string>>;
  /** For tests; read from the environment otherwise. */
  runtime?: Partial<RuntimeConfig>;
  log?: Logger;
  clock?: () => Date;
};

export type RunningServices = {
  /** Calls as the installation itself, with a service token. */
  peers: Peers;
  tokens: Tokens;
  metrics: Metrics;
  log: Logger;
  url?: string;
  rpcPort?: number;
  opsPort?: number;
  /** By service, why it is not ready; empty when all are. */
  notReady(): Promise<Record<string, string>>;
  close(): Promise<void>;
};

/** Starts services in one process. Those here call each other in memory, those elsewhere are called over HTTP/2: the same routes, the same checks. */
export async function startServices(placement: Placement, env: Env): Promise<RunningServices> {
  const config = { ...readRuntimeConfig(env), ...placement.runtime };
  const names = placement.here.map((module) => module.name);
  refuseOpenDoors(config, placement.elsewhere);
  const log = placement.log ?? openLog({ level: config.logLevel });
  const clock = placement.clock ?? (() => new Date());
  const metrics = openMetrics({ ofProcess: config.ops !== undefined });
  const tracing = config.tracesTo ? await tracesTo(config.tracesTo, names.join("+")) : idsOnly;

  const here = new Set(placement.here.flatMap((module) => module.offers.map((service) => service.typeName)));
  const started = Promise.withResolvers<(name: string) => Transport>();
  started.promise.catch(() => {});
  let transports: ((name: string) => Transport) | undefined;
  const remote = remotePeers({ elsewhere: placement.elsewhere, tls: config.tls });
  const peersOf = (name: string): Peers =>
    connectPeers((service: DescService) => {
      if (!here.has(service.typeName)) return remote.to(service, name, interceptor(name));
      return transports?.(name) ?? started.promise.then((found) => found(name));
    });
  const tokens: Tokens = openTokens({
    internalKey: config.internalKey ?? randomBytes(32),
    signingKeys: signingKeysOf(peersOf("runtime"), log),
    clock,
  });
  const interceptor = (name: string) => outbound({ name, tokens, tracing });

  const stopping = new AbortController();
  const running: { name: string; service: RunningService }[] = [];
  const undo: (() => Promise<void>)[] = [() => tracing.close(), async () => remote.close()];
  const notReady = () => reasonsOf(running, stopping.signal);
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= (async () => {
      stopping.abort();
      started.reject(new Error("stopping"));
      for (const step of undo.toReversed()) await step().catch((err: unknown) => log.error({ err }, "a stop failed"));
    })();
    return closing;
  };

  try {
    for (const module of placement.here) {
      const service = await module.start({
        config: module.readConfig(env),
        peers: peersOf(module.name),
        clock,
        log: log.child({ service: module.name }),
        metrics,
        tokens,
      });
      running.push({ name: module.name, service });
      undo.push(() => service.close());
    }
    const routes = (router: ConnectRouter) => {
      const stoppable = withStoppableStreams(router, stopping.signal);
      for (const { service } of running) service.routes?.(stoppable);
    };
    const checks = inbound({ tokens, tracing, log, metrics, clock, stopping: stopping.signal });
    transports = inMemory(routes, checks, interceptor);
    started.resolve(transports);
    const server =
      config.rpcPort === undefined
        ? undefined
        : await serveRpc({ bind: config.bind, port: config.rpcPort, tls: config.tls, routes, inbound: checks, log });
    if (server) undo.push(() => server.close());
    const ops = config.ops && (await serveOps({ ...config.ops, metrics, notReady }));
    if (ops) undo.splice(2, 0, () => ops.close());
    for (const { service } of running) await service.listen?.();
    return {
      peers: peersOf("beacom"),
      tokens,
      metrics,
      log,
      notReady,
      close,
      ...(server && { url: server.url, rpcPort: server.port }),
      ...(ops && { opsPort: ops.port }),
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * One set of handlers, and in front of it one transport per calling service, because each calls under its own name. Streams take the long
 * way: one lives for hours.
 */
function inMemory(
  routes: (router: ConnectRouter) => void,
  checks: ReturnType<typeof inbound>,
  interceptor: (name: string) => ReturnType<typeof outbound>,
): (name: string) => Transport {
  const made = new Map<string, Transport>();
  const methods = unaryMethods(routes);
  return (name) => {
    let transport = made.get(name);
    if (!transport) {
      const outward = interceptor(name);
      const throughRouter = createRouterTransport(routes, {
        router: { interceptors: [checks], readMaxBytes: mostOctetsPerMessage },
        transport: { interceptors: [outward] },
      });
      const unary = localUnary({ methods, inbound: checks, outbound: outward });
      transport = { unary, stream: (...call) => throughRouter.stream(...call) };
      made.set(name, transport);
    }
    return transport;
  };
}

async function reasonsOf(running: readonly { name: string; service: RunningService }[], stopping: AbortSignal) {
  if (stopping.aborted) return { process: "stopping" };
  const answers = await Promise.all(
    running.map(async ({ name, service }) => {
      const slow = new Promise<string>((done) => setTimeout(done, 2_000, "does not say within 2 s").unref());
      const reason = service.ready?.().catch((error: unknown) => String(error));
      return [name, await Promise.race([reason, slow])] as const;
    }),
  );
  return Object.fromEntries(answers.filter((answer): answer is readonly [string, string] => answer[1] !== undefined));
}

/** Service tokens prove membership, not secrecy: what leaves the machine is encrypted, or not sent. */
function refuseOpenDoors(config: RuntimeConfig, elsewhere: Placement["elsewhere"]): void {
  const addresses = Object.values(elsewhere);
  if (addresses.length > 0 && !config.internalKey)
    throw new Error("BEACOM_INTERNAL_KEY is needed when services are elsewhere");
  if (config.tls) return;
  const isLocal = (host: string) => ["127.0.0.1", "localhost", "[::1]", "::1"].includes(host);
  const exposed = [
    ...(config.rpcPort === undefined || isLocal(config.bind) ? [] : [config.bind]),
    ...addresses.filter((address) => !isLocal(new URL(address).hostname)),
  ];
  if (exposed.length > 0)
    throw new Error(`BEACOM_TLS_CA, _CERT and _KEY are needed to speak with ${exposed.join(", ")}`);
}
