/** Whose users a realm's are: those of other operators are asked of their own servers, in this order. */
export type Realm = {
  /** In small letters. `default` stands for every other realm, `none` for usernames without one. */
  readonly name: string;
  /** Empty: its users are ours. */
  readonly homeServers: readonly string[];
  readonly order: "failover" | "balance";
  /** The name goes on without its realm. */
  readonly strip: boolean;
  readonly accounting: boolean;
  /** Attributes that answers may carry, by name; empty: all that name nothing of our own network. */
  readonly allowedReplyAttributes: readonly string[];
};

export type NameInRealm = { readonly user: string; readonly realm: string | undefined };

/** RFC 7542: what follows the last @; or what stands before a backslash, as Windows writes it. */
export function splitName(username: string): NameInRealm {
  const at = username.lastIndexOf("@");
  if (at >= 0) return { user: username.slice(0, at), realm: username.slice(at + 1).toLowerCase() };
  const backslash = username.indexOf("\\");
  if (backslash < 0) return { user: username, realm: undefined };
  return { user: username.slice(backslash + 1), realm: username.slice(0, backslash).toLowerCase() };
}

/** The realm that decides about a name, if the operator has one for it. */
export function realmFor(realms: ReadonlyMap<string, Realm>, { realm }: NameInRealm): Realm | undefined {
  if (realm === undefined) return realms.get("none");
  return realms.get(realm) ?? realms.get("default");
}
