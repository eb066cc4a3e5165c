import { connect } from "@beacom/postgres";
import type { Database, Row } from "#database/database";
import type { SourceAddress } from "#database/source-url";

/** Each query in a transaction that PostgreSQL itself keeps from writing; it works behind PgBouncer as well. */
export function postgresqlDatabase({ host, port, user, password, database, tls }: SourceAddress): Database {
  const url = new URL(`postgres://${host}:${port}/${encodeURIComponent(database)}`);
  url.username = encodeURIComponent(user);
  url.password = encodeURIComponent(password);
  if (tls !== "off") url.searchParams.set("ssl", tls === "verify" ? "verify-full" : "require");
  const sql = connect(url.href, { max: 1, name: "beacom import" });
  return {
    dialect: "postgresql",
    async select(text, parameters = []) {
      let n = 0;
      const numbered = text.replaceAll("?", () => `$${++n}`);
      const rows = await sql.begin("read only", (tx) => tx.unsafe<Row[]>(numbered, [...parameters]));
      return [...rows];
    },
    async close() {
      await sql.end({ timeout: 1 });
    },
  };
}
