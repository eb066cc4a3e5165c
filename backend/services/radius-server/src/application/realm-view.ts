import type { HomeServerEntry } from "#application/home-servers";
import { type Realm, realmFor, splitName } from "#domain/realm";

/** Where a name is decided about. */
export type Route =
  | { readonly kind: "here"; readonly username: string }
  | { readonly kind: "elsewhere"; readonly username: string; readonly realm: Realm };

/** The realms, in memory. */
export type RealmView = {
  routeOf(username: string): Route;
  /** The name that is ours of a username, whatever realm of ours is written with it. */
  localName(username: string): string;
  realm(name: string): Realm | undefined;
  replace(realms: readonly Realm[]): void;
  size(): number;
};

export type RealmStore = {
  realms(): Promise<readonly Realm[]>;
  homeServers(): Promise<readonly HomeServerEntry[]>;
};

/** `isOurs`: a username as it is written is a subscriber's, realm and all. It needs no realm then. */
export function openRealmView({ isOurs }: { isOurs: (username: string) => boolean }): RealmView {
  let realms = new Map<string, Realm>();

  function routeOf(username: string): Route {
    if (realms.size === 0 || isOurs(username)) return { kind: "here", username };
    const name = splitName(username);
    const realm = realmFor(realms, name);
    if (realm === undefined) return { kind: "here", username };
    const passed = realm.strip ? name.user : username;
    return realm.homeServers.length === 0
      ? { kind: "here", username: passed }
      : { kind: "elsewhere", username: passed, realm };
  }

  return {
    routeOf,
    localName(username) {
      const route = routeOf(username);
      return route.kind === "here" ? route.username : username;
    },
    realm: (name) => realms.get(name),
    replace(next) {
      realms = new Map(next.map((realm) => [realm.name, realm]));
    },
    size: () => realms.size,
  };
}
