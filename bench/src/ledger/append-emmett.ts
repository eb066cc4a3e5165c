import { createRequire } from "node:module";
import { connect } from "@beacom/postgres";
import { getPostgreSQLEventStore, type PostgresEventStoreOptions } from "@event-driven-io/emmett-postgresql";
import type { Databases } from "#ledger/database";
import { paymentOf, paymentsOf, paymentType, walletOf } from "#ledger/payments";
import { type Side, sideOf } from "#ledger/side";

type Pool = Extract<NonNullable<PostgresEventStoreOptions["connectionOptions"]>, { pool: unknown }>["pool"];
type PoolClass = new (options: { connectionString: string; max: number }) => Pool;

/** Its own pool stops at ten connections, so it is given one of its driver's that has one for each caller. */
function poolOf(connectionString: string, max: number): Pool {
  const require = createRequire(import.meta.resolve("@event-driven-io/emmett-postgresql"));
  const { Pool } = require("pg") as { Pool: PoolClass };
  return new Pool({ connectionString, max });
}

export const emmettAppend = (databases: Databases): Side =>
  sideOf({
    name: "emmett-postgresql, appending",
    settings:
      "emmett-postgresql 0.42.0: appendToStream with the expected version, a connection for each caller; no command keys, no hash chain",
    async open(callers) {
      const database = await databases.empty("emmett");
      const pool = poolOf(database.url, callers);
      const store = getPostgreSQLEventStore(database.url, { connectionOptions: { pool } });
      await store.schema.migrate();
      const next = paymentsOf(callers);
      return {
        async once(caller) {
          const { wallet, version } = next(caller);
          const appended = await store.appendToStream(
            walletOf(wallet),
            [{ type: paymentType, data: paymentOf(wallet, version) }],
            { expectedStreamVersion: BigInt(version - 1) },
          );
          if (appended.nextExpectedStreamVersion !== BigInt(version)) throw new Error("version-moved");
          return "done";
        },
        async prove({ done }) {
          const sql = connect(database.url, { max: 1 });
          const [row] = await sql<{ count: bigint }[]>`select count(*) from emt_messages`;
          await sql.end();
          if (row!.count !== BigInt(done)) throw new Error(`${done} appends were answered, ${row!.count} are there`);
        },
        async close() {
          await store.close();
          await pool.end();
          await database.drop();
        },
      };
    },
  });
