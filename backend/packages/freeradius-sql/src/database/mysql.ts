import { createPool } from "mysql2";
import type { Database, Row } from "#database/database";
import type { SourceAddress } from "#database/source-url";

/**
 * Values travel apart from the statement, so that no server's sql_mode changes how they are quoted. The server converts
 * each column from its own character set; dates stay text, since daloRADIUS' 0000-00-00 is none.
 */
export function mysqlDatabase(address: SourceAddress): Database {
  const { host, port, user, password, database, tls, socketPath } = address;
  const pool = createPool({
    ...(socketPath === undefined ? { host, port } : { socketPath }),
    user,
    password,
    database,
    charset: "utf8mb4",
    connectionLimit: 1,
    connectTimeout: 10_000,
    dateStrings: true,
    supportBigNumbers: true,
    maxPreparedStatements: 64,
    ...(tls === "off" ? {} : { ssl: { rejectUnauthorized: tls === "verify" } }),
  });
  // Servers before MySQL 5.6 do not know it; nothing here writes anyway.
  pool.on("connection", (connection) => connection.query("set session transaction read only", () => undefined));
  const promised = pool.promise();
  return {
    dialect: "mysql",
    async select(text, parameters = []) {
      const [rows] = await promised.execute(text, [...parameters]);
      return rows as Row[];
    },
    close: () => promised.end(),
  };
}
