import { type Database, numberOf, type Row, selectList, textOf } from "#database/database";
import type { Tables } from "#database/tables";
import { groupEffectOf } from "#import/import-group";
import { billingColumns, personColumns } from "#import/import-person";
import { importSubscriber, type Membership } from "#import/import-subscriber";
import type { ImportedSubscriber } from "#import/imported";
import { namesInTurn } from "#read/names-in-turn";
import { type BatchReader, batchReader } from "#read/rows-by-name";

export type Reading = {
  readonly database: Database;
  readonly tables: Tables;
  readonly zone: string;
  readonly pageRows: number;
};

export const subscriberTables = ["radcheck", "radusergroup", "radreply"] as const;

/** Everybody with a row of their own, each once. Only one batch is in memory, whatever the installation's size. */
export async function* readSubscribers(reading: Reading): AsyncGenerator<ImportedSubscriber[]> {
  const { database, tables, pageRows } = reading;
  const reader = batchReader(database, tables, pageRows);
  const hotspots = await hotspotNames(database, tables);
  const names = namesInTurn({ database, tables, column: "username", in: subscriberTables, pageRows });
  for await (const batch of names) yield await batchOf(reading, reader, hotspots, batch);
}

async function batchOf(
  { tables, zone }: Reading,
  reader: BatchReader,
  hotspots: ReadonlyMap<number, string>,
  names: readonly string[],
): Promise<ImportedSubscriber[]> {
  const checks = await reader.items("radcheck", "username", names);
  const replies = await reader.items("radreply", "username", names);
  const memberships = await reader.rows("radusergroup", "username", ["groupname", "priority"], names, membershipOf);
  const people = tables.has("userinfo")
    ? await reader.rows("userinfo", "username", personColumns, names, textsOf)
    : undefined;
  const billing = tables.has("userbillinfo")
    ? await reader.rows("userbillinfo", "username", billingColumns, names, textsOf)
    : undefined;
  const groupEffect = await groupEffects(reader, zone, [
    ...new Set(names.flatMap((name) => memberships.of(name).map((membership) => membership.name))),
  ]);
  return names.map((username) => {
    const billed = billing?.of(username)[0];
    return importSubscriber(
      {
        username,
        checks: checks.of(username),
        replies: replies.of(username),
        memberships: memberships.of(username),
        person: people?.of(username)[0],
        billing: billed,
        hotspot: hotspots.get(numberOf(billed?.["hotspot_id"])),
      },
      groupEffect,
      zone,
    );
  });
}

async function groupEffects(reader: BatchReader, zone: string, groups: readonly string[]) {
  const checks = await reader.items("radgroupcheck", "groupname", groups);
  const replies = await reader.items("radgroupreply", "groupname", groups);
  const effects = new Map(
    groups.map((group) => [group, groupEffectOf(checks.of(group), replies.of(group), zone)] as const),
  );
  return (group: string) => effects.get(group) ?? groupEffectOf([], [], zone);
}

const membershipOf = (row: Row): Membership => ({
  name: textOf(row["groupname"]) ?? "",
  priority: numberOf(row["priority"]),
});

const textsOf = (row: Row): Record<string, string | undefined> =>
  Object.fromEntries(Object.entries(row).map(([column, value]) => [column, textOf(value)]));

async function hotspotNames(database: Database, tables: Tables): Promise<ReadonlyMap<number, string>> {
  if (!tables.has("hotspots") || !tables.has("userbillinfo", "hotspot_id")) return new Map();
  const rows = await database.select(`select ${selectList(["id", "name"])} from hotspots`);
  return new Map(rows.map((row) => [numberOf(row["c0"]), textOf(row["c1"]) ?? ""]));
}
