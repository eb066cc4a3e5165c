import { join } from "node:path";
import { coreNodeOptions, peerVariable, radiusNodeOptions } from "@beacom/main";
import { certificateFiles } from "#installation/certificates";
import { type DataFolder, repository } from "#installation/data-folder";
import { serviceDatabaseUrl } from "#installation/database";
import type { Ports } from "#installation/ports";
import type { Secrets } from "#installation/secrets";
import { coreProcess, coreServices, databaseVariables, radiusProcess } from "#installation/services";

export type Environment = Record<string, string>;
export type EnvironmentOptions = {
  folder: DataFolder;
  secrets: Secrets;
  ports: Ports;
  adminUrl: string;
  publicUrl: string;
  bind: string;
};

/** What every process of this installation is told, whichever services it runs. */
async function common(
  options: EnvironmentOptions,
  name: string,
  runs: (service: string) => boolean,
): Promise<Environment> {
  const files = certificateFiles(options.folder, name);
  const databases = (await databaseVariables(runs)).map(({ variable, schema }) => [
    variable,
    serviceDatabaseUrl(options.adminUrl, options.secrets, schema),
  ]);
  return {
    ...inherited(),
    ...Object.fromEntries(databases),
    BEACOM_INTERNAL_KEY: options.secrets.internalKey,
    BEACOM_TLS_CA: files.ca,
    BEACOM_TLS_CERT: files.cert,
    BEACOM_TLS_KEY: files.key,
    BEACOM_BIND: options.bind,
    BEACOM_PUBLIC_URL: options.publicUrl,
    BEACOM_DEVELOPER: "1",
  };
}

/**
 * Who issues invoices: whom the operator's own BEACOM_OPERATOR_… name, or else nobody that there is. All of it or none: nobody's
 * invoice may show another's VAT number.
 */
const operatorsParticulars = (): Environment =>
  Object.keys(inherited()).some((name) => name.startsWith("BEACOM_OPERATOR_"))
    ? {}
    : {
        BEACOM_OPERATOR_NAME: "Beacom Demo Wireless (Pty) Ltd",
        BEACOM_OPERATOR_ADDRESS: "1 Example Street; Soweto; 1804",
        BEACOM_OPERATOR_VAT_NUMBER: "4000000000",
        BEACOM_OPERATOR_EMAIL: "accounts@example.org",
      };

export async function coreEnvironment(options: EnvironmentOptions): Promise<Environment> {
  const { secrets, ports } = options;
  return {
    ...operatorsParticulars(),
    ...(await common(options, coreProcess, (service) => coreServices.includes(service))),
    NODE_OPTIONS: coreNodeOptions,
    BEACOM_SERVICES: coreServices.join(","),
    [peerVariable(radiusProcess)]: `https://127.0.0.1:${ports.radiusRpc}`,
    BEACOM_RPC_PORT: String(ports.coreRpc),
    BEACOM_OPS_PORT: String(ports.coreOps),
    IDENTITY_SEALING_KEY: secrets.identitySealingKey,
    ...(secrets.notificationSealingKey !== undefined && { NOTIFICATION_SEALING_KEY: secrets.notificationSealingKey }),
    ...(secrets.voucherPepper !== undefined && { BILLING_VOUCHER_PEPPERS: `1:${secrets.voucherPepper}` }),
    GATEWAY_PORT: String(ports.gateway),
    GATEWAY_WEB_FOLDER: join(repository, "clients", "beacom-web", "dist"),
    WEBHOOKS_PORT: String(ports.webhook),
    PAYSTACK_SECRET_KEY: secrets.paystackSecretKey,
    PAYSTACK_API_URL: `http://127.0.0.1:${ports.paystack}`,
  };
}

/** The first process answers calls for all; the others stand beside it at the routers' ports. */
export async function radiusEnvironment(options: EnvironmentOptions, place = 0): Promise<Environment> {
  const { secrets, ports } = options;
  const peers = coreServices.map((service) => [peerVariable(service), `https://127.0.0.1:${ports.coreRpc}`]);
  return {
    ...(await common(options, radiusProcess, (service) => service === radiusProcess)),
    NODE_OPTIONS: radiusNodeOptions,
    BEACOM_SERVICES: radiusProcess,
    ...Object.fromEntries(peers),
    ...(place === 0 && { BEACOM_RPC_PORT: String(ports.radiusRpc) }),
    BEACOM_OPS_PORT: String(radiusOpsPort(ports, place)),
    RADIUS_SEALING_KEY: secrets.radiusSealingKey,
    RADIUS_AUTH_PORT: String(ports.radiusAuth),
    RADIUS_ACCT_PORT: String(ports.radiusAcct),
    RADIUS_RADSEC_PORT: String(ports.radiusRadsec),
    RADIUS_BIND: options.bind,
  };
}

/** Each process has its own; they lie apart from the ports that belong together. */
export const radiusOpsPort = (ports: Ports, place: number): number => ports.radiusOps + 100 * place;

export const paystackEnvironment = ({ folder, secrets, ports, bind }: EnvironmentOptions): Environment => ({
  ...inherited(),
  BEACOM_BIND: bind,
  PAYSTACK_SANDBOX_PORT: String(ports.paystack),
  PAYSTACK_SECRET_KEY: secrets.paystackSecretKey,
  PAYSTACK_WEBHOOK_URL: `http://127.0.0.1:${ports.webhook}/webhooks/paystack`,
  PAYSTACK_SANDBOX_FILE: join(folder.path, "paystack-sandbox.json"),
});

/** Of this process's environment only what an operator sets on purpose: a stray DATABASE_URL must not lead anywhere. */
function inherited(): Environment {
  const passed =
    /^(PATH|HOME|TZ|LANG|LC_.*|TMPDIR|SSL_CERT.*|NODE_EXTRA_CA_CERTS|OTEL_.*|GATEWAY_(REQUESTS_PER_MINUTE|SIGN_IN_ATTEMPTS_PER_MINUTE|PHONE_ATTEMPTS_PER_MINUTE|GRAPHQL_COST_PER_MINUTE|CORS_ORIGINS|TRUST_PROXY)|BILLING_(VAT|BREAKAGE_VAT)_BASIS_POINTS|NOTIFICATION_WEBHOOK_NETWORKS|RADIUS_(SERVER_NAME|OPERATOR_NAME|EAP_TLS_MAX_VERSION|INTERIM_SECONDS|STALE_SECONDS|SESSION_TIMEOUT_SECONDS|RECORD_MONTHS)|BEACOM_(REDIS_URL|LOG_LEVEL|CURRENCY|ZONE|SUPPORT_PHONE|OPERATOR_[A-Z_]+))$/;
  const entries = Object.entries(process.env).filter(([name, value]) => value !== undefined && passed.test(name));
  return Object.fromEntries(entries) as Environment;
}
