import type { NasEntry } from "#application/local-view";
import { networkTable, parseAddress, parseNetwork } from "#domain/network";

/** The NASes that packets of one source may be from. */
export type NasAtSource = {
  /** The one with this NAS-Identifier, else the one that is known by its address alone. */
  of(identifier: string | undefined): NasEntry | undefined;
  /** Whether it needs the NAS-Identifier to tell. */
  readonly byIdentifier: boolean;
};

export type NasTable = {
  at(source: string): NasAtSource | undefined;
  byId(nasId: string): NasEntry | undefined;
  byName(name: string): NasEntry | undefined;
  /** Who connects with this certificate: by its fingerprint first, then by one of its names. */
  byCertificate(certificate: { sha256: string; names: readonly string[] }): NasEntry | undefined;
  all(): readonly NasEntry[];
  replace(entries: readonly NasEntry[]): void;
  size(): number;
};

const mostSources = 65_536;

export function openNasTable(): NasTable {
  let byId = new Map<string, NasEntry>();
  let byCertificate = new Map<string, NasEntry>();
  let byNetwork = networkTable<Place>([]);
  // Unknown sources are not remembered: anybody can invent them.
  let bySource = new Map<string, NasAtSource>();
  return {
    at(source) {
      const known = bySource.get(source);
      if (known) return known;
      const address = parseAddress(source);
      const places = address ? byNetwork(address) : [];
      if (places.length === 0) return undefined;
      const found = choiceOf(places);
      if (bySource.size < mostSources) bySource.set(source, found);
      return found;
    },
    byId: (nasId) => byId.get(nasId),
    byName: (name) => [...byId.values()].find(({ nas }) => nas.name === name),
    all: () => [...byId.values()],
    byCertificate({ sha256, names }) {
      const pinned = byCertificate.get(`sha256:${sha256}`);
      if (pinned) return pinned;
      for (const name of names) {
        const named = byCertificate.get(name.toLowerCase());
        if (named) return named;
      }
      return undefined;
    },
    replace(entries) {
      for (const entry of entries) keepLearnt(entry, byId.get(entry.nas.nasId));
      byId = new Map(entries.map((entry) => [entry.nas.nasId, entry]));
      byCertificate = new Map(
        entries.flatMap((entry) =>
          entry.nas.certificate === undefined ? [] : [[entry.nas.certificate.toLowerCase(), entry] as const],
        ),
      );
      const places = new Map<string, Place>();
      for (const entry of entries) {
        const { network, identifier } = entry.nas;
        if (network === undefined) continue;
        const place = places.get(network) ?? { byIdentifier: new Map<string, NasEntry>(), plain: undefined };
        if (identifier === undefined) place.plain = entry;
        else place.byIdentifier.set(identifier, entry);
        places.set(network, place);
      }
      byNetwork = networkTable(
        [...places].flatMap(([text, place]) => {
          const network = parseNetwork(text);
          return network ? [[network, place] as const] : [];
        }),
      );
      bySource = new Map();
    },
    size: () => byId.size,
  };
}

type Place = { byIdentifier: Map<string, NasEntry>; plain: NasEntry | undefined };

/** The narrower network comes first, and an identifier before an address. */
function choiceOf(places: readonly Place[]): NasAtSource {
  const plain = places.find((place) => place.plain)?.plain;
  const byIdentifier = places.some((place) => place.byIdentifier.size > 0);
  return {
    byIdentifier,
    of(identifier) {
      if (identifier !== undefined) {
        for (const place of places) {
          const named = place.byIdentifier.get(identifier);
          if (named) return named;
        }
      }
      return plain;
    },
  };
}

/** What was learnt a moment ago may not be stored yet. It holds until the operator changes the entry. */
function keepLearnt(entry: NasEntry, former: NasEntry | undefined): void {
  if (former?.changedAtMs !== entry.changedAtMs) return;
  for (const [source, signs] of former.signs) if (signs || !entry.signs.has(source)) entry.signs.set(source, signs);
}
