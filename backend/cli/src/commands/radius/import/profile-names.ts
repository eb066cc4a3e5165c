import { createHash } from "node:crypto";

/**
 * A name that the server takes for each of them, always the same whatever else there is: small letters, digits, dots, dashes and underscores.
 * Two that would get one name are told apart by a few letters of a hash.
 */
export function profileNames(groups: readonly string[]): ReadonlyMap<string, string> {
  const plain = groups.map((group) => [group, plainName(group)] as const);
  const counts = new Map<string, number>();
  for (const [, name] of plain) counts.set(name, (counts.get(name) ?? 0) + 1);
  return new Map(
    plain.map(([group, name]) => {
      if (name === "") return [group, `group-${shortHash(group)}`];
      const contested = (counts.get(name) ?? 0) > 1 && name !== group;
      // The default profile is for those who were given no other.
      return [group, contested || name === "default" ? `${name}-${shortHash(group)}` : name];
    }),
  );
}

export const shortHash = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 6);

/** Short enough for a hash behind it. */
const plainName = (text: string): string =>
  text
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, "-")
    .replaceAll(/^[^a-z0-9]+|-+$/g, "")
    .slice(0, 50);
