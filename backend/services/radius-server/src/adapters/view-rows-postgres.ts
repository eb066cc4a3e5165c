import type { Sql } from "@beacom/postgres";
import { secretOf } from "@beacom/radius";
import type { Sealing } from "#adapters/sealing";
import type { ViewRows } from "#application/follow-view";
import type { NasEntry } from "#application/local-view";
import { type NasRow, nasOf } from "#adapters/nas-postgres";
import { type ServiceStateRow, serviceStateOf } from "#adapters/service-states-postgres";
import type { Subscriber } from "#domain/subscriber";

type SubscriberRow = {
  customer_id: string;
  username: string;
  sealed_password: Uint8Array;
  key_id: string;
} & { [Column in keyof ServiceStateRow]: ServiceStateRow[Column] | null };

const batch = 5_000;
/** Longer than any transaction that changes a row takes from writing its time to its commit. */
const overlapMs = 10_000;

export function viewRowsIn({ sql, sealing }: { sql: Sql; sealing: Sealing }): ViewRows {
  const subscriberOf = (row: SubscriberRow): Subscriber => ({
    customerId: row.customer_id,
    username: row.username,
    password: sealing.open({ sealed: row.sealed_password, keyId: row.key_id }, row.customer_id),
    service: row.version === null ? undefined : serviceStateOf(row as ServiceStateRow),
  });
  const select = sql`select c.customer_id, c.username, c.sealed_password, c.key_id, s.version, s.level,
    s.down_bits_per_second, s.up_bits_per_second, s.reason, s.since
    from credentials c left join service_states s using (customer_id)`;
  const now = async (): Promise<Date> => {
    const [row] = await sql<{ now: Date }[]>`select clock_timestamp() as now`;
    return new Date(row!.now.getTime() - overlapMs);
  };
  return {
    async readAll(take) {
      const since = await now();
      for (let after = ""; ; ) {
        const rows = await sql<
          SubscriberRow[]
        >`${select} where c.customer_id > ${after} order by c.customer_id limit ${batch}`;
        take(rows.map(subscriberOf));
        const last = rows.at(-1);
        if (rows.length < batch || last === undefined) return since;
        after = last.customer_id;
      }
    },
    async read(customerIds) {
      return (await sql<SubscriberRow[]>`${select} where c.customer_id = any(${[...customerIds]})`).map(subscriberOf);
    },
    async readChangedSince(since) {
      const until = await now();
      const rows = await sql<SubscriberRow[]>`${select} where c.customer_id in (
        select customer_id from credentials where changed_at > ${since}
        union select customer_id from service_states where changed_at > ${since})`;
      return { subscribers: rows.map(subscriberOf), until };
    },
    async readNas() {
      const rows = await sql<(NasRow & { sources: Record<string, boolean> | null; changed_at: Date })[]>`
        select n.*, (select jsonb_object_agg(host(s.address), s.signs_requests) from nas_sources s where s.nas_id = n.nas_id) as sources
        from nas n`;
      return rows.map(
        (row): NasEntry => ({
          nas: nasOf(row),
          secret: secretOf(sealing.open({ sealed: row.sealed_secret, keyId: row.key_id }, row.nas_id)),
          signs: new Map(Object.entries(row.sources ?? {})),
          changedAtMs: row.changed_at.getTime(),
        }),
      );
    },
  };
}
