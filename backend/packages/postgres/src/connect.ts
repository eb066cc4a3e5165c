import type postgresTypes from "postgres";
import { postgres } from "#driver";

export type Sql = postgresTypes.Sql<{ bigint: bigint }>;
export type Tx = postgresTypes.TransactionSql<{ bigint: bigint }>;

/** A pool that opens connections when they are needed. int8 is `bigint` in both directions: money and octets never pass through a float. */
export function connect(url: string, options: { max?: number; name?: string } = {}): Sql {
  return postgres(url, {
    max: options.max ?? 10,
    types: { bigint: postgres.BigInt },
    connection: { application_name: options.name ?? "beacom" },
    connect_timeout: 10,
    // In seconds. The driver's own goes up to twenty, and its count is shared by the pool: a database that was away for two seconds would be missed for twenty.
    backoff: (attempts: number) => Math.min(0.05 * 2 ** attempts, 0.5) * (0.5 + Math.random() / 2),
    onnotice: () => undefined,
  });
}
