import { connect, type Sql } from "@beacom/postgres";
import { Problem } from "#console/problem";
import { processTerminal, type Terminal } from "#console/terminal";
import { dataFolder } from "#installation/data-folder";
import { serviceDatabaseUrl } from "#installation/database";
import { withDatabase } from "#installation/with-database";

/** The audit log of the installation here, whether it runs or not, and where to say what is in it. */
export type AuditHere = { readonly sql: Sql; readonly terminal: Terminal };

export async function withAudit(data: string | undefined, work: (here: AuditHere) => Promise<void>): Promise<void> {
  await withDatabase(dataFolder(data), async ({ adminUrl, secrets }) => {
    if (secrets.databasePasswords["admin"] === undefined) throw earlier();
    const sql = connect(serviceDatabaseUrl(adminUrl, secrets, "admin"), { max: 2, name: "audit" });
    try {
      await work({ sql, terminal: processTerminal() });
    } catch (error) {
      if ((error as { code?: unknown }).code !== "42P01") throw error;
      throw earlier();
    } finally {
      await sql.end({ timeout: 5 });
    }
  });
}

const earlier = () =>
  new Problem("this installation is of a version without an audit log", [
    "Start it with this version: ./beacom up",
    "Or bring the database up to date: ./beacom migrate",
  ]);
