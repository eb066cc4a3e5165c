import { newId } from "@beacom/ids";
import { parseStoredPassword, readableOf, serialiseStoredPassword } from "@beacom/password-hash";
import type { Policy } from "#application/local-view";
import { readPersonalAccess } from "#application/set-access";
import { passwordFrom } from "#domain/credential";
import type { PersonalAccess, Subscriber } from "#domain/subscriber";

export type ImportedSubscriber = {
  readonly username: string;
  /** In the notation of @beacom/password-hash; empty: a new one is made. */
  readonly password: string;
  readonly profile: string;
  readonly personal: unknown;
  readonly downBitsPerSecond: bigint;
  readonly upBitsPerSecond: bigint;
};

export type ImportOutcome = {
  readonly username: string;
  readonly outcome: "added" | "changed" | "unchanged" | "refused";
  readonly why: string;
  readonly customerId: string;
};

export type ImportRow = {
  readonly customerId: string;
  readonly username: string;
  readonly password: string;
  readonly passwordForm: Subscriber["passwordForm"];
  readonly profile: string | undefined;
  readonly personal: PersonalAccess;
  readonly downBitsPerSecond: bigint;
  readonly upBitsPerSecond: bigint;
};

/** `billed`: billing has said how fast it is, and an import changes that no more. */
export type KnownRow = ImportRow & { readonly billed: boolean };

export type ImportStore = {
  /** Whoever has one of these names already. */
  having(usernames: readonly string[]): Promise<ReadonlyMap<string, KnownRow>>;
  /** Whose these fixed addresses and prefixes are, by their text. */
  ownersOf(addresses: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** All of them in one transaction. The service holds until billing says otherwise. */
  write(rows: readonly ImportRow[], at: Date): Promise<void>;
};

const longestName = 253;

/** Takes subscribers over from another server; again with the same ones, only what is different there is written. */
export const importSubscribersWith =
  (deps: { store: ImportStore; policy: () => Policy; random: (octets: number) => Uint8Array; clock: () => Date }) =>
  async (subscribers: readonly ImportedSubscriber[], dryRun: boolean): Promise<readonly ImportOutcome[]> => {
    const policy = deps.policy();
    const known = await deps.store.having(subscribers.map(({ username }) => username));
    const owners = new Map(await deps.store.ownersOf(subscribers.flatMap(({ personal }) => fixedAddresses(personal))));
    const rows: ImportRow[] = [];
    const seen = new Set<string>();
    const outcomes = subscribers.map((subscriber): ImportOutcome => {
      const { username } = subscriber;
      const refused = (why: string): ImportOutcome => ({ username, outcome: "refused", why, customerId: "" });
      if (username === "" || Buffer.byteLength(username) > longestName || username.includes("\0"))
        return refused("not a username that a router can send");
      if (seen.has(username)) return refused("twice in the same import");
      seen.add(username);
      const before = known.get(username);
      const row = rowOf(subscriber, before, policy, deps.random);
      if (typeof row === "string") return refused(row);
      const addresses = fixedAddresses(row.personal);
      const taken = addresses.find((address) => (owners.get(address) ?? row.customerId) !== row.customerId);
      if (taken !== undefined) return refused(`${taken} is another subscriber's`);
      for (const address of addresses) owners.set(address, row.customerId);
      if (before && same(before, row)) return { username, outcome: "unchanged", why: "", customerId: row.customerId };
      rows.push(row);
      return { username, outcome: before ? "changed" : "added", why: "", customerId: row.customerId };
    });
    if (!dryRun && rows.length > 0) await deps.store.write(rows, deps.clock());
    return outcomes;
  };

/** Why not, as a sentence, or the row. */
function rowOf(
  subscriber: ImportedSubscriber,
  before: KnownRow | undefined,
  policy: Policy,
  random: (octets: number) => Uint8Array,
): ImportRow | string {
  const { username, profile } = subscriber;
  const { downBitsPerSecond, upBitsPerSecond } = before?.billed === true ? before : subscriber;
  if (profile !== "" && !policy.profiles.has(profile)) return `no profile is called ${profile}`;
  const personal = readPersonalAccess(subscriber.personal, policy);
  if (!personal.ok) return personal.error.problems.join("; ");
  const password = passwordOf(subscriber.password, before, random);
  if (password === undefined) return "its password is in no form that is known here";
  return {
    customerId: before?.customerId ?? newId("customer"),
    username,
    ...password,
    profile: profile === "" || profile === "default" ? undefined : profile,
    personal: personal.value,
    downBitsPerSecond,
    upBitsPerSecond,
  };
}

function passwordOf(
  text: string,
  before: ImportRow | undefined,
  random: (octets: number) => Uint8Array,
): Pick<ImportRow, "password" | "passwordForm"> | undefined {
  if (text === "") {
    const password = before?.password ?? passwordFrom(random(16));
    return { password, passwordForm: before?.passwordForm ?? "cleartext" };
  }
  const stored = parseStoredPassword(text);
  if (!stored.ok) return undefined;
  const readable = readableOf(stored.value);
  return readable === undefined
    ? { password: serialiseStoredPassword(stored.value), passwordForm: "stored" }
    : { password: readable, passwordForm: "cleartext" };
}

/** Each of them is one subscriber's alone. */
function fixedAddresses(personal: unknown): string[] {
  if (typeof personal !== "object" || personal === null) return [];
  const { address, prefix, delegated } = personal as PersonalAccess;
  return [address, prefix, delegated].filter((text) => typeof text === "string");
}

const same = (a: ImportRow, b: ImportRow): boolean => comparable(a) === comparable(b);

const comparable = (row: ImportRow): string =>
  JSON.stringify([
    row.password,
    row.passwordForm,
    row.profile ?? null,
    sorted(row.personal),
    `${row.downBitsPerSecond}`,
    `${row.upBitsPerSecond}`,
  ]);

/** Whatever the order in which its settings were written. */
const sorted = (personal: PersonalAccess): unknown =>
  JSON.parse(JSON.stringify(personal), (_, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
