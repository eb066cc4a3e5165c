import { isDeepStrictEqual } from "node:util";
import type { ImportedGroup } from "@beacom/freeradius-sql";
import type { JsonObject } from "@bufbuild/protobuf";
import { ConnectError } from "@connectrpc/connect";
import type { RadiusHere } from "#commands/radius/here";
import type { ProfileBook, WantedProfile } from "#commands/radius/import/profile-book";
import type { Outcome, Tally } from "#commands/radius/import/tally";
import { refusalInWords } from "#commands/radius/refusals";

/** Makes sure that a profile is on the server. */
export type ProfileKeeper = {
  /** Why it could not be; undefined when it is there. */
  keep(profile: WantedProfile): Promise<string | undefined>;
  /** False of one that a dry run would have put there. */
  isThere(name: string): boolean;
};

/** By its title: a profile that an operator wrote is not written over. */
const isOurs = ({ title }: JsonObject): boolean => typeof title === "string" && title.startsWith("FreeRADIUS ");

/** Puts the profiles of the groups there, and later those of members with rows of their own, each once. */
export async function importProfiles(
  { admin, terminal }: RadiusHere,
  groups: readonly ImportedGroup[],
  book: ProfileBook,
  tally: Tally,
  { dryRun, put: putGroups }: { dryRun: boolean; put: boolean },
): Promise<ProfileKeeper> {
  const { documents } = await admin.listPolicy({ kind: "profile" });
  const there = new Map<string, JsonObject>(
    documents.filter(({ shipped }) => !shipped).map((one) => [one.name, one.definition ?? {}]),
  );
  const kept = new Map<string, string | undefined>();

  async function put({ name, title, definition }: WantedProfile): Promise<{ outcome: Outcome; why?: string }> {
    const wanted = { title, ...definition };
    const before = there.get(name);
    if (before !== undefined && isDeepStrictEqual(sorted(before), sorted(wanted))) return { outcome: "unchanged" };
    if (before !== undefined && !isOurs(before))
      return { outcome: "refused", why: "a profile of this name is there already, and did not come from an import" };
    if (!dryRun) {
      try {
        await admin.putPolicy({ kind: "profile", name, definition: wanted });
      } catch (error) {
        if (error instanceof ConnectError) return { outcome: "refused", why: refusalInWords(error) };
        throw error;
      }
      there.set(name, wanted);
    }
    return { outcome: before === undefined ? "added" : "changed" };
  }

  async function keep(profile: WantedProfile): Promise<string | undefined> {
    if (kept.has(profile.name)) return kept.get(profile.name);
    const { outcome, why } = await put(profile);
    tally.outcome("profiles", profile.name, outcome, why);
    kept.set(profile.name, why);
    return why;
  }

  for (const group of groups) tally.notes("profiles", `group ${group.name}`, group.notUnderstood);
  for (const { group, profile, notes } of book.ofGroups()) {
    tally.notes("profiles", `group ${group}`, notes);
    if (putGroups) await keep(profile);
    terminal.progress(`profiles: ${kept.size}`);
  }
  return { keep, isThere: (name) => there.has(name) };
}

/** Whatever the order in which it was written. */
const sorted = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (_, one: unknown) =>
    typeof one === "object" && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );
