import type { Column, Marks, Reference } from "#marks";

/** How the rows of one customer are found in a table: by a column that holds the customer's key, or through rows of another table. */
export type Way = { by: "key"; column: string } | { by: "parent"; reference: Reference; from: Way };

export type Reached = { table: string; columns: Column[]; way: Way };
export type Reach = { reached: Reached[]; unreachable: string[] };

/** What is not said here is found out: a column `customer_id`, or a reference to a table that is reached. */
export type KeyColumns = {
  /** Where another column holds the customer's key. */
  keyColumns?: Readonly<Record<string, string>>;
  /** Tables that are about other people, with who they are. */
  aboutOthers?: Readonly<Record<string, string>>;
};

/** `unreachable` are marked columns of which nobody knows whose they are: an export without them would be called complete and not be it. */
export function reachOf({ tables, references }: Marks, { keyColumns = {}, aboutOthers = {} }: KeyColumns): Reach {
  const allColumns = new Map(tables.map(({ table, columns }) => [table, columns.map(({ name }) => name)]));
  const wayTo = (table: string, seen: readonly string[]): Way | undefined => {
    if (seen.includes(table)) return undefined;
    const column = keyColumns[table] ?? (allColumns.get(table)?.includes("customer_id") ? "customer_id" : undefined);
    if (column !== undefined) return { by: "key", column };
    for (const reference of references.filter((one) => one.table === table)) {
      const from = wayTo(reference.parent, [...seen, table]);
      if (from) return { by: "parent", reference, from };
    }
    return undefined;
  };
  const reached: Reached[] = [];
  const unreachable: string[] = [];
  for (const { table, columns } of tables) {
    if (!columns.some(({ personal }) => personal) || Object.hasOwn(aboutOthers, table)) continue;
    const way = wayTo(table, []);
    if (way) reached.push({ table, columns, way });
    else unreachable.push(...columns.filter(({ personal }) => personal).map(({ name }) => `${table}.${name}`));
  }
  return { reached, unreachable };
}
