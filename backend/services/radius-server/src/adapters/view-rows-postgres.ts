import type { Sql } from "@beacom/postgres";
import { secretOf } from "@beacom/radius";
import { type NasRow, nasOf } from "#adapters/nas-postgres";
import type { Sealing } from "#adapters/sealing";
import { type ServiceStateRow, serviceStateOf } from "#adapters/service-states-postgres";
import type { ViewRows } from "#application/follow-view";
import type { NasEntry, Policy } from "#application/local-view";
import type { SealedSubscriber } from "#application/subscriber-table";
import { shippedKinds } from "#domain/policy/kinds";
import type { PersonalAccess } from "#domain/subscriber";

type SubscriberRow = {
  customer_id: string;
  username: string;
  sealed_password: Uint8Array;
  key_id: string;
  password_form: SealedSubscriber["passwordForm"];
  profile: string | null;
  personal: PersonalAccess;
  first_login_at: Date | null;
  macs: string[] | null;
} & { [Column in keyof ServiceStateRow]: ServiceStateRow[Column] | null };

/** Written out in the statement: for a limit that it does not know the database would plan to read everything, each time. */
const batchRows = 1_000;
/** Longer than any transaction that changes a row takes from writing its time to its commit. */
const overlapMs = 10_000;

const sealedSubscriberOf = (row: SubscriberRow): SealedSubscriber => ({
  customerId: row.customer_id,
  username: row.username,
  sealed: row.sealed_password,
  keyId: row.key_id,
  passwordForm: row.password_form,
  profile: row.profile ?? undefined,
  personal: row.personal,
  firstLoginAtMs: row.first_login_at?.getTime(),
  macs: row.macs ?? [],
  service: row.version === null ? undefined : serviceStateOf(row as ServiceStateRow),
});

export function viewRowsIn(deps: { sql: Sql; sealing: Sealing; readPolicy: () => Promise<Policy> }): ViewRows {
  const { sql, sealing } = deps;
  const columns = sql`c.customer_id, c.username, c.sealed_password, c.key_id, c.password_form, c.profile, c.personal,
    c.first_login_at, s.version, s.level, s.down_bits_per_second, s.up_bits_per_second, s.reason, s.since,
    (select array_agg(d.mac) from devices d where d.customer_id = c.customer_id) as macs`;
  const select = sql`select ${columns} from credentials c left join service_states s using (customer_id)`;
  return {
    batchRows,
    async readBatch(after) {
      // Chosen first and joined then: the other way round each batch would read the other table from its beginning.
      const rows = await sql<SubscriberRow[]>`select ${columns} from (
          select * from credentials where customer_id > ${after} order by customer_id limit ${sql.unsafe(String(batchRows))}) c
        left join service_states s using (customer_id) order by c.customer_id`;
      return rows.map(sealedSubscriberOf);
    },
    async read(customerIds) {
      const rows = await sql<SubscriberRow[]>`${select} where c.customer_id = any(${[...customerIds]})`;
      return rows.map(sealedSubscriberOf);
    },
    async find({ username, mac }) {
      const [row] = await sql<SubscriberRow[]>`${select} where c.username = ${username}
        or c.customer_id = (select customer_id from devices where mac = ${mac ?? ""})
        order by c.username = ${username} desc limit 1`;
      return row && sealedSubscriberOf(row);
    },
    async now() {
      const [row] = await sql<{ now: Date }[]>`select clock_timestamp() as now`;
      return new Date(row!.now.getTime() - overlapMs);
    },
    async readChangedSince(since) {
      const rows = await sql<SubscriberRow[]>`${select} where c.customer_id in (
        select customer_id from credentials where changed_at > ${since}
        union select customer_id from service_states where changed_at > ${since}
        union select customer_id from devices where added_at > ${since})`;
      return rows.map(sealedSubscriberOf);
    },
    readPolicy: deps.readPolicy,
    async readNas(kinds) {
      const rows = await sql<(NasRow & { sources: Record<string, boolean> | null; changed_at: Date })[]>`
        select n.*, (select jsonb_object_agg(host(s.address), s.signs_requests) from nas_sources s where s.nas_id = n.nas_id) as sources
        from nas n`;
      return rows.map(
        (row): NasEntry => ({
          nas: nasOf(row),
          // A kind that was removed leaves its routers with what every router understands.
          kind: kinds.get(row.vendor) ?? shippedKinds.get("standard")!,
          secret: secretOf(sealing.open({ sealed: row.sealed_secret, keyId: row.key_id }, row.nas_id)),
          signs: new Map(Object.entries(row.sources ?? {})),
          changedAtMs: row.changed_at.getTime(),
        }),
      );
    },
  };
}
