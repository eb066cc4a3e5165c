import { byColumn, numberOf, type Row, selectList, textOf } from "#database/database";
import { importNas, nasColumns } from "#import/import-nas";
import { importPlan, planColumns } from "#import/import-plan";
import type { ImportedNas, ImportedPlan } from "#import/imported";
import type { Reading } from "#read/read-subscribers";
import { batchReader } from "#read/rows-by-name";

export async function* readNas(reading: Reading): AsyncGenerator<ImportedNas> {
  for await (const row of rowsOf(reading, "nas", nasColumns)) yield importNas(row);
}

/** daloRADIUS' plans; none in a database of FreeRADIUS alone. */
export async function* readPlans(reading: Reading): AsyncGenerator<ImportedPlan> {
  const { database, tables } = reading;
  const reader = batchReader(database, tables, 1);
  for await (const row of rowsOf(reading, "billing_plans", planColumns)) {
    const name = row["planName"] ?? "";
    const profiles = tables.has("billing_plans_profiles")
      ? await reader.rows("billing_plans_profiles", "plan_name", ["profile_name"], [name], ({ profile_name }) =>
          textOf(profile_name),
        )
      : undefined;
    yield importPlan(
      row,
      (profiles?.of(name) ?? []).filter((profile) => profile !== undefined),
    );
  }
}

/** The names of daloRADIUS' hotspots. */
export async function* readHotspots(reading: Reading): AsyncGenerator<string> {
  for await (const row of rowsOf(reading, "hotspots", ["name"])) {
    const name = row["name"]?.trim() ?? "";
    if (name !== "") yield name;
  }
}

/** A table row by row, as text, by pages of its primary key; nothing where the table is not there. */
async function* rowsOf(
  { database, tables, pageRows }: Reading,
  table: string,
  columns: readonly string[],
): AsyncGenerator<Record<string, string | undefined>> {
  if (!tables.has(table)) return;
  const present = ["id", ...columns.filter((column) => tables.has(table, column.toLowerCase()))];
  for (let last = -1; ; ) {
    const page: Row[] = await database.select(
      `select ${selectList(present)} from ${table} where id > ? order by id limit ${pageRows}`,
      [last],
    );
    if (page.length === 0) return;
    for (const row of page) {
      yield Object.fromEntries(Object.entries(byColumn(present, row)).map(([name, value]) => [name, textOf(value)]));
    }
    last = numberOf(page.at(-1)!["c0"]);
  }
}
