import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { catalogue, peerVariable, serviceDatabases } from "@beacom/main";
import { createPaystackSandbox, type PaystackSandbox } from "@beacom/paystack-sandbox";
import { type RunningServices, type ServiceDatabase, startServices, type TlsFiles } from "@beacom/runtime";
import { testAuthority } from "@beacom/runtime/test-certificates";
import { freePorts } from "./free-ports.ts";
import { type ServiceProcess, serviceProcess } from "./service-process.ts";

export type Placement = "in one process" | "in a process each";

/** Where a service's database is; the test decides whether that cluster keeps anything. */
export type MakeDatabase = (database: ServiceDatabase) => Promise<{ url: string; close(): Promise<void> }>;

export type Installation = {
  gateway: string;
  authPort: number;
  acctPort: number;
  paystack: PaystackSandbox;
  paystackSecretKey: string;
  webhookUrl: string;
  processes: readonly ServiceProcess[];
  databaseUrls: Readonly<Record<string, string>>;
  /** Calls any service as another service of the installation would. */
  peers: RunningServices["peers"];
  close(): Promise<void>;
};

const services = Object.keys(catalogue);

/** All services, placed one way or the other, with an own certificate authority, databases, and a payment provider. */
export async function startInstallation(options: {
  placement: Placement;
  makeDatabase: MakeDatabase;
  /** Whether a process that ends is started again. */
  supervised?: boolean;
  /** Of the operator's, beside those that every installation has. */
  settings?: Readonly<Record<string, string>>;
}): Promise<Installation> {
  const groups = options.placement === "in one process" ? [services] : services.map((name) => [name]);
  const processNames = groups.map((group) => (group.length === 1 ? group[0]! : "all"));
  const port = await freePorts(["gateway", "webhook", "auth", "acct", ...processNames]);
  const folder = await mkdtemp(join(tmpdir(), "beacom-placement-"));
  const undo: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
  const close = async () => {
    for (const step of undo.splice(0).toReversed()) await step();
  };
  try {
    const databaseUrls: Record<string, string> = {};
    for (const { env, database } of await serviceDatabases()) {
      const made = await options.makeDatabase(database);
      databaseUrls[env] = made.url;
      undo.push(() => made.close());
    }
    const paystackSecretKey = "sk_test_placements";
    const webhookUrl = `http://127.0.0.1:${port("webhook")}/webhooks/paystack`;
    const paystack = await createPaystackSandbox({ port: 0, secretKey: paystackSecretKey, webhookUrl, retryMs: 200 });
    undo.push(() => paystack.close());

    const authority = await testAuthority();
    const internalKey = randomBytes(32);
    const processOf = (service: string) => processNames[groups.findIndex((group) => group.includes(service))]!;
    const addressOf = (service: string) => `https://127.0.0.1:${port(processOf(service))}`;
    const common: Record<string, string> = {
      ...databaseUrls,
      ...Object.fromEntries(services.map((name) => [peerVariable(name), addressOf(name)])),
      BEACOM_LOG_LEVEL: "info",
      BEACOM_DEVELOPER: "1",
      BEACOM_INTERNAL_KEY: internalKey.toString("base64"),
      IDENTITY_SEALING_KEY: randomBytes(32).toString("base64"),
      RADIUS_SEALING_KEY: randomBytes(32).toString("base64"),
      NOTIFICATION_WEBHOOK_NETWORKS: "127.0.0.0/8",
      NOTIFICATION_SEALING_KEY: randomBytes(32).toString("base64"),
      GATEWAY_PORT: String(port("gateway")),
      GATEWAY_SIGN_IN_ATTEMPTS_PER_MINUTE: "1000",
      GATEWAY_REQUESTS_PER_MINUTE: "100000",
      BEACOM_PUBLIC_URL: `http://127.0.0.1:${port("gateway")}`,
      WEBHOOKS_PORT: String(port("webhook")),
      RADIUS_BIND: "127.0.0.1",
      RADIUS_AUTH_PORT: String(port("auth")),
      RADIUS_ACCT_PORT: String(port("acct")),
      RADIUS_RADSEC_PORT: "0",
      PAYSTACK_SECRET_KEY: paystackSecretKey,
      PAYSTACK_API_URL: paystack.url,
      ...options.settings,
    };
    const processes = await Promise.all(
      groups.map(async (group, index) => {
        const name = processNames[index]!;
        const files = await writeTls(folder, name, await authority.certificate(name));
        const own = { BEACOM_SERVICES: group.join(","), BEACOM_RPC_PORT: String(port(name)), BEACOM_OPS_PORT: "0" };
        return serviceProcess(name, { ...common, ...files, ...own }, { supervised: options.supervised ?? false });
      }),
    );
    undo.push(() => Promise.all(processes.map((each) => each.stop())));
    await Promise.all(processes.map((each) => each.start()));

    const elsewhere = Object.entries(catalogue).flatMap(([name, { offers }]) =>
      offers.map((service) => [service.typeName, addressOf(name)] as const),
    );
    const outside = await startServices(
      {
        here: [],
        elsewhere: Object.fromEntries(elsewhere),
        runtime: { internalKey, tls: await authority.certificate("test"), logLevel: "silent" },
      },
      {},
    );
    undo.push(() => outside.close());
    return {
      gateway: `http://127.0.0.1:${port("gateway")}`,
      authPort: port("auth"),
      acctPort: port("acct"),
      paystack,
      paystackSecretKey,
      webhookUrl,
      processes,
      databaseUrls,
      peers: outside.peers,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function writeTls(folder: string, name: string, tls: TlsFiles): Promise<Record<string, string>> {
  const write = async (part: keyof TlsFiles) => {
    const file = join(folder, `${name}.${part}.pem`);
    await writeFile(file, tls[part], { mode: 0o600 });
    return file;
  };
  return {
    BEACOM_TLS_CA: await write("ca"),
    BEACOM_TLS_CERT: await write("cert"),
    BEACOM_TLS_KEY: await write("key"),
  };
}
