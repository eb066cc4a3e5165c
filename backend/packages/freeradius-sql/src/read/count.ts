import { type Database, numberOf } from "#database/database";
import type { Tables } from "#database/tables";
import { groupTables } from "#read/read-groups";
import { subscriberTables } from "#read/read-subscribers";

export type Counts = {
  readonly subscribers: number;
  readonly groups: number;
  readonly nas: number;
  readonly plans: number;
};

/** How many of each will be read: what a person is shown before they begin. */
export async function countSource(database: Database, tables: Tables): Promise<Counts> {
  const names = (column: string, from: readonly string[]) => {
    const each = from.map((table) => `select ${nameSql(database, tables, column)} as name from ${table}`);
    return `select count(*) as n from (${each.join(" union ")}) as named`;
  };
  const rows = (table: string) => (tables.has(table) ? `select count(*) as n from ${table}` : undefined);
  return {
    subscribers: await count(database, names("username", subscriberTables)),
    groups: await count(database, names("groupname", groupTables)),
    nas: await count(database, rows("nas")),
    plans: await count(database, rows("billing_plans")),
  };
}

/** As the names are told apart while they are read. Columns of several collations cannot be compared without saying one. */
function nameSql({ dialect }: Database, { namesIgnoreCase }: Tables, column: string): string {
  const lower = namesIgnoreCase ? `lower(${column})` : column;
  return dialect === "mysql" ? `rtrim(convert(${lower} using utf8mb4)) collate utf8mb4_bin` : lower;
}

async function count(database: Database, text: string | undefined): Promise<number> {
  if (text === undefined) return 0;
  const [row] = await database.select(text);
  return numberOf(row?.["n"]);
}
