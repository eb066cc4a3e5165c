import { type Result, ok, refuse } from "@beacom/result";
import type { Dictionary } from "@beacom/radius";
import type { HomeServer } from "#domain/home-server";
import { parseAddress } from "#domain/network";
import type { Realm } from "#domain/realm";

export type RealmKeeping = {
  /** False when it is new and there is no secret. */
  putHomeServer(server: HomeServer, secret: string | undefined): Promise<boolean>;
  removeHomeServer(name: string): Promise<"removed" | "not-there" | "in-use">;
  putRealm(realm: Realm): Promise<void>;
  removeRealm(name: string): Promise<boolean>;
  realms(): Promise<readonly Realm[]>;
  homeServers(): Promise<readonly { server: HomeServer }[]>;
};

export type RealmRefusal = {
  readonly kind:
    | "name-not-valid"
    | "server-address-not-valid"
    | "port-not-valid"
    | "transport-unknown"
    | "secret-missing"
    | "patience-not-valid"
    | "home-server-unknown"
    | "order-unknown"
    | "attribute-unknown"
    | "not-there"
    | "in-use";
};

const serverName = /^[a-zA-Z0-9][a-zA-Z0-9._-]{0,62}$/;
const realmName = /^[a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?$/;
const hostName = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i;

/** Where users of other operators are asked about. */
export const keepRealmsWith = (deps: {
  store: RealmKeeping;
  dictionary: () => Dictionary;
  known: () => Promise<void>;
}) => ({
  async putHomeServer(asked: {
    name: string;
    address: string;
    authPort: number;
    acctPort: number;
    transport: string;
    secret: string;
    tlsName: string;
    tlsAuthorityPem: string;
    patienceMs: number;
  }): Promise<Result<HomeServer, RealmRefusal>> {
    const { name, address } = asked;
    const transport = asked.transport || "udp";
    if (!serverName.test(name)) return refuse({ kind: "name-not-valid" });
    if (transport !== "udp" && transport !== "radsec") return refuse({ kind: "transport-unknown" });
    // UDP answers are told by their source address.
    const isAddress = parseAddress(address) !== undefined;
    if (!isAddress && (transport === "udp" || !hostName.test(address)))
      return refuse({ kind: "server-address-not-valid" });
    const radsec = transport === "radsec";
    const authPort = asked.authPort || (radsec ? 2083 : 1812);
    const acctPort = asked.acctPort || (radsec ? authPort : 1813);
    if (authPort > 65_535 || acctPort > 65_535) return refuse({ kind: "port-not-valid" });
    const patienceMs = asked.patienceMs || 5_000;
    if (patienceMs < 100 || patienceMs > 60_000) return refuse({ kind: "patience-not-valid" });
    const server: HomeServer = {
      name,
      address,
      authPort,
      acctPort,
      transport,
      tlsName: asked.tlsName || undefined,
      tlsAuthorityPem: asked.tlsAuthorityPem || undefined,
      patienceMs,
    };
    // RFC 6614 section 2.3: TLS protects; the secret inside is the same for everybody.
    const secret = asked.secret || (radsec ? "radsec" : undefined);
    if (!(await deps.store.putHomeServer(server, secret))) return refuse({ kind: "secret-missing" });
    await deps.known();
    return ok(server);
  },
  async removeHomeServer(name: string): Promise<Result<void, RealmRefusal>> {
    const removed = await deps.store.removeHomeServer(name);
    if (removed !== "removed") return refuse({ kind: removed });
    await deps.known();
    return ok(undefined);
  },
  async putRealm(asked: {
    name: string;
    homeServers: readonly string[];
    order: string;
    strip: boolean;
    accounting: boolean;
    allowedReplyAttributes: readonly string[];
  }): Promise<Result<Realm, RealmRefusal>> {
    const name = asked.name.toLowerCase();
    const order = asked.order || "failover";
    if (!realmName.test(name)) return refuse({ kind: "name-not-valid" });
    if (order !== "failover" && order !== "balance") return refuse({ kind: "order-unknown" });
    const servers = new Set((await deps.store.homeServers()).map(({ server }) => server.name));
    if (!asked.homeServers.every((server) => servers.has(server))) return refuse({ kind: "home-server-unknown" });
    const { strip, accounting, homeServers, allowedReplyAttributes } = asked;
    if (!allowedReplyAttributes.every((attribute) => deps.dictionary().byName(attribute)))
      return refuse({ kind: "attribute-unknown" });
    const realm: Realm = { name, homeServers, order, strip, accounting, allowedReplyAttributes };
    await deps.store.putRealm(realm);
    await deps.known();
    return ok(realm);
  },
  async removeRealm(name: string): Promise<Result<void, RealmRefusal>> {
    if (!(await deps.store.removeRealm(name.toLowerCase()))) return refuse({ kind: "not-there" });
    await deps.known();
    return ok(undefined);
  },
  realms: (): Promise<readonly Realm[]> => deps.store.realms(),
  homeServers: (): Promise<readonly { server: HomeServer }[]> => deps.store.homeServers(),
});
