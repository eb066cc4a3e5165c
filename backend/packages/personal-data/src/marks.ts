import type { Sql } from "@beacom/postgres";

export type Table = { table: string; columns: Column[] };
/** Personal: the comment on the column begins with that word. */
export type Column = { name: string; kind: "plain" | "binary" | "secret"; personal: boolean };
/** These columns of a table hold the key of a row in another one. */
export type Reference = { table: string; columns: string[]; parent: string; parentColumns: string[] };

/** The tables of the schema, with the marks on their columns. */
export type Marks = { tables: Table[]; references: Reference[] };

export async function readMarks(sql: Sql): Promise<Marks> {
  const rows = await sql<{ table: string; column: string; type: string; comment: string | null }[]>`
    select c.relname as table, a.attname as column, format_type(a.atttypid, a.atttypmod) as type,
      col_description(c.oid, a.attnum) as comment
    from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      and a.attnum > 0 and not a.attisdropped
    order by c.relname, a.attnum`;
  const columns = Map.groupBy(rows, (row) => row.table);
  const tables = [...columns].map(([table, all]) => ({ table, columns: all.map(columnOf) }));
  return { tables, references: await referencesIn(sql) };
}

function columnOf({ column, type, comment }: { column: string; type: string; comment: string | null }): Column {
  const kind = /^secret\b/.test(comment ?? "") ? "secret" : type === "bytea" ? "binary" : "plain";
  return { name: column, kind, personal: /^personal\b/.test(comment ?? "") };
}

async function referencesIn(sql: Sql): Promise<Reference[]> {
  return sql<Reference[]>`
    select k.conrelid::regclass::text as table, k.confrelid::regclass::text as parent,
      (select array_agg(a.attname::text order by n) from unnest(k.conkey) with ordinality u(num, n)
        join pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.num) as columns,
      (select array_agg(a.attname::text order by n) from unnest(k.confkey) with ordinality u(num, n)
        join pg_attribute a on a.attrelid = k.confrelid and a.attnum = u.num) as "parentColumns"
    from pg_constraint k
    where k.contype = 'f' and k.connamespace = current_schema()::regnamespace
    order by k.conname`;
}
