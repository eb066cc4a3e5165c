import { dataFolder, freePortBase, type Installation, portsFrom, startInstallation } from "@beacom/cli";
import { serviceUrl } from "@beacom/postgres";

export type Whole = {
  readonly gateway: string;
  readonly peers: Installation["peers"];
  /** Of one service's own role, and of who may read all schemas. */
  readonly databaseOf: (schema: string) => string;
  readonly adminUrl: string;
  readonly paystack: { readonly url: string; readonly secretKey: string };
};

/** In a data folder of its own, without limits on how often somebody asks. */
export async function startWholeInstallation(options: {
  readonly folder: string;
  readonly started: AsyncDisposableStack;
}): Promise<Whole> {
  process.env["GATEWAY_REQUESTS_PER_MINUTE"] = "1000000000";
  const ports = portsFrom(await freePortBase());
  const start = startInstallation({ folder: dataFolder(options.folder), ports, portal: false });
  options.started.defer(() => start.abandon());
  for (const step of start.steps) if (step.skip?.() === undefined) await step.run(() => undefined);
  const { secrets, peers } = start.installation();
  const adminUrl = `postgres://beacom:${encodeURIComponent(secrets.postgresPassword)}@127.0.0.1:${ports.postgres}/beacom`;
  return {
    gateway: `http://127.0.0.1:${ports.gateway}`,
    peers,
    databaseOf: (schema) => serviceUrl({ adminUrl, schema, password: secrets.databasePasswords[schema]! }),
    adminUrl,
    paystack: { url: `http://127.0.0.1:${ports.paystack}`, secretKey: secrets.paystackSecretKey },
  };
}
