import { type Database, type Row, textOf } from "#database/database";
import type { Tables } from "#database/tables";
import type { Item } from "#items/item";
import { type NameColumn, type NameKey, nameKeyOf, rowsNamed } from "#read/names-in-turn";

/** The rows of a batch of names, each name's together and in the order of the table. */
export type RowsByName<Value> = { of(name: string): readonly Value[] };

/** Reads for one batch of names after another; no batch is larger than `most`. */
export type BatchReader = {
  items(table: string, column: NameColumn, names: readonly string[]): Promise<RowsByName<Item>>;
  rows<Value>(
    table: string,
    column: string,
    columns: readonly string[],
    names: readonly string[],
    read: (row: Row) => Value,
  ): Promise<RowsByName<Value>>;
};

export function batchReader(database: Database, tables: Tables, most: number): BatchReader {
  const key = nameKeyOf(database, tables);
  const rows: BatchReader["rows"] = async (table, column, columns, names, read) => {
    const present = columns.filter((name) => tables.has(table, name.toLowerCase()));
    const found = await rowsNamed({ database, tables, table, column }, [column, ...present], names, most);
    return byName(
      found.map((row) => [textOf(row[column]) ?? "", read(row)] as const),
      key,
    );
  };
  return {
    rows,
    items: (table, column, names) => rows(table, column, ["attribute", "op", "value"], names, itemOf),
  };
}

const itemOf = (row: Row): Item => ({
  attribute: textOf(row["attribute"]) ?? "",
  op: textOf(row["op"]) ?? "",
  value: textOf(row["value"]) ?? "",
});

function byName<Value>(rows: readonly (readonly [name: string, value: Value])[], key: NameKey): RowsByName<Value> {
  const found = new Map<string, Value[]>();
  for (const [name, value] of rows) {
    const values = found.get(key(name));
    if (values === undefined) found.set(key(name), [value]);
    else values.push(value);
  }
  return { of: (name) => found.get(key(name)) ?? [] };
}
