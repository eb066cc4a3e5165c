import type { Sql } from "@beacom/postgres";
import type { ProcessStore } from "#application/process-registry";

export const processesIn = ({ sql }: { sql: Sql }): ProcessStore => ({
  async announce(processId, inbox) {
    await sql`insert into processes (process_id, inbox) values (${processId}, ${inbox ?? null})
      on conflict (process_id) do update set seen_at = now(), inbox = excluded.inbox`;
    const rows = await sql<{ process_id: string; inbox: string }[]>`select process_id, inbox from processes
      where process_id <> ${processId} and inbox is not null and seen_at > now() - interval '1 minute'`;
    return rows.map((row) => ({ processId: row.process_id, inbox: row.inbox }));
  },
  async tidy(silentHours) {
    await sql`update address_leases l set held_by = null where held_by is not null
      and not exists (select 1 from processes p where p.process_id = l.held_by and p.seen_at > now() - make_interval(hours => ${silentHours}))
      and not lease_is_busy(l.address, null, null)`;
    await sql`delete from processes where seen_at < now() - make_interval(hours => ${silentHours})
      and not exists (select 1 from address_leases l where l.held_by = process_id)`;
  },
  async leave(processId) {
    await sql`delete from processes where process_id = ${processId}
      and not exists (select 1 from address_leases l where l.held_by = ${processId})`;
  },
});
