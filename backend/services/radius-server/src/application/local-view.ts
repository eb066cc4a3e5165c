import type { Secret } from "@beacom/radius";
import type { Nas } from "#domain/nas";
import { networkTable, parseAddress, parseNetwork } from "#domain/network";
import type { Subscriber } from "#domain/subscriber";

/** A NAS as packets need it, its secret ready for hashing. */
export type NasEntry = {
  readonly nas: Nas;
  readonly secret: Secret;
  /** Whether a source signs its requests, as far as `auto` has learnt. */
  readonly signs: Map<string, boolean>;
  readonly changedAtMs: number;
};

/** Everything that an answer needs, in memory: what it holds stays answerable while the database and every peer are down. */
export type LocalView = {
  subscriber(username: string): Subscriber | undefined;
  subscriberOf(customerId: string): Subscriber | undefined;
  putSubscribers(subscribers: readonly Subscriber[]): void;
  nasAt(address: string): NasEntry | undefined;
  nas(nasId: string): NasEntry | undefined;
  replaceNas(entries: readonly NasEntry[]): void;
  size(): { subscribers: number; nas: number };
};

export function openLocalView(): LocalView {
  const byUsername = new Map<string, Subscriber>();
  const byCustomer = new Map<string, Subscriber>();
  let byNasId = new Map<string, NasEntry>();
  let byNetwork = networkTable<NasEntry>([]);
  // Unknown sources are not remembered: anybody can invent them.
  let bySource = new Map<string, NasEntry>();
  return {
    subscriber: (username) => byUsername.get(username),
    subscriberOf: (customerId) => byCustomer.get(customerId),
    putSubscribers(subscribers) {
      for (const subscriber of subscribers) {
        const before = byCustomer.get(subscriber.customerId);
        if (before && before.username !== subscriber.username) byUsername.delete(before.username);
        byCustomer.set(subscriber.customerId, subscriber);
        byUsername.set(subscriber.username, subscriber);
      }
    },
    nasAt(source) {
      const known = bySource.get(source);
      if (known) return known;
      const address = parseAddress(source);
      const entry = address && byNetwork(address);
      if (entry && bySource.size < mostSources) bySource.set(source, entry);
      return entry;
    },
    nas: (nasId) => byNasId.get(nasId),
    replaceNas(entries) {
      for (const entry of entries) keepLearnt(entry, byNasId.get(entry.nas.nasId));
      byNasId = new Map(entries.map((entry) => [entry.nas.nasId, entry]));
      byNetwork = networkTable(
        entries.flatMap((entry) => {
          const network = parseNetwork(entry.nas.network);
          return network ? [[network, entry] as const] : [];
        }),
      );
      bySource = new Map();
    },
    size: () => ({ subscribers: byCustomer.size, nas: byNasId.size }),
  };
}

const mostSources = 65_536;

/** What was learnt a moment ago may not be stored yet. It holds until the operator changes the entry. */
function keepLearnt(entry: NasEntry, former: NasEntry | undefined): void {
  if (former?.changedAtMs !== entry.changedAtMs) return;
  for (const [source, signs] of former.signs) if (signs || !entry.signs.has(source)) entry.signs.set(source, signs);
}
