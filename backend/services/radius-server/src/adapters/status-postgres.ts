import type { Sql } from "@beacom/postgres";
import type { StatusStore } from "#application/radius-status";

export const statusIn = ({ sql }: { sql: Sql }): StatusStore => ({
  async read() {
    const [counts] = await sql<{ open: bigint; quarantined: bigint; relayed: bigint }[]>`
      select (select count(*) from sessions where ended_at is null) as open,
        (select count(*) from quarantined_reports) as quarantined, (select count(*) from relayed_reports) as relayed`;
    const processes = await sql<{ process_id: string; started_at: Date; seen_at: Date }[]>`
      select process_id, started_at, seen_at from processes where seen_at > now() - interval '1 minute' order by started_at`;
    return {
      openSessions: counts!.open,
      quarantined: counts!.quarantined,
      proxiedReportsWaiting: counts!.relayed,
      processes: processes.map((row) => ({
        processId: row.process_id,
        startedAt: row.started_at,
        seenAt: row.seen_at,
      })),
    };
  },
});
