import { randomBytes } from "node:crypto";
import { RadiusService } from "@beacom/proto/radius/v1/radius";
import { RadiusAdminService } from "@beacom/proto/radius/v1/radius_admin";
import { startServices } from "@beacom/runtime";
import { freePorts } from "../placements/free-ports.ts";
import { type ServiceProcess, serviceProcess } from "../placements/service-process.ts";

export type RadiusProcess = ServiceProcess & {
  /** After a forced collection of garbage. */
  memory(): Promise<{ rss: number; heapUsed: number; external: number; arrayBuffers: number }>;
  /** Sum of a metric over the labels that are not given. */
  metric(name: string, labels?: Readonly<Record<string, string>>): Promise<number>;
  /** The values that a label of a metric has taken. */
  labels(name: string, label: string): Promise<string[]>;
};

export type RadiusProcesses = Awaited<ReturnType<typeof startRadiusProcesses>>;

/** Whoever listens on port 9 of this machine does not speak HTTP/2: the services that radius-server follows are out of reach. */
const nobody = "http://127.0.0.1:9";

/** In the process that is looked at, beside the program: collects its garbage and says what is left. */
const memoryWatch = `
import { createServer } from "node:http";
createServer((_, response) => {
  for (let times = 0; times < 3; times++) globalThis.gc();
  response.end(JSON.stringify(process.memoryUsage()));
}).listen(Number(process.env.BEACOM_FAULTS_MEMORY_PORT), "127.0.0.1");`;

/** Several radius-servers on one database behind the same ports, each a process of its own that is started again when it ends. */
export async function startRadiusProcesses(options: { count: number; env: Readonly<Record<string, string>> }) {
  const names = Array.from({ length: options.count }, (_, n) => `radius-${n + 1}`);
  const port = await freePorts([
    "auth",
    "acct",
    "radsec",
    ...names.flatMap((name) => [`${name} rpc`, `${name} ops`, `${name} memory`]),
  ]);
  const internalKey = randomBytes(32);
  const processes = names.map((name): RadiusProcess => {
    const started = serviceProcess(
      name,
      {
        NODE_OPTIONS: `--expose-gc --import data:text/javascript,${encodeURIComponent(memoryWatch)}`,
        BEACOM_SERVICES: "radius-server",
        BEACOM_LOG_LEVEL: "info",
        BEACOM_INTERNAL_KEY: internalKey.toString("base64"),
        BEACOM_PEER_IDENTITY: nobody,
        BEACOM_PEER_BILLING_ENGINE: nobody,
        BEACOM_RPC_PORT: String(port(`${name} rpc`)),
        BEACOM_OPS_PORT: String(port(`${name} ops`)),
        BEACOM_FAULTS_MEMORY_PORT: String(port(`${name} memory`)),
        RADIUS_BIND: "127.0.0.1",
        RADIUS_AUTH_PORT: String(port("auth")),
        RADIUS_ACCT_PORT: String(port("acct")),
        RADIUS_RADSEC_PORT: String(port("radsec")),
        ...options.env,
      },
      { supervised: true },
    );
    const linesOf = async (metric: string): Promise<string[]> => {
      const response = await fetch(`http://127.0.0.1:${port(`${name} ops`)}/metrics`);
      return (await response.text()).split("\n").filter((line) => new RegExp(`^${metric}[ {]`).test(line));
    };
    return {
      ...started,
      async memory() {
        const response = await fetch(`http://127.0.0.1:${port(`${name} memory`)}`);
        return (await response.json()) as Awaited<ReturnType<RadiusProcess["memory"]>>;
      },
      async labels(metric, label) {
        return (await linesOf(metric)).flatMap((line) => new RegExp(`${label}="([^"]*)"`).exec(line)?.[1] ?? []);
      },
      async metric(metric, labels = {}) {
        const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
        return (await linesOf(metric))
          .filter((line) => wanted.every((label) => line.includes(label)))
          .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(" ") + 1)), 0);
      },
    };
  });
  const close = async (): Promise<void> => void (await Promise.all(processes.map((process) => process.stop())));
  try {
    // One by one: on two cores they start no sooner together.
    for (const process of processes) await process.start();
    const address = `http://127.0.0.1:${port(`${names[0]!} rpc`)}`;
    const outside = await startServices(
      {
        here: [],
        elsewhere: { [RadiusService.typeName]: address, [RadiusAdminService.typeName]: address },
        runtime: { internalKey, logLevel: "silent" },
      },
      {},
    );
    return {
      processes,
      authPort: port("auth"),
      acctPort: port("acct"),
      radsecPort: port("radsec"),
      rpc: outside.peers.client(RadiusService),
      admin: outside.peers.client(RadiusAdminService),
      async close() {
        await outside.close();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}
