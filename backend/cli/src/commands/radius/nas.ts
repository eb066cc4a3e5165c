import { randomBytes } from "node:crypto";
import type { Nas } from "@beacom/proto/radius/v1/radius";
import { PutNasRequestSchema } from "@beacom/proto/radius/v1/radius";
import type { MessageInitShape } from "@bufbuild/protobuf";
import colours from "picocolors";
import { readSecret } from "#commands/radius/files";
import type { RadiusHere } from "#commands/radius/here";
import { drawColumns } from "#console/columns";
import { machineJson } from "#console/machine-json";
import { Problem } from "#console/problem";

export async function listRouters({ radius, terminal }: RadiusHere, options: { json?: boolean }): Promise<void> {
  const { nas } = await radius.listNas({});
  if (options.json === true) return terminal.say(machineJson({ nas }));
  terminal.say(nas.length === 0 ? "There is no router yet: ./beacom radius nas put --help" : drawRouters(nas));
}

export type PutRouterOptions = {
  address?: string;
  kind?: string;
  secretFile?: string;
  newSecret?: boolean;
  identifier?: string;
  certificate?: string;
  coaPort?: number;
  coaAddress?: string;
  coaPerSecond?: number;
  messageAuthenticator?: string;
  countersReversed?: boolean;
  unsignedProxyState?: boolean;
  afterFailedCoa?: string;
  apiUser?: string;
  apiPasswordFile?: string;
  apiAddress?: string;
  apiPort?: number;
  apiTls?: boolean;
  apiFingerprint?: string;
  api?: boolean;
};

export async function putRouter(here: RadiusHere, name: string, options: PutRouterOptions): Promise<void> {
  const { radius, terminal } = here;
  const { nas } = await radius.listNas({});
  const before = nas.find((one) => one.name === name);
  if (options.newSecret === true && options.secretFile !== undefined)
    throw new Problem("a secret is made up, or it is in a file", ["Leave out --new-secret or --secret-file."]);
  const made = options.newSecret === true ? randomBytes(24).toString("base64url") : undefined;
  const secret = made ?? (options.secretFile === undefined ? "" : readSecret(options.secretFile, "secret"));
  const apiPassword =
    options.apiPasswordFile === undefined ? "" : readSecret(options.apiPasswordFile, "password of the API");
  const stored = await radius.putNas({ ...routerWith(before, name, options, apiPassword), secret });
  terminal.say(`${colours.green("✓")} ${name} is ${before ? "changed" : "there"}\n\n${drawRouters([stored])}`);
  if (made !== undefined) terminal.say(`\nIts secret, shown only now: ${colours.bold(made)}`);
}

/** What is not given stays as it is. */
export function routerWith(
  before: Nas | undefined,
  name: string,
  options: PutRouterOptions,
  apiPassword: string,
): MessageInitShape<typeof PutNasRequestSchema> {
  const deviceApi = deviceApiWith(before, options, apiPassword);
  return {
    name,
    address: options.address ?? before?.address ?? "",
    vendor: options.kind ?? before?.vendor ?? "standard",
    identifier: options.identifier ?? before?.identifier ?? "",
    certificate: options.certificate ?? before?.certificate ?? "",
    // Of another kind, the port that is usual there.
    coaPort: options.coaPort ?? (options.kind === undefined ? (before?.coaPort ?? 0) : 0),
    coaAddress: options.coaAddress ?? before?.coaAddress ?? "",
    coaPerSecond: options.coaPerSecond ?? before?.coaPerSecond ?? 0,
    requireMessageAuthenticator: options.messageAuthenticator ?? before?.requireMessageAuthenticator ?? "auto",
    countersReversed: options.countersReversed ?? before?.countersReversed ?? false,
    allowUnsignedProxyState: options.unsignedProxyState ?? before?.allowUnsignedProxyState ?? false,
    afterFailedCoa:
      options.afterFailedCoa === undefined ? (before?.afterFailedCoa ?? []) : options.afterFailedCoa.split(","),
    ...(deviceApi && { deviceApi }),
  };
}

function deviceApiWith(before: Nas | undefined, options: PutRouterOptions, password: string) {
  if (options.api === false) return undefined;
  const known = before?.deviceApi;
  const asked = options.apiUser ?? options.apiAddress ?? options.apiPort ?? options.apiTls ?? options.apiFingerprint;
  if (known === undefined && asked === undefined && password === "") return undefined;
  const tls = options.apiTls ?? known?.tls ?? false;
  return {
    username: options.apiUser ?? known?.username ?? "",
    address: options.apiAddress ?? known?.address ?? "",
    // The other port goes with the other transport, unless one is given.
    port: options.apiPort ?? (tls === known?.tls ? known.port : 0),
    tls,
    fingerprint: options.apiFingerprint ?? known?.fingerprint ?? "",
    password,
  };
}

export async function removeRouter({ radius, terminal }: RadiusHere, name: string): Promise<void> {
  await radius.removeNas({ name });
  terminal.say(`${colours.green("✓")} ${name} is gone; its sessions close when no report comes any more`);
}

function drawRouters(nas: readonly Nas[]): string {
  return drawColumns(
    [
      { title: "router" },
      { title: "address" },
      { title: "kind" },
      { title: "told by" },
      { title: "CoA to" },
      { title: "a second", align: "right" },
      { title: "signs" },
      { title: "after a failed CoA" },
    ],
    nas.map((one) => [
      one.name,
      one.address,
      `${one.vendor}${one.countersReversed ? ", counters reversed" : ""}`,
      toldBy(one),
      `${one.coaAddress}${one.coaAddress === "" ? "port " : ":"}${one.coaPort}`,
      String(one.coaPerSecond),
      `${signing[one.requireMessageAuthenticator] ?? one.requireMessageAuthenticator}${one.allowUnsignedProxyState ? ", unsigned Proxy-State" : ""}`,
      one.afterFailedCoa.join(", ") + (one.deviceApi ? ` (API ${apiOf(one.deviceApi)})` : ""),
    ]),
  );
}

const toldBy = ({ identifier, certificate }: Nas): string =>
  [identifier && `NAS-Identifier ${identifier}`, certificate && `certificate ${certificate}`]
    .filter(Boolean)
    .join(", ") || "address";

const apiOf = ({ username, port, tls }: NonNullable<Nas["deviceApi"]>): string =>
  `${username}, port ${port}${tls ? ", TLS" : ""}`;

const signing: Readonly<Record<string, string>> = { yes: "must", no: "need not", auto: "once it has" };
