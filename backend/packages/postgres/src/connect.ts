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
    onnotice: () => undefined,
  });
}
