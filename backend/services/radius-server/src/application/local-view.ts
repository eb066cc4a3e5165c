import { type Dictionary, dictionary as shippedDictionary, type Secret } from "@beacom/radius";
import { openNasTable, type NasTable } from "#application/nas-table";
import { openSubscriberTable, type SealedSubscriber } from "#application/subscriber-table";
import type { Nas } from "#domain/nas";
import { type AccessProfile, defaultProfile } from "#domain/policy/access-profile";
import { shippedKinds } from "#domain/policy/kinds";
import type { NasKind } from "#domain/policy/nas-kind";
import type { Subscriber } from "#domain/subscriber";

/** A NAS as packets need it, its secret ready for hashing. */
export type NasEntry = {
  readonly nas: Nas;
  readonly kind: NasKind;
  readonly secret: Secret;
  /** Whether a source signs its requests, as far as `auto` has learnt. */
  readonly signs: Map<string, boolean>;
  readonly changedAtMs: number;
};

/** The operator's own data about how services are delivered. */
export type Policy = {
  readonly profiles: ReadonlyMap<string, AccessProfile>;
  readonly kinds: ReadonlyMap<string, NasKind>;
  readonly dictionary: Dictionary;
};

/** Everything that an answer needs, in memory: what it holds stays answerable while the database and every peer are down. */
export type LocalView = {
  subscriber(username: string): Subscriber | undefined;
  subscriberOf(customerId: string): Subscriber | undefined;
  /** Whose device logs in with this hardware address: twelve hexadecimal digits. */
  subscriberOfDevice(mac: string): Subscriber | undefined;
  putSubscribers(subscribers: readonly SealedSubscriber[]): void;
  removeSubscribers(customerIds: readonly string[]): void;
  /** False until every subscriber has been read once: until then, whoever is missing here may still be in the store. */
  isWhole(): boolean;
  whole(): void;
  policy(): Policy;
  replacePolicy(policy: Policy): void;
  profileOf(subscriber: Subscriber): AccessProfile;
  readonly nasTable: Pick<NasTable, "at" | "byId" | "byName" | "byCertificate" | "all">;
  replaceNas(entries: readonly NasEntry[]): void;
  size(): { subscribers: number; nas: number };
};

export const shippedPolicy: Policy = {
  profiles: new Map([[defaultProfile.name, defaultProfile]]),
  kinds: shippedKinds,
  dictionary: shippedDictionary,
};

export function openLocalView(deps: {
  open: (sealed: Uint8Array, keyId: string, customerId: string) => string;
}): LocalView {
  const subscribers = openSubscriberTable(deps);
  const nasTable = openNasTable();
  let policy = shippedPolicy;
  let isWhole = false;
  return {
    subscriber: (username) => subscribers.byUsername(username),
    subscriberOf: (customerId) => subscribers.byCustomer(customerId),
    subscriberOfDevice: (mac) => subscribers.byMac(mac),
    putSubscribers(rows) {
      for (const row of rows) subscribers.put(row);
    },
    removeSubscribers(customerIds) {
      for (const customerId of customerIds) subscribers.remove(customerId);
    },
    isWhole: () => isWhole,
    whole() {
      isWhole = true;
    },
    policy: () => policy,
    replacePolicy(next) {
      policy = next;
    },
    profileOf: ({ profile }) =>
      policy.profiles.get(profile ?? defaultProfile.name) ?? policy.profiles.get(defaultProfile.name) ?? defaultProfile,
    nasTable,
    replaceNas: (entries) => nasTable.replace(entries),
    size: () => ({ subscribers: subscribers.size(), nas: nasTable.size() }),
  };
}
