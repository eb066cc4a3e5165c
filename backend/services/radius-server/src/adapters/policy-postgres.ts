import { isForeignKeyViolation, type Sql } from "@beacom/postgres";
import type { PolicyDocuments, PolicyKind } from "#application/keep-policy";

const tables = {
  profile: { table: "access_profiles", column: "definition" },
  "nas-kind": { table: "nas_kinds", column: "definition" },
  dictionary: { table: "dictionaries", column: "text" },
} satisfies Record<PolicyKind, { table: string; column: string }>;

export const policyDocumentsIn = ({ sql }: { sql: Sql }): PolicyDocuments => ({
  async list(kind) {
    const { table, column } = tables[kind];
    return sql<{ name: string; definition: unknown }[]>`
      select name, ${sql(column)} as definition from ${sql(table)} order by name`;
  },
  async put(kind, { name, definition }) {
    const { table, column } = tables[kind];
    const value = kind === "dictionary" ? String(definition) : sql.json(definition as Parameters<Sql["json"]>[0]);
    await sql`insert into ${sql(table)} (name, ${sql(column)}) values (${name}, ${value})
      on conflict (name) do update set ${sql(column)} = excluded.${sql(column)}, changed_at = clock_timestamp()`;
  },
  async remove(kind, name) {
    const { table } = tables[kind];
    if (kind === "nas-kind") {
      const used = await sql`select 1 from nas where vendor = ${name} limit 1`;
      if (used.length > 0) return "in-use";
    }
    try {
      const removed = await sql`delete from ${sql(table)} where name = ${name}`;
      return removed.count > 0 ? "removed" : "not-there";
    } catch (error) {
      if (isForeignKeyViolation(error)) return "in-use";
      throw error;
    }
  },
});
