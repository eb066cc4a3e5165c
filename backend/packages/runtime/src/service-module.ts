import type { DescService } from "@bufbuild/protobuf";
import type { ConnectRouter } from "@connectrpc/connect";
import type { Logger } from "#log";
import type { Metrics } from "#metrics";
import type { Peers } from "#peers";
import type { Tokens } from "#tokens";

export type Env = Readonly<Record<string, string | undefined>>;

/** The schema (and login role) a service owns, and the folders of SQL files that build it, in order. The same shape as @beacom/postgres'. */
export type ServiceDatabase = { schema: string; migrations: readonly URL[] };

export type ServiceContext<Config> = {
  config: Config;
  peers: Peers;
  clock: () => Date;
  log: Logger;
  metrics: Metrics;
  tokens: Tokens;
};

export type RunningService = {
  /** The RPC routes, served in memory and over HTTP/2 alike. */
  routes?(router: ConnectRouter): void;
  /** Opens the service's own doors (HTTP, UDP) and starts its followers; called when every service here has started. */
  listen?(): Promise<void>;
  /** Why the service cannot do its work now, or undefined when it can. */
  ready?(): Promise<string | undefined>;
  close(): Promise<void>;
};

// Modules of different configurations live in one catalogue; each reads its own configuration, so nothing outside needs to know the type.
// oxlint-disable-next-line typescript/no-explicit-any
export type ServiceModule<Config = any> = {
  name: string;
  offers: readonly DescService[];
  database?: ServiceDatabase;
  readConfig(env: Env): Config;
  start(context: ServiceContext<Config>): Promise<RunningService>;
};
