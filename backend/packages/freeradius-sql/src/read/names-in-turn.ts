import { byColumn, type Database, numberOf, type Row, selectList, textOf } from "#database/database";
import type { Tables } from "#database/tables";

export type NameColumn = "username" | "groupname";

/** What makes two spellings one name: MySQL leaves blanks at the end out of comparisons, and often case as well. */
export type NameKey = (name: string) => string;

export function nameKeyOf(database: Database, tables: Tables): NameKey {
  const trimmed: NameKey = (name) => (database.dialect === "mysql" ? name.replace(/ +$/, "") : name);
  return tables.namesIgnoreCase ? (name) => trimmed(name).toLowerCase() : trimmed;
}

/**
 * Every name that a column has in any of these tables, once and as its first row spells it, in batches. Pages follow the
 * primary key, which costs a database the same at the end of a million rows as at the beginning; a table without one
 * (radusergroup before FreeRADIUS 3.0.17) is paged by the names themselves.
 */
export async function* namesInTurn(options: {
  database: Database;
  tables: Tables;
  column: NameColumn;
  in: readonly string[];
  pageRows: number;
}): AsyncGenerator<string[]> {
  const { database, tables, column, pageRows } = options;
  const key = nameKeyOf(database, tables);
  for (const [i, table] of options.in.entries()) {
    const pages = tables.has(table, "id") ? pagesById : pagesByName;
    for await (const page of pages({ database, tables, table, column }, pageRows)) {
      const names = new Map<string, string>();
      for (const name of page.names) if (!names.has(key(name))) names.set(key(name), name);
      const known = new Set<string>();
      const among = (from: string, columns: readonly string[]): Promise<Row[]> =>
        rowsNamed({ database, tables, table: from, column }, columns, [...names.values()], pageRows);
      for (const earlier of options.in.slice(0, i)) {
        for (const row of await among(earlier, [column])) known.add(key(textOf(row[column]) ?? ""));
      }
      if (page.before !== undefined) {
        for (const row of await among(table, ["id", column])) {
          if (numberOf(row["id"]) <= page.before) known.add(key(textOf(row[column]) ?? ""));
        }
      }
      const fresh = [...names].filter(([key]) => !known.has(key)).map(([, name]) => name);
      if (fresh.length > 0) yield fresh;
    }
  }
}

export type NamedTable = {
  readonly database: Database;
  readonly tables: Tables;
  readonly table: string;
  readonly column: string;
};

/** Rows of a table that belong to some of at most `most` names, in the order of its ids where it has them. */
export async function rowsNamed(
  { database, tables, table, column }: NamedTable,
  columns: readonly string[],
  names: readonly string[],
  most: number,
): Promise<Row[]> {
  if (names.length === 0) return [];
  // Filled up to one length, so that it is one statement for the server and not one for each number of names.
  const filled = Array.from({ length: Math.max(most, names.length) }, (_, i) => names[i] ?? names[0]!);
  const order = tables.has(table, "id") ? " order by id" : "";
  const parameters = filled.map(() => tables.parameter(table, column)).join(", ");
  const rows = await database.select(
    `select ${selectList(columns)} from ${table} where ${column} in (${parameters})${order}`,
    filled,
  );
  return rows.map((row) => byColumn(columns, row));
}

/** `before` is the id of the last row before the page. */
type Page = { readonly names: string[]; readonly before?: number };

async function* pagesById({ database, table, column }: NamedTable, rows: number): AsyncGenerator<Page> {
  for (let last = -1; ; ) {
    const page = await database.select(
      `select id as c0, ${column} as c1 from ${table} where id > ? order by id limit ${rows}`,
      [last],
    );
    if (page.length === 0) return;
    yield { names: page.map((row) => textOf(row["c1"]) ?? ""), before: last };
    last = numberOf(page.at(-1)!["c0"]);
  }
}

async function* pagesByName({ database, tables, table, column }: NamedTable, rows: number): AsyncGenerator<Page> {
  for (let last: string | undefined; ; ) {
    const after = last === undefined ? "" : ` and ${column} > ${tables.parameter(table, column)}`;
    const page = await database.select(
      `select distinct ${column} as c0 from ${table} where ${column} is not null${after} order by c0 limit ${rows}`,
      last === undefined ? [] : [last],
    );
    if (page.length === 0) return;
    const names = page.map((row) => textOf(row["c0"]) ?? "");
    yield { names };
    last = names.at(-1)!;
  }
}
