import type { HomeServer, Realm } from "@beacom/proto/radius/v1/radius_admin";
import colours from "picocolors";
import { readGiven, readSecret } from "#commands/radius/files";
import type { RadiusHere } from "#commands/radius/here";
import { drawColumns } from "#console/columns";
import { machineJson } from "#console/machine-json";

/** Users of other operators, and the servers that decide about them. */
export async function listRealms({ admin, terminal }: RadiusHere, options: { json?: boolean }): Promise<void> {
  const { realms } = await admin.listRealms({});
  if (options.json === true) return terminal.say(machineJson({ realms }));
  terminal.say(realms.length === 0 ? "There is no realm: every user is ours." : drawRealms(realms));
}

export type PutRealmOptions = {
  server?: string[];
  local?: boolean;
  order?: string;
  strip?: boolean;
  accounting?: boolean;
  allow?: string[];
};

export async function putRealm({ admin, terminal }: RadiusHere, name: string, options: PutRealmOptions): Promise<void> {
  const { realms } = await admin.listRealms({});
  const before = realms.find((realm) => realm.name === name.toLowerCase());
  const put = await admin.putRealm({
    name,
    homeServers: options.local === true ? [] : (options.server ?? before?.homeServers ?? []),
    order: options.order ?? before?.order ?? "",
    strip: options.strip ?? before?.strip ?? false,
    accounting: options.accounting ?? before?.accounting ?? false,
    allowedReplyAttributes: options.allow ?? before?.allowedReplyAttributes ?? [],
  });
  terminal.say(`${colours.green("✓")} ${before ? "changed" : "there"}\n\n${drawRealms([put])}`);
}

export async function removeRealm({ admin, terminal }: RadiusHere, name: string): Promise<void> {
  await admin.removeRealm({ name });
  terminal.say(`${colours.green("✓")} the realm ${name} is gone: its users are not known elsewhere any more`);
}

const drawRealms = (realms: readonly Realm[]): string =>
  drawColumns(
    [
      { title: "realm" },
      { title: "asked of" },
      { title: "order" },
      { title: "name goes" },
      { title: "accounting" },
      { title: "answers may carry" },
    ],
    realms.map((realm) => [
      realm.name,
      realm.homeServers.join(", ") || "ourselves",
      realm.homeServers.length > 1 ? realm.order : "",
      realm.strip ? "without the realm" : "as it is",
      realm.accounting ? "there too" : "here only",
      realm.allowedReplyAttributes.join(", ") || "what says nothing of our network",
    ]),
  );

export async function listHomeServers({ admin, terminal }: RadiusHere, options: { json?: boolean }): Promise<void> {
  const { servers } = await admin.listHomeServers({});
  if (options.json === true) return terminal.say(machineJson({ servers }));
  terminal.say(servers.length === 0 ? "There is no home server." : drawHomeServers(servers));
}

export type PutHomeServerOptions = {
  address?: string;
  authPort?: number;
  acctPort?: number;
  transport?: string;
  secretFile?: string;
  tlsName?: string;
  tlsAuthority?: string;
  patienceMs?: number;
};

export async function putHomeServer(
  { admin, terminal }: RadiusHere,
  name: string,
  options: PutHomeServerOptions,
): Promise<void> {
  const { servers } = await admin.listHomeServers({});
  const before = servers.find((server) => server.name === name);
  // Of another transport, the ports that are usual there.
  const usual = options.transport !== undefined && options.transport !== before?.transport;
  const put = await admin.putHomeServer({
    name,
    address: options.address ?? before?.address ?? "",
    authPort: options.authPort ?? (usual ? 0 : (before?.authPort ?? 0)),
    acctPort: options.acctPort ?? (usual ? 0 : (before?.acctPort ?? 0)),
    transport: options.transport ?? before?.transport ?? "",
    secret: options.secretFile === undefined ? "" : readSecret(options.secretFile, "secret"),
    tlsName: options.tlsName ?? before?.tlsName ?? "",
    tlsAuthorityPem:
      options.tlsAuthority === undefined ? (before?.tlsAuthorityPem ?? "") : readGiven(options.tlsAuthority),
    patienceMs: options.patienceMs ?? before?.patienceMs ?? 0,
  });
  terminal.say(`${colours.green("✓")} ${before ? "changed" : "there"}\n\n${drawHomeServers([put])}`);
}

export async function removeHomeServer({ admin, terminal }: RadiusHere, name: string): Promise<void> {
  await admin.removeHomeServer({ name });
  terminal.say(`${colours.green("✓")} the home server ${name} is gone`);
}

const drawHomeServers = (servers: readonly HomeServer[]): string =>
  drawColumns(
    [
      { title: "home server" },
      { title: "address" },
      { title: "over" },
      { title: "ports" },
      { title: "patience", align: "right" },
      { title: "state" },
    ],
    servers.map((server) => [
      server.name,
      server.address,
      server.transport === "radsec" ? `RadSec${server.tlsName === "" ? "" : ` (${server.tlsName})`}` : "UDP",
      server.transport === "radsec" ? String(server.authPort) : `${server.authPort}, ${server.acctPort}`,
      `${server.patienceMs} ms`,
      server.state === "silent" ? colours.red("silent") : server.state,
    ]),
  );
