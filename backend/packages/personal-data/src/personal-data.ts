import type { Sql } from "@beacom/postgres";
import { readMarks } from "#marks";
import { type KeyColumns, type Reached, reachOf, type Way } from "#reach";

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
/** The rows of one table that are about one customer, in words. */
export type Section = { title: string; rows: { [label: string]: Json }[]; leftOut: number };

export type Walk = KeyColumns & {
  /** What a table is called for the person who reads it; else its name. */
  titles?: Readonly<Record<string, string>>;
  /** Opens what is sealed in a column, as `table.column`; other binary columns are left away. */
  open?: Readonly<Record<string, (sealed: Uint8Array, customerId: string) => Json>>;
  /** The most rows of one table; the others are counted. */
  mostRows?: number;
};

export type PersonalData = {
  /** Everything that is marked as personal and belongs to this customer, with what stands beside it. Empty tables are left away. */
  export(customerId: string): Promise<Section[]>;
  /** Columns marked as personal of which nobody knows whose they are; each service has a test that there are none. */
  unreachable(): Promise<string[]>;
};

/** Walks the marks in the service's own schema, as they are at that moment: a column that is marked tomorrow is exported tomorrow. */
export function personalDataIn(sql: Sql, walk: Walk): PersonalData {
  const reach = async () => reachOf(await readMarks(sql), walk);
  return {
    async export(customerId) {
      const { reached, unreachable } = await reach();
      if (unreachable.length > 0) throw new Error(`personal data nobody can find: ${unreachable.join(", ")}`);
      const sections: Section[] = [];
      for (const table of reached) {
        const section = await sectionOf(sql, table, customerId, walk);
        if (section.rows.length > 0) sections.push(section);
      }
      return sections;
    },
    unreachable: async () => (await reach()).unreachable,
  };
}

async function sectionOf(sql: Sql, { table, columns, way }: Reached, customerId: string, walk: Walk): Promise<Section> {
  const { titles = {}, open = {}, mostRows = 10_000 } = walk;
  const shown = columns.filter(({ name, kind }) => kind === "plain" || Object.hasOwn(open, `${table}.${name}`));
  const rows = await sql<Record<string, unknown>[]>`
    select ${sql(shown.map(({ name }) => name))}, count(*) over () as "_all" from ${sql(table)}
    where ${belongsTo(sql, table, way, customerId)} limit ${mostRows}`;
  const told = rows.map((row) =>
    Object.fromEntries(
      shown.map(({ name }) => {
        const value = row[name];
        const opener = open[`${table}.${name}`];
        const words = value instanceof Uint8Array && opener ? opener(value, customerId) : jsonOf(value);
        return [name.replace(/^sealed_/, "").replaceAll("_", " "), words];
      }),
    ),
  );
  const all = Number(rows[0]?.["_all"] ?? 0);
  return { title: titles[table] ?? table.replaceAll("_", " "), rows: told, leftOut: all - told.length };
}

/** The condition that picks the customer's rows. */
function belongsTo(sql: Sql, table: string, way: Way, customerId: string): ReturnType<Sql> {
  if (way.by === "key") return sql`${sql(table)}.${sql(way.column)} = ${customerId}`;
  const { columns, parent, parentColumns } = way.reference;
  return sql`(${sql(columns)}) in (select ${sql(parentColumns)} from ${sql(parent)} where ${belongsTo(sql, parent, way.from, customerId)})`;
}

function jsonOf(value: unknown): Json {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return value.toISOString();
  if (typeof value === "bigint") return value.toString();
  if (Array.isArray(value)) return value.map(jsonOf);
  if (typeof value === "object")
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, jsonOf(inner)]));
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : "";
}
