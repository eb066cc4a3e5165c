import { billingColumns, personColumns } from "#import/import-person";
import { planColumns } from "#import/import-plan";

const table = (name: string, columns: readonly string[]): string =>
  `create table ${name} (id integer primary key, ${columns.map((column) => `${column} varchar(200)`).join(", ")});`;

/** The tables that daloRADIUS adds, with those of their columns that say something to somebody else. */
export const daloradiusTables = [
  table("userinfo", ["username", ...personColumns, "portalloginpassword"]),
  table("userbillinfo", ["username", ...billingColumns, "creditcardnumber"]),
  table("billing_plans", planColumns),
  table("billing_plans_profiles", ["plan_name", "profile_name"]),
  table("hotspots", ["name", "mac"]),
  table("batch_history", ["batch_name"]),
].join("\n");

/** Rows with an id of their own, every value as SQL text. */
export function rowsOf(name: string, rows: readonly Readonly<Record<string, string>>[]): string {
  const quoted = (value: string): string => `'${value.replaceAll("'", "''")}'`;
  return rows
    .map((row, i) => {
      const columns = Object.keys(row);
      return `insert into ${name} (id, ${columns.join(", ")}) values (${i + 1}, ${Object.values(row).map(quoted).join(", ")});`;
    })
    .join("\n");
}
