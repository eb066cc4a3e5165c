import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type DataFolder, writeWhole } from "#installation/data-folder";

/** The mass changes that were started from this command line, newest first: what their ids are, nobody knows by heart. */
export type RememberedChanges = { ids(): readonly string[]; add(id: string): void };

const most = 20;

export function rememberedChangesIn(folder: DataFolder): RememberedChanges {
  const file = join(folder.path, "radius-changes.json");
  const ids = (): readonly string[] => {
    try {
      const read: unknown = JSON.parse(readFileSync(file, "utf8"));
      return Array.isArray(read) ? read.filter((id) => typeof id === "string") : [];
    } catch {
      return [];
    }
  };
  return {
    ids,
    add(id) {
      const all = [id, ...ids().filter((other) => other !== id)].slice(0, most);
      writeWhole(file, `${JSON.stringify(all)}\n`);
    },
  };
}
