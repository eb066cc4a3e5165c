import { ok, type Result, refuse } from "@beacom/result";
import { type Database, textOf } from "#database/database";
import { type SourceRefusal, sourceRefusal } from "#database/source-refusal";

/** Which of the tables that are read are there, and with which columns (in lower case). */
export type Tables = {
  readonly kind: "freeradius" | "daloradius";
  readonly columns: ReadonlyMap<string, ReadonlySet<string>>;
  has(table: string, column?: string): boolean;
  /**
   * A parameter that is compared with a column. MySQL refuses to compare a name in Cyrillic with a column in latin1, so
   * that it is converted there first: into question marks, which are nobody's name.
   */
  parameter(table: string, column: string): string;
  /**
   * MySQL compares names without regard to case unless the column's collation says otherwise; then FreeRADIUS does so too,
   * and "Thandi" and "thandi" are one subscriber.
   */
  readonly namesIgnoreCase: boolean;
};

const required = {
  radcheck: ["id", "username", "attribute", "op", "value"],
  radreply: ["id", "username", "attribute", "op", "value"],
  radgroupcheck: ["id", "groupname", "attribute", "op", "value"],
  radgroupreply: ["id", "groupname", "attribute", "op", "value"],
  radusergroup: ["username", "groupname", "priority"],
} as const;
const optionalTables = {
  nas: ["id", "nasname", "secret"],
  userinfo: ["id", "username", "firstname", "lastname"],
  userbillinfo: ["id", "username", "planname"],
  billing_plans: ["id", "planname"],
  billing_plans_profiles: ["plan_name", "profile_name"],
  hotspots: ["id", "name"],
} as const;

/** FreeRADIUS' five tables are needed; nas, and daloRADIUS' own, are read where they are as they should be. */
export async function findTables(database: Database): Promise<Result<Tables, SourceRefusal>> {
  const names = [...Object.keys(required), ...Object.keys(optionalTables)];
  const rows = await database.select(
    database.dialect === "mysql"
      ? `select table_name as t, column_name as c, collation_name as o, character_set_name as s
         from information_schema.columns where table_schema = database() and table_name in (${questionMarks(names)})`
      : `select t.relname as t, a.attname as c, format_type(a.atttypid, a.atttypmod) as o, null as s
         from pg_class t join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
         where pg_table_is_visible(t.oid) and t.relkind in ('r', 'p', 'v', 'm', 'f') and t.relname in (${questionMarks(names)})`,
    names,
  );
  const columns = new Map<string, Set<string>>();
  const parameters = new Map<string, string>();
  let collation = "";
  for (const row of rows) {
    const [table, column] = [textOf(row["t"])!.toLowerCase(), textOf(row["c"])!.toLowerCase()];
    columns.set(table, (columns.get(table) ?? new Set()).add(column));
    parameters.set(`${table}.${column}`, parameterFor(textOf(row["s"]), textOf(row["o"])));
    if (table === "radcheck" && column === "username") collation = textOf(row["o"]) ?? "";
  }
  const missing = Object.keys(required).filter((table) => !columns.has(table));
  if (missing.length > 0) {
    return refuse(sourceRefusal("tables-missing", `FreeRADIUS' tables are missing: ${missing.join(", ")}.`));
  }
  const lacking = lackingColumns(required, columns);
  if (lacking.length > 0) {
    return refuse(sourceRefusal("columns-missing", `FreeRADIUS' tables lack columns: ${lacking.join(", ")}.`));
  }
  for (const table of Object.keys(optionalTables) as (keyof typeof optionalTables)[]) {
    if (lackingColumns({ [table]: optionalTables[table] }, columns).length > 0) columns.delete(table);
  }
  const daloradius = columns.has("userinfo") && (columns.has("userbillinfo") || columns.has("billing_plans"));
  return ok({
    kind: daloradius ? "daloradius" : "freeradius",
    columns,
    has: (table, column) => (column === undefined ? columns.has(table) : (columns.get(table)?.has(column) ?? false)),
    parameter: (table, column) => parameters.get(`${table}.${column}`) ?? "?",
    namesIgnoreCase: /_ci$|^citext/.test(collation),
  });
}

function parameterFor(charset: string | undefined, collation = ""): string {
  const named = charset !== undefined && /^[a-z0-9_]+$/.test(charset) && /^[a-z0-9_]+$/.test(collation);
  return named && charset !== "utf8mb4" ? `convert(? using ${charset}) collate ${collation}` : "?";
}

export const questionMarks = (values: readonly unknown[]): string => values.map(() => "?").join(", ");

function lackingColumns(
  wanted: Readonly<Record<string, readonly string[]>>,
  found: ReadonlyMap<string, ReadonlySet<string>>,
): string[] {
  return Object.entries(wanted).flatMap(([table, columns]) =>
    columns.filter((column) => !found.get(table)?.has(column)).map((column) => `${table}.${column}`),
  );
}
