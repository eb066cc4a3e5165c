import type { Packet, Secret } from "@beacom/radius";
import { askingOrder, type HomeServer, type ServerHealth } from "#domain/home-server";
import type { Realm } from "#domain/realm";

export type HomeServerEntry = { readonly server: HomeServer; readonly secret: Secret };

export type Port = "auth" | "acct";

/** A request ready to be sent, and the same octets each time. */
export type Outgoing = { readonly bytes: Uint8Array; readonly authenticator: Uint8Array };

export type HomeServerLink = {
  /** Sends what `make` makes for a free identifier, again after each wait; the verified answer, or nothing. */
  ask(port: Port, make: (identifier: number) => Outgoing, waitsMs: readonly number[]): Promise<Packet | undefined>;
  /** RFC 5997: is it there? */
  status(): Promise<boolean>;
  close(): void;
};

export type HomeServers = {
  replace(entries: readonly HomeServerEntry[]): void;
  healthOf(name: string): ServerHealth;
  /** Asks the servers of a realm until one answers. `stay`: the one that has to be asked first (an EAP conversation). */
  ask(
    realm: Realm,
    port: Port,
    make: (entry: HomeServerEntry, identifier: number) => Outgoing,
    stay: string | undefined,
  ): Promise<{ packet: Packet; entry: HomeServerEntry } | undefined>;
  close(): void;
};

/** Keeps a link to each home server, and remembers who does not answer. */
export function openHomeServers(deps: {
  open: (entry: HomeServerEntry) => HomeServerLink;
  nowMs: () => number;
  statusEveryMs: number;
  changed: (name: string, state: ServerHealth["state"]) => void;
}): HomeServers {
  let entries = new Map<string, HomeServerEntry & { link: HomeServerLink }>();
  const health = new Map<string, ServerHealth>();
  let turn = 0;
  const unknown: ServerHealth = { state: "unknown", sinceMs: 0 };
  const healthOf = (name: string): ServerHealth => health.get(name) ?? unknown;
  const timer = setInterval(lookForSilent, deps.statusEveryMs);
  timer.unref();

  function is(name: string, state: ServerHealth["state"]): void {
    if (healthOf(name).state === state) return;
    health.set(name, { state, sinceMs: deps.nowMs() });
    deps.changed(name, state);
  }

  function lookForSilent(): void {
    for (const [name, { link }] of entries) {
      if (healthOf(name).state !== "silent") continue;
      void link.status().then((there) => {
        if (there) is(name, "alive");
      });
    }
  }

  return {
    replace(next) {
      const before = entries;
      entries = new Map(
        next.map((entry) => {
          const known = before.get(entry.server.name);
          const same = known && JSON.stringify(known.server) === JSON.stringify(entry.server);
          // The secret may be another one though the rest is the same.
          const link =
            same && Buffer.from(known.secret.bytes).equals(entry.secret.bytes) ? known.link : deps.open(entry);
          return [entry.server.name, { ...entry, link }] as const;
        }),
      );
      const kept = new Set([...entries.values()].map(({ link }) => link));
      for (const { link } of before.values()) if (!kept.has(link)) link.close();
    },
    healthOf,
    async ask(realm, port, make, stay) {
      const known = realm.homeServers.filter((name) => entries.has(name));
      const order = askingOrder(known, healthOf, realm.order, turn++);
      const names = stay !== undefined && entries.has(stay) ? [stay, ...order.filter((name) => name !== stay)] : order;
      for (const name of names) {
        const entry = entries.get(name)!;
        const packet = await entry.link.ask(port, (id) => make(entry, id), waitsWithin(entry.server.patienceMs));
        if (packet) {
          is(name, "alive");
          return { packet, entry };
        }
        is(name, "silent");
      }
      return undefined;
    },
    close() {
      clearInterval(timer);
      for (const { link } of entries.values()) link.close();
    },
  };
}

/** Three tries, each with twice the patience of the one before. */
const waitsWithin = (patienceMs: number): readonly number[] => [
  patienceMs / 7,
  (2 * patienceMs) / 7,
  (4 * patienceMs) / 7,
];
