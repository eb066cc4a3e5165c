import type { Sql } from "@beacom/postgres";
import { endpointColumns, endpointOf, type EndpointRow } from "#adapters/webhooks/endpoint-rows";
import type { Endpoint } from "#domain/webhooks/endpoint";

export type ListedEndpoint = Endpoint & { failingSince: Date | null; pending: bigint };

/** The oldest first; with an id, that one. */
export async function listEndpoints(sql: Sql, endpointId?: string): Promise<ListedEndpoint[]> {
  const rows = await sql<(EndpointRow & { failing_since: Date | null; pending: bigint })[]>`
    select ${endpointColumns(sql)}, failing_since,
      (select count(*) from webhook_deliveries d where d.endpoint_id = e.endpoint_id and state = 'pending') as pending
    from webhook_endpoints e ${endpointId === undefined ? sql`` : sql`where endpoint_id = ${endpointId}`}
    order by created_at, endpoint_id`;
  return rows.map((row) => ({ ...endpointOf(row), failingSince: row.failing_since, pending: row.pending }));
}
