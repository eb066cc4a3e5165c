import { importGroup } from "#import/import-group";
import type { ImportedGroup } from "#import/imported";
import { namesInTurn } from "#read/names-in-turn";
import type { Reading } from "#read/read-subscribers";
import { batchReader } from "#read/rows-by-name";

export const groupTables = ["radgroupreply", "radgroupcheck", "radusergroup"] as const;

/** Every group that has rows or members. */
export async function* readGroups({ database, tables, zone, pageRows }: Reading): AsyncGenerator<ImportedGroup> {
  const reader = batchReader(database, tables, pageRows);
  for await (const names of namesInTurn({ database, tables, column: "groupname", in: groupTables, pageRows })) {
    const checks = await reader.items("radgroupcheck", "groupname", names);
    const replies = await reader.items("radgroupreply", "groupname", names);
    for (const name of names) yield importGroup({ name, checks: checks.of(name), replies: replies.of(name) }, zone);
  }
}
