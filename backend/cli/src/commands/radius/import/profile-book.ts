import { isDeepStrictEqual } from "node:util";
import type { ImportedGroup } from "@beacom/freeradius-sql";
import type { Note } from "#commands/radius/import/note";
import { type ProfileDefinition, profileDefinition } from "#commands/radius/import/profile-definition";
import { profileNames, shortHash } from "#commands/radius/import/profile-names";
import { noTerms, type Terms, termsOf, withGroup } from "#commands/radius/import/terms";

/** A profile as it has to be on the server for somebody. */
export type WantedProfile = { name: string; title: string; definition: ProfileDefinition };

export type ProfileBook = {
  /** Each group's profile, with what could not be said in it. Groups that only reject have none. */
  ofGroups(): readonly { group: string; profile: WantedProfile; notes: readonly Note[] }[];
  /** The groups that count for a member: from the first one on, as long as each says that the next one counts too. */
  chainOf(groups: readonly { name: string }[]): { chain: readonly ImportedGroup[]; notes: readonly Note[] };
  /**
   * The profile for these terms, which may be a group's own, and what was told of none of the groups. Undefined where nothing is said: the
   * default one.
   */
  profileFor(
    terms: Terms,
    chain: readonly ImportedGroup[],
  ): { profile: WantedProfile | undefined; notes: readonly Note[] };
};

/** Which profiles the groups of the other system become, and those for members whose own rows change what their group says. */
export function openProfileBook(
  groups: readonly ImportedGroup[],
  { pools, namesIgnoreCase }: { pools: ReadonlySet<string>; namesIgnoreCase: boolean },
): ProfileBook {
  // A database that does not tell capitals apart does not tell blanks at the end apart either.
  const keyOf = (name: string): string => (namesIgnoreCase ? name.trimEnd().toLowerCase() : name);
  const byName = new Map(groups.map((group) => [keyOf(group.name), group]));
  const granting = groups.filter((group) => !group.disabled);
  const names = profileNames(granting.map(({ name }) => name));
  const written = new Map<string, { definition: ProfileDefinition; notes: readonly Note[] }>();

  /** Thousands of members have the same terms. */
  function definitionOf(terms: Terms) {
    const key = JSON.stringify([terms, terms.expiresAt]);
    const known = written.get(key);
    if (known) return known;
    const notes: Note[] = [];
    const made = { definition: profileDefinition(terms, pools, (note) => void notes.push(note)), notes };
    written.set(key, made);
    return made;
  }

  const ofGroup = (group: ImportedGroup): { profile: WantedProfile; notes: readonly Note[] } => {
    const { definition, notes } = definitionOf(termsOf(group));
    return {
      profile: { name: names.get(group.name)!, title: `FreeRADIUS group ${group.name}`.slice(0, 200), definition },
      notes,
    };
  };

  return {
    ofGroups: () => granting.map((group) => ({ group: group.name, ...ofGroup(group) })),
    chainOf(memberships) {
      const chain: ImportedGroup[] = [];
      const notes: Note[] = [];
      for (const { name } of memberships) {
        const group = byName.get(keyOf(name));
        if (group === undefined || group.disabled) continue;
        if (group.callingStationIds.length > 0 || group.nasAddresses.length > 0) {
          notes.push({ attribute: name, why: "The group counts for some devices or routers only; it was left out." });
          continue;
        }
        chain.push(group);
        if (!group.fallThrough) break;
      }
      return { chain, notes };
    },
    profileFor(terms, chain) {
      const { definition, notes } = definitionOf(terms);
      const [first, ...others] = chain;
      if (first === undefined && Object.keys(definition).length === 0) return { profile: undefined, notes };
      const own = first && ofGroup(first);
      const told = chain.flatMap((group) => ofGroup(group).notes);
      const news = notes.filter((note) => !told.some((one) => isDeepStrictEqual(one, note)));
      if (own && isDeepStrictEqual(own.profile.definition, definition)) return { profile: own.profile, notes: news };
      const hash = shortHash(JSON.stringify(definition));
      if (first === undefined)
        return { profile: { name: `own-${hash}`, title: "FreeRADIUS users without a group", definition }, notes: news };
      const base = names.get(first.name)!;
      const all = chain.map(({ name }) => name).join(", ");
      const title = others.length > 0 ? `FreeRADIUS groups ${all}` : `FreeRADIUS group ${all}, with members' own rows`;
      return { profile: { name: `${base.slice(0, 56)}-${hash}`, title: title.slice(0, 200), definition }, notes: news };
    },
  };
}

/** Everything that holds for a member: own rows first, then group after group. */
export const termsInChain = (chain: readonly ImportedGroup[], own: Terms = noTerms): Terms =>
  chain.reduce(withGroup, own);
